"""Keyboard, mouse, gamepad and dropped files, and what they do."""
