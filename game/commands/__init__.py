"""The command line, a file for what belongs together."""
