"""Hints for the first minutes: each stays until the player has followed it, and does not come again."""

from collections.abc import Callable, Iterable
from math import sin

import arcade
import numpy as np

from components import Collider
from game.render import theme
from game.render.camera import Camera
from game.render.gl.line_batch import LineBatch, line_records
from game.session.recording.replay import Replay
from game.session.session import Session
from game.simulation.commands import AddBall, Grab, Place
from game.simulation.view_rect import Insets, ViewRect
from game.ui import ui_style
from game.ui.input.keymap import Action, KeyMap
from game.ui.overlays.overlays import drawn_centers
from game.ui.preferences import Hint
from game.ui.widgets.hud import NO_BOX
from game.ui.widgets.icons import icon_lines
from game.ui.widgets.rounded_rect import Box
from game.ui.widgets.text_panel import TextPanel, TextStyle

TEXT = TextStyle(theme.TEXT_SIZE + 1, theme.TEXT, bold=True)
SPACE = TextStyle(theme.TEXT_SIZE + 1, theme.TEXT)

ORDER: tuple[Hint, ...] = ("drag", "add", "build", "help")

TEXTS: dict[Hint, str] = {
    "drag": "Drag a ball",
    "add": "Right-click to add a ball",
    "build": "Press {key} to build a level",
    "help": "Press {key} to see what else you can do",
}
FOLLOWED_BY: dict[Action, Hint] = {Action.EDIT: "build", Action.HELP: "help"}
"""Hints that an action follows, whose key is in their text."""

ICON_ROOM = "\N{EM SPACE}" * 2
"""Space before and after the text, for the icon of a mouse and that of the cross that skips the hint."""

ICON_SIZE = 20.0
"""Size of both icons, in UI units."""

MARGIN = 6.0
"""Distance of the hint from the lower edge or the toolbar, in UI units: it covers little of the level."""

RING_GAP, RING_SWING, RING_WIDTH = 7.0, 3.0, 2.5
"""Distance of the ring from its ball, how far it swings, and its width, in UI units."""

RING_RATE = 5.0
"""Angular frequency of the ring, in rad/s."""

RING_SEGMENTS = 40


class BeginnerHints:
    """Shows the first hint that was not followed yet in the middle below, and a ring around the ball it speaks of.

    pending : the hints that are still to follow, in their order
    box : the place of the hint, as it was prepared last; empty while none is shown
    """

    def __init__(self, keys: KeyMap, followed: Iterable[Hint], save: Callable[[tuple[Hint, ...]], None]) -> None:
        """Leave out the hints that were ``followed``; call ``save`` with all that were followed when one more is."""
        done = set(followed)
        self.pending = [hint for hint in ORDER if hint not in done]
        self._keys, self._save = keys, save
        self._seen_commands = 0
        self._session: Session | None = None
        self._panel = TextPanel((SPACE, TEXT, SPACE))
        self.box = self._cross = NO_BOX
        self._lines = LineBatch()
        self._icons = LineBatch()
        self._icons_for: tuple[object, ...] = ()

    def text(self, hint: Hint) -> str:
        """Return the text of a hint."""
        action = next((action for action, followed in FOLLOWED_BY.items() if followed == hint), None)
        return TEXTS[hint].format(key=self._keys.caption(action) if action else "")

    def follow(self, hint: Hint) -> None:
        """Cross off a hint, and remember it."""
        if hint in self.pending:
            self.pending.remove(hint)
            self._save(tuple(hint for hint in ORDER if hint not in self.pending))

    def observe_action(self, action: Action) -> None:
        """Cross off the hint that an action follows, if there is one."""
        if hint := FOLLOWED_BY.get(action):
            self.follow(hint)

    def observe(self, session: Session) -> None:
        """Cross off hints that the last commands of the player have followed."""
        if not self.pending or isinstance(session, Replay):
            self._session = session
            return
        commands = session.simulation.commands
        if session is self._session:
            for timed in commands[self._seen_commands :]:
                if isinstance(timed.command, Grab | Place):
                    self.follow("drag")
                elif isinstance(timed.command, AddBall):
                    self.follow("add")
        self._session, self._seen_commands = session, len(commands)

    @property
    def is_shown(self) -> bool:
        """Whether a hint is shown: in a replay, there is nothing to follow."""
        return bool(self.pending) and not isinstance(self._session, Replay)

    def press(self, x: float, y: float, button: int) -> bool:
        """Skip the hint at a click on its cross; return whether the point is on the hint."""
        is_hit = self._contains(x, y)
        if is_hit and button == arcade.MOUSE_BUTTON_LEFT and self._cross.contains(x, y):
            self.follow(self.pending[0])
        return is_hit

    def move(self, x: float, y: float, buttons: int) -> bool:
        """Return whether the mouse is on the hint, and drags nothing."""
        return not buttons and self._contains(x, y)

    def release(self) -> bool:
        """Return False: the hint is not dragged."""
        return False

    def scroll(self, x: float, y: float, notches: float) -> bool:
        """Return False: the wheel zooms the world."""
        del x, y, notches
        return False

    def prepare(self, window: tuple[float, float], covered: Insets) -> None:
        """Lay out the hint for the free part of a window of that size."""
        self.box = NO_BOX
        if self.is_shown:
            self._panel.set_texts((ICON_ROOM, self.text(self.pending[0]), ICON_ROOM))
            width, height = self._panel.width, self._panel.height
            left = round(0.5 * (window[0] + covered.left - width))
            self.box = Box(left, MARGIN + covered.bottom + height, width, height)
            self._cross = Box(left + width - 2.0 * ICON_SIZE, self.box.top, 2.0 * ICON_SIZE, height)
            self._panel.prepare(window, self.box.left, self.box.top)

    def draw(self, window: tuple[float, float], session: Session, subject: ViewRect) -> None:
        """Draw the hint into a window of that size that shows a part of the world."""
        if not self.is_shown:
            return
        if self.pending[0] == "drag":
            self._draw_ring(window, session, Camera(subject, window))
        self._panel.draw_prepared()
        self._set_icons(window)
        self._icons.draw((0.5 * window[0], 0.5 * window[1]))

    def _contains(self, x: float, y: float) -> bool:
        return self.is_shown and self.box.contains(x, y)

    def _set_icons(self, window: tuple[float, float]) -> None:
        """Place a mouse before the text and a cross after it, if the hint has moved."""
        icons_for = ui_style.current(), window, self.box
        if icons_for == self._icons_for:
            return
        self._icons_for = icons_for
        y = self.box.top - 0.5 * (self.box.height + window[1])
        left, right = self.box.left - 0.5 * window[0], self._cross.left - 0.5 * window[0]
        mouse, cross = (left + 1.2 * ICON_SIZE, y), (right + 0.9 * ICON_SIZE, y)
        accent, faint = ui_style.rgb(theme.TEXT_ACCENT), ui_style.rgb(theme.TEXT_FAINT)
        lines = icon_lines("mouse", mouse, ICON_SIZE, accent), icon_lines("close", cross, ICON_SIZE, faint)
        self._icons.set_lines(np.concatenate(lines))

    def _draw_ring(self, window: tuple[float, float], session: Session, camera: Camera) -> None:
        """Draw a ring around the first ball; it swings with the simulated time, unless motion is reduced."""
        simulation = session.simulation
        if len(simulation.balls) == 0:
            return
        x, y = camera.to_window(*drawn_centers(simulation, session.clock.alpha)[0])
        swing = 0.0 if ui_style.current().reduced_motion else sin(RING_RATE * simulation.time)
        radius = camera.scale * float(simulation.balls[Collider].radius[0]) + RING_GAP + RING_SWING * swing
        angles = np.linspace(0.0, 2.0 * np.pi, RING_SEGMENTS + 1)
        points = np.column_stack((np.cos(angles), np.sin(angles))) * radius
        points += (x - 0.5 * window[0], y - 0.5 * window[1])
        wide = line_records(points[:-1], points[1:], 2.0 * RING_WIDTH, ui_style.rgb(theme.INK))
        narrow = line_records(points[:-1], points[1:], RING_WIDTH, ui_style.rgb(theme.RING))
        self._lines.set_lines(np.concatenate((wide, narrow)))
        self._lines.draw((0.5 * window[0], 0.5 * window[1]))
