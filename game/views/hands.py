"""What the mouse does: holds balls, puts, throws and removes them, and moves the camera."""

from typing import TYPE_CHECKING

import arcade
import numpy as np
from arcade import key
from arcade.types import Color

from components import Collider, Position
from game import theme
from game.camera import Camera, Subject
from game.inputs import Add, Grab, Input, Release, Remove
from game.views import look

if TYPE_CHECKING:
    from game.views.play import PlayView

REACH = 12.0
"""Units of the window that the mouse may miss a ball by."""

THROW = 4.0
"""1/s: a ball is thrown with this times the way of the mouse."""

ZOOM = 1.15
"""What a notch of the wheel enlarges by."""

NEAREST, FURTHEST = 1e-3, 20.0
"""Sizes of what the camera shows, as parts of what it shows at first."""


class Hands:
    """The mouse over the world of a view.

    place : where it is, in units of the window
    """

    def __init__(self, view: "PlayView") -> None:
        self.place = (0.0, 0.0)
        self._view = view
        self._held: int | None = None
        self._thrown_from: tuple[float, float] | None = None

    def press(self, x: float, y: float, button: int, modifiers: int) -> None:
        """Take hold of a ball, or begin to throw one (shift), or put one (right button)."""
        self.place = x, y
        if button == arcade.MOUSE_BUTTON_RIGHT:
            self._ask(Add(*self._world()))
        elif button == arcade.MOUSE_BUTTON_LEFT and modifiers & key.MOD_SHIFT:
            self._thrown_from = x, y
        elif button == arcade.MOUSE_BUTTON_LEFT and (entity := self._nearest()) is not None:
            self._held = entity
            self._ask(Grab(entity, *self._world()))

    def move(self, x: float, y: float, dx: float = 0.0, dy: float = 0.0, buttons: int = 0) -> None:
        """Follow the mouse with what is held, or with the camera (middle button)."""
        self.place = x, y
        if buttons & arcade.MOUSE_BUTTON_MIDDLE:
            camera = self._camera()
            (at_x, at_y), width, height = camera.subject
            self._view.look_at(Subject((at_x - dx / camera.scale, at_y - dy / camera.scale), width, height))
        elif self._held is not None:
            self._ask(Grab(self._held, *self._world()))

    def release(self, x: float, y: float, button: int) -> None:
        """Let go, or throw."""
        self.place = x, y
        if button != arcade.MOUSE_BUTTON_LEFT:
            return
        if self._thrown_from is not None:
            camera = self._camera()
            (from_x, from_y), (to_x, to_y) = camera.to_world(*self._thrown_from), camera.to_world(x, y)
            self._ask(Add(from_x, from_y, THROW * (to_x - from_x), THROW * (to_y - from_y)))
            self._thrown_from = None
        elif self._held is not None:
            self._ask(Release())
            self._held = None

    def scroll(self, x: float, y: float, notches: float) -> None:
        """Zoom; what is below the mouse stays there."""
        (at_x, at_y), width, height = self._camera().subject
        whole = self._view.whole
        factor = ZOOM**-notches
        factor = min(max(factor * width, NEAREST * whole.width), FURTHEST * whole.width) / width
        here_x, here_y = self._camera().to_world(x, y)
        center = here_x + factor * (at_x - here_x), here_y + factor * (at_y - here_y)
        self._view.look_at(Subject(center, factor * width, factor * height))

    def remove(self) -> None:
        """Take out the ball below the mouse."""
        if (entity := self._nearest()) is not None:
            self._ask(Remove(entity))

    def let_go(self) -> None:
        """Forget what is held: its world is another one now."""
        self._held = self._thrown_from = None

    def draw(self) -> None:
        """Draw the way of a throw over the world."""
        if self._thrown_from is not None:
            color = Color.from_hex_string(look.pick(theme.TEXT_ACCENT))
            arcade.draw_line(*self._thrown_from, *self.place, color, 2.0 * look.now().unit)
            arcade.draw_circle_filled(*self._thrown_from, 4.0 * look.now().unit, color)

    def _ask(self, wish: Input) -> None:
        self._view.simulation.ask(wish)

    def _camera(self) -> Camera:
        return Camera(self._view.subject, self._view.window.get_size())

    def _world(self) -> tuple[float, float]:
        return self._camera().to_world(*self.place)

    def _nearest(self) -> int | None:
        """Return the ball at the mouse, or nearly, if there is one."""
        balls, (x, y) = self._view.simulation.balls, self._world()
        if len(balls) == 0:
            return None
        position = balls[Position]
        beyond = np.hypot(position.x - x, position.y - y) - balls[Collider].radius
        row = int(beyond.argmin())
        reach = REACH / self._camera().scale
        return int(balls.entities[row]) if beyond[row] <= reach else None
