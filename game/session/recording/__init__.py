"""Recordings and state files: writing, reading without trust, and replaying."""
