"""Saving of the level that is played, with the changes of the player."""

from collections.abc import Callable
from typing import Protocol

from game.files.atomic_write import error_text
from game.levels.selection import LevelSelection
from game.session.session import Session


class SavingScreen(Protocol):
    """The screen whose level is saved.

    level_selection : watches the files of the level
    """

    level_selection: LevelSelection

    @property
    def session(self) -> Session:
        """The running session."""
        ...


def save_played_level(screen: SavingScreen, show_message: Callable[[str], None]) -> bool:
    """Save the level of a screen with its sliders, and with the balls that were added and removed.

    It goes on running. Returns whether it was saved; ``show_message`` shows the result.
    """
    from game.session.save_level import save_level  # noqa: PLC0415  (rarely needed, and slow to import)

    try:
        saved = save_level(screen.session.simulation)
    except OSError as error:
        show_message(f"cannot save the level: {error_text(error)}")
        return False
    screen.session.mark_saved()
    screen.level_selection.adopt(screen.session.simulation.level)  # its file has changed, but is not to be loaded
    show_message(f"saved as {saved.message}")
    return True
