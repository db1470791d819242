"""What is kept of a simulation: states as files, recordings, and how they are played again."""
