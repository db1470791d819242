"""The volume of the speaker."""

USUAL_VOLUME, LOUDEST = 6, 10
"""Notches of the volume: at first, and at most; 0 is silent."""
