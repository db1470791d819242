"""The panels of a screen. Nothing of Dear ImGui is imported before the first one opens."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

import arcade

from game.ui.widgets.rounded_rect import Box

if TYPE_CHECKING:
    from game.ui.gui.layer import GuiLayer


class GuiPanel(Protocol):
    """A panel of a screen.

    is_open : whether it is drawn
    """

    is_open: bool

    def draw(self, layer: "GuiLayer") -> None:
        """Declare the panel, within a frame of the layer."""
        ...


class GuiPanels:
    """The panels of a screen by name, made by their factories when they open first.

    Events go to the layer of the window while a panel is open; the methods for events return whether a panel takes it.
    """

    def __init__(self, window: arcade.Window, factories: Mapping[str, Callable[[], GuiPanel]]) -> None:
        self._window, self._factories = window, factories
        self._panels: dict[str, GuiPanel] = {}
        self._was_open = False
        self._opened_by_level: set[str] = set()
        self._level: object = None

    def panel(self, name: str) -> GuiPanel:
        """Return the panel of that name."""
        if name not in self._panels:
            self._panels[name] = self._factories[name]()
        return self._panels[name]

    def is_open(self, name: str) -> bool:
        """Whether the panel of that name is open."""
        return name in self._panels and self._panels[name].is_open

    def toggle(self, name: str) -> None:
        """Open or close a panel."""
        self._opened_by_level.discard(name)
        panel = self.panel(name)
        panel.is_open = not panel.is_open

    def show_until_next_level(self, name: str) -> None:
        """Open a panel about something in the level; the next level closes it."""
        if not self.is_open(name):
            self.panel(name).is_open = True
            self._opened_by_level.add(name)

    def begin_level(self, level: object, names: Collection[str]) -> None:
        """Open the panels that a new level asks for; close others that the level before has opened.

        Nothing changes if the level is the same as before, because it was restarted.
        """
        if level is self._level:
            return
        self._level = level
        for name in self._opened_by_level.difference(names):
            self.panel(name).is_open = False
        opened = {name for name in names if not self.is_open(name)}
        for name in opened:
            self.panel(name).is_open = True
        self._opened_by_level = self._opened_by_level.intersection(names) | opened

    @property
    def open_panels(self) -> list[GuiPanel]:
        """The open panels, in the order in which they were made."""
        return [panel for panel in self._panels.values() if panel.is_open]

    def close_last(self) -> bool:
        """Close one panel; return whether any was open."""
        if panels := self.open_panels:
            panels[-1].is_open = False
        return bool(panels)

    def draw(self, elapsed: float, reserved: Iterable[Box] = ()) -> None:
        """Draw the open panels, ``elapsed`` s after the last frame, first beside reserved boxes."""
        panels = self.open_panels
        if panels:
            with self._layer.frame(elapsed, reserved):
                for panel in panels:
                    panel.draw(self._layer)
        elif self._was_open:
            with self._layer.frame(elapsed):
                self._layer.clear_keys()  # the game receives the events of their release
        self._was_open = bool(panels)

    @property
    def boxes(self) -> list[Box]:
        """The boxes in which the open panels were drawn last, in UI units."""
        return list(self._layer.boxes.values()) if self.open_panels and self._was_open else []

    def press(self, x: float, y: float, button: int) -> bool:
        """Handle a button press, in units of the window."""
        return bool(self.open_panels) and self._layer.press(x, y, button)

    def move(self, x: float, y: float) -> bool:
        """Handle a position of the mouse."""
        return bool(self.open_panels) and self._layer.move(x, y)

    def release(self, x: float, y: float, button: int) -> bool:
        """Handle a button release."""
        return bool(self.open_panels) and self._layer.release(x, y, button)

    def scroll(self, x: float, y: float, notches: float) -> bool:
        """Handle a turn of the wheel."""
        return bool(self.open_panels) and self._layer.scroll(x, y, notches)

    def key(self, symbol: int, modifiers: int, is_down: bool) -> bool:
        """Handle a key."""
        return bool(self.open_panels) and self._layer.key(symbol, modifiers, is_down)

    def text(self, text: str) -> bool:
        """Handle typed characters."""
        return bool(self.open_panels) and self._layer.text(text)

    @property
    def _layer(self) -> "GuiLayer":
        from game.ui.gui.layer import shared_layer  # noqa: PLC0415  (loads Dear ImGui)

        return shared_layer(self._window)
