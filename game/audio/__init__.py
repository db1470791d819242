"""What is heard of a simulation: impacts, voices and the speaker."""
