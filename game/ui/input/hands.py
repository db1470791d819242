"""What the hand does: holds balls, puts, throws and removes them, and moves the camera."""

from math import inf, isfinite
from typing import Protocol

import arcade
import numpy as np
from arcade import key
from arcade.types import Color

from components import Collider, Position
from game.render import theme
from game.render.camera import Camera
from game.session.session import Session
from game.simulation.commands import AddBall, Command, Grab, Release, RemoveBall
from game.simulation.view_rect import ViewRect
from game.ui import ui_style
from game.ui.widgets.rounded_rect import Box, RoundedRect

REACH = 12.0
"""Units of the window that the mouse may miss a ball by."""

THROW = 4.0
"""1/s: a ball is thrown with this times the way of the mouse."""

ZOOM = 1.15
"""What a notch of the wheel enlarges by."""

GRASP = 60.0
"""Units of the window that a hand which is steered by keys may miss a ball by."""

DISC, HOLDING, DOT = 13.0, 8.0, 3.5
"""Radius of a hand that can be seen, of one that holds a ball, and of its middle, in units of the window."""

NEAREST, FURTHEST = 1e-3, 20.0
"""Sizes of what the camera shows, as parts of what it shows at first."""


class Viewport(Protocol):
    """The screen that the hand is over.

    window : the window that the world is drawn into
    """

    window: arcade.Window

    @property
    def session(self) -> Session:
        """The running level."""
        ...

    @property
    def subject(self) -> ViewRect:
        """What the camera shows."""
        ...

    @property
    def whole(self) -> ViewRect:
        """What the camera shows at first."""
        ...

    def look_at(self, subject: ViewRect | None) -> None:
        """Let the camera show a rectangle; None is the whole level."""
        ...


class Hands:
    """The one hand over the world of a view, whether mouse, keys or a gamepad move it.

    place : where it is, in units of the window
    is_steered : whether keys or a gamepad have moved it last; then it can be seen
    """

    def __init__(self, view: Viewport) -> None:
        width, height = view.window.get_size()
        self.place = 0.5 * width, 0.5 * height
        self.is_steered = False
        self._view, self._plate = view, RoundedRect()
        self._held: int | None = None
        self._thrown_from: tuple[float, float] | None = None

    # -- mouse --------------------------------------------

    def press(self, x: float, y: float, button: int, modifiers: int) -> None:
        """Take hold of a ball, or begin to throw one (shift), or put one (right button)."""
        self._point(x, y)
        if button == arcade.MOUSE_BUTTON_RIGHT:
            self.put()
        elif button == arcade.MOUSE_BUTTON_LEFT and modifiers & key.MOD_SHIFT:
            self._thrown_from = x, y
        elif button == arcade.MOUSE_BUTTON_LEFT:
            self._grab(self._nearest())

    def move(self, x: float, y: float, dx: float = 0.0, dy: float = 0.0, buttons: int = 0) -> None:
        """Follow the mouse with what is held, or with the camera (middle button)."""
        self._point(x, y)
        if buttons & arcade.MOUSE_BUTTON_MIDDLE:
            self._look(-dx, -dy)
        else:
            self._drag()

    def leave(self) -> None:
        """Be nowhere: the mouse is over something else than the world."""
        self.place = inf, inf

    def release(self, x: float, y: float, button: int) -> None:
        """Let go, or throw."""
        self._point(x, y)
        if button != arcade.MOUSE_BUTTON_LEFT:
            return
        if self._thrown_from is not None:
            self._throw()
        elif self._held is not None:
            self._drop()

    def scroll(self, x: float, y: float, notches: float) -> None:
        """Zoom; what is below the mouse stays there."""
        (at_x, at_y), width, height = self._camera().subject
        whole = self._view.whole
        factor = ZOOM**-notches
        factor = min(max(factor * width, NEAREST * whole.width), FURTHEST * whole.width) / width
        here_x, here_y = self._camera().to_world(x, y)
        center = here_x + factor * (at_x - here_x), here_y + factor * (at_y - here_y)
        self._view.look_at(ViewRect(center, factor * width, factor * height))

    # -- keys and gamepads --------------------------------

    def steer(self, right: float, up: float) -> None:
        """Move the hand by that many heights of the window, and show it."""
        width, height = self._view.window.get_size()
        x, y = self.place if self._is_here else (0.5 * width, 0.5 * height)
        self.place = min(max(x + right * height, 0.0), width), min(max(y + up * height, 0.0), height)
        self.is_steered = True
        self._drag()

    def pan(self, right: float, up: float) -> None:
        """Move the camera by that many heights of the window."""
        _, height = self._view.window.get_size()
        self._look(right * height, up * height)
        self._drag()

    def zoom(self, notches: float) -> None:
        """Zoom; what is below a hand that is seen stays there, and else what is in the middle."""
        width, height = self._view.window.get_size()
        self.scroll(*(self.place if self.is_steered else (0.5 * width, 0.5 * height)), notches)
        self._drag()

    def grab(self) -> None:
        """Take hold of the nearest ball, or let go of what is held."""
        if self._held is not None:
            self._drop()
        else:
            self._grab(self._nearest(GRASP))

    def put(self) -> None:
        """Put a ball where the hand is."""
        if self._is_here:
            self._ask(AddBall(*self._world()))

    def throw(self) -> None:
        """Begin to aim, from where the hand is; at the second time, throw."""
        if self._thrown_from is not None:
            self._throw()
        elif self._is_here:
            self._thrown_from, self.is_steered = self.place, True

    def remove(self) -> None:
        """Take out the ball below the hand."""
        if (entity := self._nearest(GRASP if self.is_steered else REACH)) is not None:
            self._ask(RemoveBall(entity))

    def let_go(self) -> None:
        """Forget what is held: its world is another one now."""
        self._held = self._thrown_from = None

    def draw(self) -> None:
        """Draw the way of a throw over the world, and the hand, if keys or a gamepad move it."""
        if self._thrown_from is not None:
            color = Color.from_hex_string(ui_style.pick(theme.TEXT_ACCENT))
            arcade.draw_line(*self._thrown_from, *self.place, color, 2.0 * ui_style.current().unit)
            self._draw_disc(self._thrown_from, DOT, theme.TEXT_ACCENT, 1.0)
        if self.is_steered:
            radius = DISC if self._held is None else HOLDING
            self._draw_disc(self.place, radius + 1.5, theme.INK, 0.5)
            self._draw_disc(self.place, radius, theme.TEXT_ACCENT, 0.45)
            self._draw_disc(self.place, DOT, theme.BADGE, 1.0)

    def _draw_disc(self, place: tuple[float, float], radius: float, color: theme.Color, opacity: float) -> None:
        x, y = ui_style.current().place(*place)
        box = Box(x - radius, y + radius, 2.0 * radius, 2.0 * radius)
        self._plate.draw(ui_style.current().room, box, color, opacity, radius)

    @property
    def _is_here(self) -> bool:
        return isfinite(self.place[0])

    def _point(self, x: float, y: float) -> None:
        """Be where the mouse is."""
        self.place, self.is_steered = (x, y), False

    def _grab(self, entity: int | None) -> None:
        self._held = entity
        self._drag()

    def _drag(self) -> None:
        if self._held is not None:
            self._ask(Grab(self._held, *self._world()))

    def _drop(self) -> None:
        self._ask(Release())
        self._held = None

    def _throw(self) -> None:
        if self._thrown_from is not None:
            (from_x, from_y), (to_x, to_y) = self._camera().to_world(*self._thrown_from), self._world()
            self._ask(AddBall(from_x, from_y, THROW * (to_x - from_x), THROW * (to_y - from_y)))
            self._thrown_from = None

    def _look(self, right: float, up: float) -> None:
        """Move the camera by that many units of the window."""
        camera = self._camera()
        (x, y), width, height = camera.subject
        self._view.look_at(ViewRect((x + right / camera.scale, y + up / camera.scale), width, height))

    def _ask(self, command: Command) -> None:
        self._view.session.enqueue(command)

    def _camera(self) -> Camera:
        return Camera(self._view.subject, self._view.window.get_size())

    def _world(self) -> tuple[float, float]:
        return self._camera().to_world(*self.place)

    def _nearest(self, reach: float = REACH) -> int | None:
        """Return the ball at the hand, or so many units of the window beside it, if there is one."""
        balls, (x, y) = self._view.session.simulation.balls, self._world()
        if len(balls) == 0:
            return None
        position = balls[Position]
        beyond = np.hypot(position.x - x, position.y - y) - balls[Collider].radius
        row = int(beyond.argmin())
        return int(balls.entities[row]) if beyond[row] <= reach / self._camera().scale else None
