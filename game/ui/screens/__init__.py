"""The screens of the window: title, play and level browser."""
