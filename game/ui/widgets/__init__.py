"""Panels, text and controls that screens draw over the world."""
