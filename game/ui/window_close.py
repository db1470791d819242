"""Closing the window from within a frame."""

import arcade


def request_close(window: arcade.Window) -> None:
    """Do what the button of the window does, after this frame: a window cannot be closed while it is drawn."""
    arcade.schedule_once(lambda _: window.dispatch_event("on_close"), 0.0)
