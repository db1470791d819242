"""Panels and other parts of a screen."""
