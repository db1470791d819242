"""The panels of the play screen by name. Dear ImGui is imported when the first one is made."""

from collections.abc import Callable
from typing import Protocol

import arcade

from game.ui.gui.panels import GuiPanel
from game.ui.overlays.debug_views import DebugViews
from game.ui.panels.saving import SavingScreen, save_played_level
from game.ui.window_close import request_close

LOST_CHANGES = "The sliders that you have moved and the balls that you have added or removed are not saved."


class PanelScreen(SavingScreen, Protocol):
    """The screen that panels belong to.

    window : the window, which the dialog "leave" asks to close
    debug_views : has the history of the energies, and the selected body
    level_selection : has the name of the level
    """

    window: arcade.Window
    debug_views: DebugViews


def panel_factories(screen: PanelScreen, notify: Callable[[str], None]) -> dict[str, Callable[[], GuiPanel]]:
    """Return what makes each panel of a screen; ``notify`` shows a message."""

    def save() -> bool:
        return save_played_level(screen, notify)

    def tuning() -> GuiPanel:
        from game.ui.panels.tuning import TuningPanel  # noqa: PLC0415  (loads Dear ImGui)

        return TuningPanel(lambda: screen.session, save)

    def graphs() -> GuiPanel:
        from game.ui.panels.graphs import GraphPanel  # noqa: PLC0415

        return GraphPanel(lambda: screen.debug_views.history)

    def inspector() -> GuiPanel:
        from game.ui.panels.inspector import InspectorPanel  # noqa: PLC0415

        selection, levels = screen.debug_views.selection, screen.level_selection
        return InspectorPanel(lambda: screen.session, selection, lambda: levels.path.stem, notify)

    def leave() -> GuiPanel:
        from game.ui.panels.leave import LeavePanel  # noqa: PLC0415

        def leave() -> None:
            screen.session.mark_saved()
            request_close(screen.window)

        return LeavePanel(LOST_CHANGES, save, leave)

    return {"tuning": tuning, "graphs": graphs, "inspector": inspector, "leave": leave}
