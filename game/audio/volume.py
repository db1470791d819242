"""The volume of the speaker."""

DEFAULT_VOLUME, MAX_VOLUME = 6, 10
"""Notches of the volume: the default and the maximum. 0 is silent."""
