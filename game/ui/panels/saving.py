"""Saving of the level that is played, with the changes of the player, as a new level."""

from collections.abc import Callable

from game.files.atomic_write import error_text
from game.session.session import Session


def save_played_level(session: Session, show_message: Callable[[str], None]) -> bool:
    """Save the level of a session with its sliders, and with the balls that were added and removed.

    Returns whether that succeeded; ``show_message`` shows the result.
    """
    from game.session.save_level import save_level  # noqa: PLC0415  (rarely needed, and slow to import)

    try:
        saved = save_level(session.simulation)
    except OSError as error:
        show_message(f"cannot save the level: {error_text(error)}")
        return False
    session.mark_saved()
    show_message(f"saved as {saved.message}")
    return True
