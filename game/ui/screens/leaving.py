"""Leaving the game: closes what is open first, and asks if something would be lost."""

from collections.abc import Sequence
from typing import Protocol

import arcade

from game.session.session import Session
from game.ui.gui.panels import GuiPanels


class Closable(Protocol):
    """Something that can be open."""

    def close(self) -> bool:
        """Close it; return whether it was open."""
        ...


class Leaving:
    """Decides what the key to quit and the button of the window do."""

    def __init__(self, window: arcade.Window, panels: GuiPanels, views: Sequence[Closable]) -> None:
        """Prepare to leave.

        panels : which have the dialog "leave"
        views : are closed one by one, after the panels
        """
        self._window, self._panels, self._views = window, panels, views

    def quit(self) -> None:
        """Close something that is open; if nothing is, close the window as its button does."""
        if not (self._panels.close_last() or any(view.close() for view in self._views)):
            self._window.dispatch_event("on_close")

    def close_all(self) -> None:
        """Close everything that is open, but not the window."""
        while self._panels.close_last():
            pass
        while any(view.close() for view in self._views):
            pass

    def asks(self, session: Session) -> bool:
        """Ask before the window closes if changes of a session would be lost; return whether it stays open."""
        if session.has_unsaved_changes:
            self._panels.panel("leave").is_open = True
        return session.has_unsaved_changes
