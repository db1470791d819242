"""The panels of the play screen by name. Dear ImGui is imported when the first one is made."""

from collections.abc import Callable

from game.session.session import Session
from game.ui.gui.panels import GuiPanel


def panel_factories(session: Callable[[], Session], notify: Callable[[str], None]) -> dict[str, Callable[[], GuiPanel]]:
    """Return what makes each panel.

    session : returns the running session
    notify : shows a message
    """

    def tuning() -> GuiPanel:
        from game.ui.panels.tuning import TuningPanel  # noqa: PLC0415  (loads Dear ImGui)

        return TuningPanel(session, notify)

    return {"tuning": tuning}
