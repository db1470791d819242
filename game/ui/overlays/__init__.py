"""What is drawn over the world for whoever wants to see more: contacts, velocities, trails, timing."""
