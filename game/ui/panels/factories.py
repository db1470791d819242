"""The panels of the play screen by name. Dear ImGui is imported when the first one is made."""

from collections.abc import Callable

import arcade

from game.session.session import Session
from game.ui.gui.panels import GuiPanel


def panel_factories(
    window: arcade.Window, session: Callable[[], Session], notify: Callable[[str], None]
) -> dict[str, Callable[[], GuiPanel]]:
    """Return what makes each panel.

    window : which the dialog "leave" closes
    session : returns the running session
    notify : shows a message
    """

    def tuning() -> GuiPanel:
        from game.ui.panels.tuning import TuningPanel  # noqa: PLC0415  (loads Dear ImGui)

        return TuningPanel(session, notify)

    def leave() -> GuiPanel:
        from game.ui.panels.leave import LeavePanel  # noqa: PLC0415
        from game.ui.panels.saving import save_played_level  # noqa: PLC0415

        def close_window() -> None:
            arcade.schedule_once(lambda _: window.close(), 0.0)  # a window cannot be closed while it is drawn

        return LeavePanel(lambda: save_played_level(session(), notify), close_window)

    return {"tuning": tuning, "leave": leave}
