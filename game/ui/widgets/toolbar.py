"""The toolbar: buttons for what the player needs most, along the left or the lower edge of the window."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import arcade
import numpy as np

from game.render import theme
from game.render.gl.line_batch import LINE_RECORD, LineBatch
from game.simulation.view_rect import Insets
from game.ui import ui_style
from game.ui.input.keymap import Action, KeyMap
from game.ui.widgets.icons import icon_lines
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextPanel, TextStyle

TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)
KEY = TextStyle(theme.TEXT_SIZE, theme.TEXT_ACCENT, bold=True)

BUTTON_SIZE, ICON_SIZE = 36.0, 22.0
"""Width and height of a button, large enough for a finger, and of its icon, in UI units."""

EDGE, GAP = 8.0, 9.0
"""Distance of the bar from the edge of the window, and space between groups of buttons, in UI units."""

SPACE = 3.0
"""Space between the outline of the bar and its buttons, in UI units."""

MAX_BARS = 4
"""Bars that are drawn at most: the first, and those with the rest of the buttons."""

ICON_OPACITY = theme.Themed(0.82, 0.86, 1.0)


class ToolButton(NamedTuple):
    """A button.

    action : the action that it performs; None for the button that shows the rest of the buttons
    text : what it does, shown while the mouse is on it
    rank : where there is no room for all buttons, those of the largest rank are left out first
    """

    action: Action | None
    icon: str
    text: str
    rank: int


Group = tuple[ToolButton, ...]

GROUPS: tuple[Group, ...] = (
    (
        ToolButton(Action.PAUSE, "pause", "pause", 0),
        ToolButton(Action.BACK, "step back", "step back", 9),
        ToolButton(Action.STEP, "step", "step forward", 5),
        ToolButton(Action.RESTART, "restart", "restart", 1),
    ),
    (
        ToolButton(Action.PREVIOUS, "previous", "previous level", 7),
        ToolButton(Action.LEVELS, "levels", "all levels", 0),
        ToolButton(Action.NEXT, "next", "next level", 4),
        ToolButton(Action.ABOUT, "about", "about this level", 8),
    ),
    (
        ToolButton(Action.PUT, "add", "add balls: click where", 3),
        ToolButton(Action.THROW, "throw", "throw balls: press, drag, let go", 7),
        ToolButton(Action.REMOVE, "remove", "remove balls: click them", 6),
        ToolButton(Action.UNDO, "undo", "undo", 3),
        ToolButton(Action.REDO, "redo", "redo", 9),
    ),
    (
        ToolButton(Action.EDIT, "edit", "edit the level", 2),
        ToolButton(Action.PANEL, "sliders", "sliders", 5),
        ToolButton(Action.GRAPHS, "graphs", "graphs", 9),
        ToolButton(Action.INSPECT, "inspect", "inspect a ball or a wall", 11),
        ToolButton(Action.THEME, "theme", "dark, light, high contrast", 10),
        ToolButton(Action.HELP, "help", "all keys", 1),
    ),
)
"""All buttons, in groups with space between them."""

MORE = ToolButton(None, "more", "more", -1)

PLAY = "play"
"""Icon and text of the first button while the game is paused."""


class Slot(NamedTuple):
    """A button at its place."""

    button: ToolButton
    box: Box


class Layout(NamedTuple):
    """The places of all buttons that are shown.

    bars : the boxes behind the buttons: the bar, and the one with the rest of the buttons if it is open
    insets : the parts of the window that the bar covers, in UI units
    """

    bars: tuple[Box, ...]
    slots: tuple[Slot, ...]
    insets: Insets


class Toolbar:
    """Shows the buttons and performs the action of the one that is pressed.

    is_visible : whether the toolbar is shown
    is_unfolded : whether the buttons for which the bar has no room are shown beside it
    layout : the places of the buttons in the last frame
    """

    def __init__(self, keys: KeyMap, perform: Callable[[Action], None], is_visible: bool) -> None:
        """Call ``perform`` with the action of a button when it is pressed."""
        self.is_visible = is_visible
        self.layout = Layout((), (), Insets())
        self._below = 0.0
        self._keys, self._perform = keys, perform
        self._bars, self._mark, self._icons = [RoundedRect() for _ in range(MAX_BARS)], RoundedRect(), LineBatch()
        self._tip = TextPanel((TEXT, KEY))
        self.is_unfolded = self._is_tip_hidden = False
        self._hovered: Slot | None = None
        self._active: frozenset[Action] = frozenset()
        self._layout_for: tuple[object, ...] = ()
        self._icons_for: tuple[object, ...] = ()

    @property
    def insets(self) -> Insets:
        """The parts of the window that the bar and what lies below it cover, in UI units."""
        return self.layout.insets if self.is_visible else Insets(bottom=self._below)

    def press(self, x: float, y: float, button: int) -> bool:
        """Perform the action of the button at a point; return whether the point is on the toolbar."""
        if not self._contains(x, y):
            self.is_unfolded = False
            return False
        slot = self._hovered = self._slot_at(x, y)
        self._is_tip_hidden = False
        if slot and button == arcade.MOUSE_BUTTON_LEFT:
            self.is_unfolded = slot.button is MORE and not self.is_unfolded
            if slot.button.action:
                self._perform(slot.button.action)
        return True

    def move(self, x: float, y: float, buttons: int) -> bool:
        """Mark the button at a point, unless the mouse drags something; return whether the point is on the toolbar."""
        before, self._hovered = self._hovered, None if buttons else self._slot_at(x, y)
        if self._hovered != before:
            self._is_tip_hidden = False
        return not buttons and self._contains(x, y)

    def release(self) -> bool:
        """Hide the text of the pressed button, which a finger has left; return whether a button was pressed."""
        self._is_tip_hidden = True
        return self._hovered is not None

    def scroll(self, x: float, y: float, notches: float) -> bool:  # noqa: ARG002
        """Return whether the point is on the toolbar."""
        return self._contains(x, y)

    def prepare(self, window: tuple[float, float], below: float) -> None:
        """Arrange the buttons in a window of that size, above a part at the lower edge of that height."""
        self._below = below
        layout_for = window, below, self.is_unfolded
        if layout_for != self._layout_for:
            self._layout_for = layout_for
            self.layout = arrange(window, below, self.is_unfolded)

    def draw(self, window: tuple[float, float], active: frozenset[Action]) -> None:
        """Draw the toolbar into a window of that size; the icons of ``active`` actions have the accent colour."""
        if not self.is_visible:
            return
        for shape, bar in zip(self._bars, self.layout.bars, strict=False):
            shape.draw(window, bar)
        if self._hovered:
            self._mark.draw(window, self._hovered.box.expanded(-1.0), theme.BUTTON_HOVER, 1.0, theme.CORNER - SPACE)
        self._set_icons(window, active)
        self._icons.draw((0.5 * window[0], 0.5 * window[1]))
        is_tip_shown = not self._is_tip_hidden and not self.is_unfolded
        if self._hovered and is_tip_shown:
            self._draw_tip(window, self._hovered)

    def _set_icons(self, window: tuple[float, float], active: frozenset[Action]) -> None:
        icons_for = ui_style.current(), self.layout, active
        if icons_for == self._icons_for:
            return
        self._icons_for, self._active = icons_for, active
        lines = [np.empty(0, LINE_RECORD)]
        for button, box in self.layout.slots:
            color = theme.TEXT_ACCENT if button.action in active else theme.TEXT
            center = box.left + 0.5 * (box.width - window[0]), box.top - 0.5 * (box.height + window[1])
            opacity = ui_style.pick(ICON_OPACITY)
            lines.append(icon_lines(self._icon(button), center, ICON_SIZE, ui_style.rgb(color), opacity))
        self._icons.set_lines(np.concatenate(lines))

    def _icon(self, button: ToolButton) -> str:
        return PLAY if button.action is Action.PAUSE and Action.PAUSE in self._active else button.icon

    def _draw_tip(self, window: tuple[float, float], slot: Slot) -> None:
        """Draw what a button does, and its key, beside the bar."""
        button, box = slot
        text = PLAY if self._icon(button) == PLAY else button.text
        self._tip.set_texts((text, self._keys.caption(button.action) if button.action else ""))
        width, height = self._tip.width, self._tip.height
        bar = next(bar for bar in self.layout.bars if bar.intersects(box))
        if bar.height > bar.width:
            left, top = bar.left + bar.width + EDGE, box.top - 0.5 * (box.height - height)
        else:
            left, top = box.left + 0.5 * (box.width - width), bar.top + EDGE + height
        self._tip.draw(window, round(min(max(left, EDGE), window[0] - EDGE - width)), round(top))

    def _contains(self, x: float, y: float) -> bool:
        return self.is_visible and any(bar.contains(x, y) for bar in self.layout.bars)

    def _slot_at(self, x: float, y: float) -> Slot | None:
        slots = self.layout.slots if self.is_visible else ()
        return next((slot for slot in slots if slot.box.contains(x, y)), None)


def arrange(window: tuple[float, float], below: float, is_unfolded: bool) -> Layout:
    """Return the places of the buttons: along the left edge of a wide window, and along the lower edge of a tall one.

    below : height at the lower edge that stays free, in UI units
    is_unfolded : whether the buttons for which the bar has no room are shown beside it
    """
    width, height = window
    is_upright = width >= height
    room = (height - below if is_upright else width) - 2.0 * EDGE
    groups, rest = fit(room)
    length = bar_length(groups)
    offset = EDGE + 0.5 * (room - length)
    depth = BUTTON_SIZE + 2.0 * SPACE
    bars = [(groups, EDGE if is_upright else below + EDGE, offset)]
    most = max(int((room - 2.0 * SPACE) // BUTTON_SIZE), 1)
    for first in range(0, len(rest) if is_unfolded else 0, most):
        part = (rest[first : first + most],)
        bars.append((part, bars[-1][1] + depth + SPACE, max(offset + length - bar_length(part), EDGE)))
    boxes, slots = [], list[Slot]()
    for content, across, along in bars:
        box, placed = _place(content, across, along, window, is_upright)
        boxes.append(box)
        slots += placed
    left, bottom = (EDGE + depth, below) if is_upright else (0.0, below + EDGE + depth)
    return Layout(tuple(boxes), tuple(slots), Insets(left, bottom))


def fit(room: float) -> tuple[tuple[Group, ...], Group]:
    """Return the groups for which a bar of that length has room, and the buttons that are left out."""
    everything = sorted((button for group in GROUPS for button in group), key=lambda button: button.rank)
    for count in range(len(everything), 0, -1):
        chosen = set(everything[:count])
        groups = tuple(kept for group in GROUPS if (kept := tuple(button for button in group if button in chosen)))
        rest = tuple(button for group in GROUPS for button in group if button not in chosen)
        if rest:
            groups = (*groups[:-1], (*groups[-1], MORE))
        if bar_length(groups) <= room:
            break
    return groups, rest


def bar_length(groups: Iterable[Group]) -> float:
    """Return the length of a bar with these groups, in UI units."""
    sizes = [BUTTON_SIZE * len(group) for group in groups]
    return sum(sizes) + GAP * (len(sizes) - 1) + 2.0 * SPACE


def _place(
    groups: Iterable[Group], across: float, along: float, window: tuple[float, float], is_upright: bool
) -> tuple[Box, list[Slot]]:
    """Return the box of a bar and the places of its buttons.

    across : distance of the bar from the edge that it lies along
    along : distance of its start from the upper or the left end of that edge
    """
    groups = tuple(groups)
    length, depth = bar_length(groups), BUTTON_SIZE + 2.0 * SPACE
    slots, position = [], along + SPACE
    top = window[1] - along if is_upright else across + depth
    box = Box(across, top, depth, length) if is_upright else Box(along, top, length, depth)
    for group in groups:
        for button in group:
            if is_upright:
                place = Box(across + SPACE, window[1] - position, BUTTON_SIZE, BUTTON_SIZE)
            else:
                place = Box(position, top - SPACE, BUTTON_SIZE, BUTTON_SIZE)
            slots.append(Slot(button, place))
            position += BUTTON_SIZE
        position += GAP
    return box, slots
