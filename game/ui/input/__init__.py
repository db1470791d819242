"""Input of the window: keyboard, mouse, gamepads and dropped files."""
