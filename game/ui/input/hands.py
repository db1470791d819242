"""The hand over the world: grabs, adds, throws and removes balls, and moves the camera."""

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
from game.ui.input.keymap import Action
from game.ui.widgets.rounded_rect import Box, RoundedRect

MOUSE_REACH, CURSOR_REACH = 12.0, 60.0
"""Largest distance of a ball from the mouse, and from a cursor that keys move, in units of the window."""

THROW_RATE = 4.0
"""Velocity of a throw per metre of its line, in 1/s."""

ZOOM_STEP = 1.15
"""Factor by which a notch of the wheel enlarges."""

CURSOR_RADIUS, HOLDING_RADIUS, DOT_RADIUS = 13.0, 8.0, 3.5
"""Radius of the cursor, of a cursor that holds a ball, and of the dot in its middle, in units of the window."""

MIN_VIEW, MAX_VIEW = 1e-3, 20.0
"""Smallest and largest view of the camera, as parts of its default view."""


class Viewport(Protocol):
    """The screen that the hand works on.

    window : the window in which the world is drawn
    """

    window: arcade.Window

    @property
    def session(self) -> Session:
        """The running session."""
        ...

    @property
    def subject(self) -> ViewRect:
        """The rectangle of the world that the camera shows."""
        ...

    @property
    def default_subject(self) -> ViewRect:
        """The rectangle that shows the whole level."""
        ...

    def look_at(self, subject: ViewRect | None) -> None:
        """Point the camera at a rectangle; None is the whole level."""
        ...


class Hands:
    """The hand over the world of a screen, moved by mouse, keys or a gamepad.

    position : in units of the window; infinite while the mouse is on a control
    is_cursor_visible : whether keys or a gamepad moved the hand last; then a cursor is drawn
    tool : what the left button does: `Action.PUT`, `Action.REMOVE`, or grab a ball (None)
    """

    def __init__(self, view: Viewport) -> None:
        width, height = view.window.get_size()
        self.position = 0.5 * width, 0.5 * height
        self.is_cursor_visible = False
        self.tool: Action | None = None
        self._view, self._rect = view, RoundedRect()
        self._held_ball: int | None = None
        self._throw_start: tuple[float, float] | None = None

    # -- mouse --------------------------------------------

    def press(self, x: float, y: float, button: int, modifiers: int) -> None:
        """Grab a ball (left button), start a throw (Shift and left button) or add a ball (right button)."""
        self._move_to_mouse(x, y)
        is_left = button == arcade.MOUSE_BUTTON_LEFT
        if button == arcade.MOUSE_BUTTON_RIGHT or (is_left and self.tool is Action.PUT):
            self.add_ball_here()
        elif is_left and self.tool is Action.REMOVE:
            self.remove_ball_here()
        elif button == arcade.MOUSE_BUTTON_LEFT and modifiers & key.MOD_SHIFT:
            self._throw_start = x, y
        elif button == arcade.MOUSE_BUTTON_LEFT:
            self._grab(self._nearest_ball())

    def move(self, x: float, y: float, dx: float = 0.0, dy: float = 0.0, buttons: int = 0) -> None:
        """Move the held ball with the mouse, or the camera (middle button)."""
        self._move_to_mouse(x, y)
        if buttons & arcade.MOUSE_BUTTON_MIDDLE:
            self._pan(-dx, -dy)
        else:
            self._drag()

    def leave(self) -> None:
        """Handle that the mouse is on a control, and not over the world."""
        self.position = inf, inf

    def release(self, x: float, y: float, button: int) -> None:
        """Throw a ball, or release the held ball (left button)."""
        self._move_to_mouse(x, y)
        if button != arcade.MOUSE_BUTTON_LEFT:
            return
        if self._throw_start is not None:
            self._throw()
        elif self._held_ball is not None:
            self._release()

    def scroll(self, x: float, y: float, notches: float) -> None:
        """Zoom; the point of the world at x, y stays where it is in the window."""
        (center_x, center_y), width, height = self._camera().subject
        default_width = self._view.default_subject.width
        factor = ZOOM_STEP**-notches
        factor = min(max(factor * width, MIN_VIEW * default_width), MAX_VIEW * default_width) / width
        fixed_x, fixed_y = self._camera().to_world(x, y)
        center = fixed_x + factor * (center_x - fixed_x), fixed_y + factor * (center_y - fixed_y)
        self._view.look_at(ViewRect(center, factor * width, factor * height))

    # -- keys and gamepads --------------------------------

    def move_cursor(self, right: float, up: float) -> None:
        """Move the hand by a distance in heights of the window, and show the cursor."""
        width, height = self._view.window.get_size()
        x, y = self.position if self._is_over_world else (0.5 * width, 0.5 * height)
        self.position = min(max(x + right * height, 0.0), width), min(max(y + up * height, 0.0), height)
        self.is_cursor_visible = True
        self._drag()

    def pan(self, right: float, up: float) -> None:
        """Move the camera by a distance in heights of the window."""
        _, height = self._view.window.get_size()
        self._pan(right * height, up * height)
        self._drag()

    def zoom(self, notches: float) -> None:
        """Zoom about the cursor if it is visible, and otherwise about the middle of the window."""
        width, height = self._view.window.get_size()
        self.scroll(*(self.position if self.is_cursor_visible else (0.5 * width, 0.5 * height)), notches)
        self._drag()

    def toggle_grab(self) -> None:
        """Grab the nearest ball, or release the held ball."""
        if self._held_ball is not None:
            self._release()
        else:
            self._grab(self._nearest_ball(CURSOR_REACH))

    def add_ball_here(self) -> None:
        """Add a ball at the position of the hand."""
        if self._is_over_world:
            self._enqueue(AddBall(*self._world_position()))

    def aim_or_throw(self) -> None:
        """Start a throw at the position of the hand; at the second call, throw the ball from there."""
        if self._throw_start is not None:
            self._throw()
        elif self._is_over_world:
            self._throw_start, self.is_cursor_visible = self.position, True

    def remove_ball_here(self) -> None:
        """Remove the ball at the hand."""
        reach = CURSOR_REACH if self.is_cursor_visible else MOUSE_REACH
        if (entity := self._nearest_ball(reach)) is not None:
            self._enqueue(RemoveBall(entity))

    def reset(self) -> None:
        """Forget the held ball and the throw: the simulation was replaced."""
        self._held_ball = self._throw_start = None

    def draw(self) -> None:
        """Draw the line of a throw, and the cursor if it is visible."""
        if self._throw_start is not None:
            color = Color.from_hex_string(ui_style.pick(theme.TEXT_ACCENT))
            arcade.draw_line(*self._throw_start, *self.position, color, 2.0 * ui_style.current().unit)
            self._draw_disc(self._throw_start, DOT_RADIUS, theme.TEXT_ACCENT, 1.0)
        if self.is_cursor_visible:
            radius = CURSOR_RADIUS if self._held_ball is None else HOLDING_RADIUS
            self._draw_disc(self.position, radius + 1.5, theme.INK, 0.5)
            self._draw_disc(self.position, radius, theme.TEXT_ACCENT, 0.45)
            self._draw_disc(self.position, DOT_RADIUS, theme.BADGE, 1.0)

    def _draw_disc(self, center: tuple[float, float], radius: float, color: theme.Color, opacity: float) -> None:
        x, y = ui_style.current().to_units(*center)
        box = Box(x - radius, y + radius, 2.0 * radius, 2.0 * radius)
        self._rect.draw(ui_style.current().window_size, box, color, opacity, radius)

    @property
    def _is_over_world(self) -> bool:
        return isfinite(self.position[0])

    def _move_to_mouse(self, x: float, y: float) -> None:
        self.position, self.is_cursor_visible = (x, y), False

    def _grab(self, entity: int | None) -> None:
        self._held_ball = entity
        self._drag()

    def _drag(self) -> None:
        if self._held_ball is not None:
            self._enqueue(Grab(self._held_ball, *self._world_position()))

    def _release(self) -> None:
        self._enqueue(Release())
        self._held_ball = None

    def _throw(self) -> None:
        if self._throw_start is not None:
            (start_x, start_y), (x, y) = self._camera().to_world(*self._throw_start), self._world_position()
            self._enqueue(AddBall(start_x, start_y, THROW_RATE * (x - start_x), THROW_RATE * (y - start_y)))
            self._throw_start = None

    def _pan(self, right: float, up: float) -> None:
        """Move the camera by a distance in units of the window."""
        camera = self._camera()
        (x, y), width, height = camera.subject
        self._view.look_at(ViewRect((x + right / camera.scale, y + up / camera.scale), width, height))

    def _enqueue(self, command: Command) -> None:
        self._view.session.enqueue(command)

    def _camera(self) -> Camera:
        return Camera(self._view.subject, self._view.window.get_size())

    def _world_position(self) -> tuple[float, float]:
        return self._camera().to_world(*self.position)

    def _nearest_ball(self, reach: float = MOUSE_REACH) -> int | None:
        """Return the ball nearest to the hand; None if none is within ``reach`` units of the window."""
        balls, (x, y) = self._view.session.simulation.balls, self._world_position()
        if len(balls) == 0:
            return None
        position = balls[Position]
        distance = np.hypot(position.x - x, position.y - y) - balls[Collider].radius
        row = int(distance.argmin())
        return int(balls.entities[row]) if distance[row] <= reach / self._camera().scale else None
