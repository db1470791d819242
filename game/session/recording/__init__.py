"""Recordings and saved states: how they are written, checked and replayed."""
