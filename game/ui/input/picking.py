"""Selects the ball or wall that is clicked."""

from collections.abc import Callable
from math import isfinite

import arcade

from game.render.camera import Camera
from game.render.theme import FRAME_WIDTH
from game.session.inspection import Body, body_at
from game.ui import ui_style
from game.ui.input.hands import Viewport

CLICK_DISTANCE = 4.0
"""Distance that the mouse may move between press and release of a click, in UI units."""

REACH, HAND_REACH = 5.0, 40.0
"""Distance at which a click, and the hand, still counts as on a ball or a wall, in UI units."""


class Picking:
    """A control over the whole world that takes no event: it watches for clicks without a drag."""

    def __init__(self, screen: Viewport, is_free: Callable[[], bool], show: Callable[[Body | None], None]) -> None:
        """Call ``show`` with each body that is clicked, or with None by `show_at`.

        is_free : whether a click has no other meaning, such as a tool
        """
        self._screen, self._is_free, self._show = screen, is_free, show
        self._start = 0.0, 0.0
        self._body: Body | None = None

    def press(self, x: float, y: float, button: int) -> bool:
        """Remember where a click begins, and what is there: a fast ball is elsewhere at its end."""
        is_click = button == arcade.MOUSE_BUTTON_LEFT and self._is_free()
        self._start, self._body = (x, y), self._body_at(x, y, REACH) if is_click else None
        return False

    def move(self, x: float, y: float, buttons: int) -> bool:  # noqa: ARG002
        """Forget the click if the mouse has moved too far."""
        if abs(x - self._start[0]) + abs(y - self._start[1]) > CLICK_DISTANCE:
            self._body = None
        return False

    def release(self) -> bool:
        """Show the body at the click."""
        body, self._body = self._body, None
        if body:
            self._show(body)
        return False

    def scroll(self, x: float, y: float, notches: float) -> bool:  # noqa: ARG002
        """Leave the wheel to others."""
        return False

    def show_at(self, position: tuple[float, float]) -> None:
        """Show the body nearest to a point of the window, in units of the window, such as the hand; None if none is."""
        self._show(self._body_at(*ui_style.current().to_units(*position), HAND_REACH))

    def _body_at(self, x: float, y: float, reach: float) -> Body | None:
        """Return the body at a point of the window, in UI units."""
        unit = ui_style.current().unit
        camera = Camera(self._screen.subject, self._screen.window.get_size())
        at = camera.to_world(unit * x, unit * y)
        if not all(map(isfinite, at)):  # the hand is on a control
            return None
        whole = self._screen.default_subject
        width = ui_style.pick(FRAME_WIDTH) * min(whole.width, whole.height)
        return body_at(self._screen.session.simulation, *at, unit * reach / camera.scale, width)
