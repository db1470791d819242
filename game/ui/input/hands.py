"""The hand over the world: grabs, adds, throws and removes balls, and moves the camera."""

from collections.abc import Callable
from math import hypot, inf, isfinite
from typing import NamedTuple, Protocol

import arcade
import numpy as np
from arcade import key

from components import Collider, Position
from game.render.camera import Camera, zoom_factor
from game.session.session import Session
from game.simulation.commands import AddBall, Command, Grab, Place, Release, RemoveBall
from game.simulation.free_space import FreeSpace
from game.simulation.spawn import default_collider
from game.simulation.view_rect import ViewRect
from game.ui.input.keymap import Action

MOUSE_REACH, CURSOR_REACH = 12.0, 60.0
"""Largest distance of a ball from the mouse, and from a cursor that keys move, in units of the window."""

THROW_RATE = 4.0
"""Velocity of a throw per metre of its line, in 1/s."""

PLACES = np.linspace(1.0 / 24.0, 1.0, 24)[:, None]
"""Parts of the way to the mouse where a ball that is moved while time stands still may stop."""

MIN_VIEW, MAX_VIEW = 1e-3, 20.0
"""Smallest and largest view of the camera, as parts of its default view."""


Vector = tuple[float, float]


class HeldBall(NamedTuple):
    """The ball that the hand holds.

    entity : of the ball
    offset : from its centre to the point at which it is held, m
    """

    entity: int
    offset: Vector


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
    tool : what the left button does: `Action.PUT`, `Action.THROW`, `Action.REMOVE`, or grab a ball (None)
    held : the ball that it holds
    throw_start : where the throw that it aims starts, in m
    """

    def __init__(self, view: Viewport, show_message: Callable[[str], None]) -> None:
        """Put the hand in the middle of a screen; ``show_message`` shows a line of text."""
        width, height = view.window.get_size()
        self.position = 0.5 * width, 0.5 * height
        self.is_cursor_visible = False
        self.tool: Action | None = None
        self.held: HeldBall | None = None
        self.throw_start: Vector | None = None
        self._view, self._show_message = view, show_message

    # -- mouse --------------------------------------------

    def press(self, x: float, y: float, button: int, modifiers: int) -> None:
        """Grab a ball (left button), start a throw (Shift and left), or add or remove a ball (right button)."""
        self._move_to_mouse(x, y)
        is_left = button == arcade.MOUSE_BUTTON_LEFT
        if button == arcade.MOUSE_BUTTON_RIGHT and self._nearest_ball(0.0) is not None:
            self.remove_ball_here()
        elif button == arcade.MOUSE_BUTTON_RIGHT or (is_left and self.tool is Action.PUT):
            self.add_ball_here()
        elif is_left and self.tool is Action.REMOVE:
            self.remove_ball_here()
        elif is_left and (modifiers & key.MOD_SHIFT or self.tool is Action.THROW):
            self._aim()
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
        if self.throw_start is not None:
            self._throw()
        else:
            self._release()

    def scroll(self, x: float, y: float, notches: float) -> None:
        """Zoom; the point of the world at x, y stays where it is in the window."""
        subject, default_width = self.camera.subject, self._view.default_subject.width
        width = zoom_factor(notches) * subject.width
        factor = min(max(width, MIN_VIEW * default_width), MAX_VIEW * default_width) / subject.width
        self._view.look_at(subject.scaled_about(self.camera.to_world(x, y), factor))

    # -- keys and gamepads --------------------------------

    def move_cursor(self, right: float, up: float) -> None:
        """Move the hand by a distance in heights of the window, and show the cursor."""
        width, height = self._view.window.get_size()
        x, y = self.position if self.is_over_world else (0.5 * width, 0.5 * height)
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
        if self.held:
            self._release()
        else:
            self._grab(self._nearest_ball(CURSOR_REACH), is_by_cursor=True)

    def add_ball_here(self) -> None:
        """Add a ball at the position of the hand, if there is room."""
        if self.is_over_world and self._has_room(self.world_position):
            self._enqueue(AddBall(*self.world_position), "adding a ball")

    def aim_or_throw(self) -> None:
        """Start a throw at the position of the hand; at the second call, throw the ball from there."""
        if self.throw_start is not None:
            self._throw()
        elif self.is_over_world:
            self.is_cursor_visible = True
            self._aim()

    def close(self) -> bool:
        """Stop aiming a throw, and take the tool out of the hand; return whether there was either."""
        was_used = self.throw_start is not None or self.tool is not None
        self.throw_start = self.tool = None
        return was_used

    def remove_ball_here(self) -> None:
        """Remove the ball at the hand."""
        reach = CURSOR_REACH if self.is_cursor_visible else MOUSE_REACH
        if (entity := self._nearest_ball(reach)) is not None:
            self._enqueue(RemoveBall(entity), "removing a ball")

    def undo(self) -> None:
        """Undo the last action, and show which one."""
        self.reset()
        self._show_message(self._view.session.undo())

    def redo(self) -> None:
        """Do the last undone action again, and show which one."""
        self.reset()
        self._show_message(self._view.session.redo())

    def reset(self) -> None:
        """Forget the held ball and the throw: the simulation was replaced, or went back in time."""
        self.held = self.throw_start = None

    def let_go(self) -> None:
        """Release the held ball and stop aiming: the window no longer receives the mouse."""
        self._release()
        self.close()

    @property
    def world_position(self) -> Vector:
        """Position of the hand, m."""
        return self.camera.to_world(*self.position)

    @property
    def throw_velocity(self) -> Vector:
        """Velocity of the ball if it were thrown now, m/s."""
        (start_x, start_y), (x, y) = self.throw_start or self.world_position, self.world_position
        return THROW_RATE * (x - start_x), THROW_RATE * (y - start_y)

    @property
    def camera(self) -> Camera:
        """The camera of the screen; positions in its window are in units of the window."""
        return Camera(self._view.subject, self._view.window.get_size())

    @property
    def is_over_world(self) -> bool:
        """Whether the hand is over the world, and not on a control."""
        return isfinite(self.position[0])

    def _move_to_mouse(self, x: float, y: float) -> None:
        self.position, self.is_cursor_visible = (x, y), False

    def _grab(self, entity: int | None, *, is_by_cursor: bool = False) -> None:
        """Hold a ball at the point under the mouse, or at the nearest point of it; a cursor holds its centre."""
        if entity is None:
            return
        (ball_x, ball_y), radius = self._ball(entity)
        x, y = self.world_position
        away = hypot(x - ball_x, y - ball_y)
        part = 0.0 if is_by_cursor else min(radius / away, 1.0) if away else 0.0
        self.held = HeldBall(entity, (part * (x - ball_x), part * (y - ball_y)))
        self._enqueue(Grab(entity, *self._held_target()), "moving a ball")

    def _drag(self) -> None:
        """Pull the held ball to the hand; while time stands still, place it there, or as near as there is room."""
        if self.held is None or not self.is_over_world:
            return
        entity, target = self.held.entity, self._held_target()
        if self._view.session.simulation.balls.rows_of(np.array([entity]))[0] < 0:
            self.held = None
        elif self._view.session.clock.paused:
            center, radius = self._ball(entity)
            way = np.array(center) + PLACES * (np.array(target) - center)
            if place := FreeSpace(self._view.session.simulation, radius, entity).last_free(way):
                self._enqueue(Place(entity, *place))
        else:
            self._enqueue(Grab(entity, *target))

    def _held_target(self) -> Vector:
        """Return where the centre of the held ball is pulled to, m."""
        (x, y), (offset_x, offset_y) = self.world_position, self.held.offset if self.held else (0.0, 0.0)
        return x - offset_x, y - offset_y

    def _release(self) -> None:
        if self.held:
            self._enqueue(Release())
        self.held = None

    def _aim(self) -> None:
        if self._has_room(self.world_position):
            self.throw_start = self.world_position

    def _throw(self) -> None:
        if self.throw_start is not None and self.is_over_world and self._has_room(self.throw_start):
            self._enqueue(AddBall(*self.throw_start, *self.throw_velocity), "throwing a ball")
        self.throw_start = None

    def _has_room(self, point: Vector) -> bool:
        """Return whether a ball can be added at a point in m; show the reason if not."""
        simulation = self._view.session.simulation
        obstacle = FreeSpace(simulation, default_collider(simulation.level).radius).obstacle(point)
        if obstacle:
            self._show_message(f"cannot add a ball here: {obstacle} is in the way")
        return not obstacle

    def _pan(self, right: float, up: float) -> None:
        """Move the camera by a distance in units of the window."""
        camera = self.camera
        (x, y), width, height = camera.subject
        self._view.look_at(ViewRect((x + right / camera.scale, y + up / camera.scale), width, height))

    def _enqueue(self, command: Command, action: str = "") -> None:
        if action and not self._view.session.can_change:
            self._show_message("cannot change a replay")
            self.reset()
        else:
            self._view.session.enqueue(command, action)

    def _ball(self, entity: int) -> tuple[Vector, float]:
        """Return the centre and the radius of a ball, m."""
        balls = self._view.session.simulation.balls
        row = int(balls.rows_of(np.array([entity]))[0])
        return (float(balls[Position].x[row]), float(balls[Position].y[row])), float(balls[Collider].radius[row])

    def _nearest_ball(self, reach: float = MOUSE_REACH) -> int | None:
        """Return the ball nearest to the hand; None if none is within ``reach`` units of the window."""
        balls, (x, y) = self._view.session.simulation.balls, self.world_position
        if len(balls) == 0:
            return None
        position = balls[Position]
        distance = np.hypot(position.x - x, position.y - y) - balls[Collider].radius
        row = int(distance.argmin())
        return int(balls.entities[row]) if distance[row] <= reach / self.camera.scale else None
