"""The panel of sliders for parameters that can change while a level runs."""

from collections.abc import Callable
from math import inf
from time import perf_counter

import arcade
from arcade import key

from game.files.atomic_write import error_text
from game.render import theme
from game.session.session import Session
from game.simulation.commands import SetParameter
from game.simulation.parameters import Overrides
from game.simulation.simulation import Simulation
from game.ui.widgets.rounded_rect import Box
from game.ui.widgets.slider import Slider
from game.ui.widgets.tuning_panel_view import (
    BUTTON_HEIGHT,
    BUTTONS,
    CAPTION_WIDTH,
    FOOTER_HEIGHT,
    GAP,
    HEADER_HEIGHT,
    ROW_HEIGHT,
    UNIT_WIDTH,
    VALUE_WIDTH,
    WIDTH,
    TuningPanelView,
)

STATUS_HEIGHT = 52.0
"""Height that the panel leaves to the status at the upper right, if the window is high enough, in UI units."""

TRACK_MARGIN = 9.0
"""Distance beside a track at which a click still counts as on it, in UI units."""

DOUBLE_CLICK_TIME, DOUBLE_CLICK_DISTANCE = 0.4, 5.0
"""Longest time in s and distance in UI units between the two clicks of a double click."""

STEPS = {key.MOTION_LEFT: -1, key.MOTION_RIGHT: 1}
ROW_STEPS = {key.MOTION_UP: -1, key.MOTION_DOWN: 1}
KEYS = {key.LEFT, key.RIGHT, key.UP, key.DOWN, key.ENTER, key.NUM_ENTER}
"""Keys that the panel handles while it is open."""


PanelControl = Slider | str
"""A control of the panel: a slider, or a button by its caption."""


class TuningPanel:
    """A panel at the right with a slider for each parameter of the simulation, and two buttons below.

    The sliders show the values of the simulation, also after a rewind. Nothing is created before the panel first opens.

    is_open : whether the panel is drawn
    selected : index of the slider or button that the keys change, from the top
    sliders : one for each parameter
    dragged : the slider whose handle is dragged
    hovered : the control under the mouse
    is_crowded : whether the panel covers other texts, for lack of space
    """

    def __init__(self, session: Callable[[], Session], show_message: Callable[[str], None]) -> None:
        """Create a closed panel for the session that ``session`` returns; ``show_message`` shows a line of text."""
        self.is_open = False
        self.selected = 0
        self.sliders: list[Slider] = []
        self._session, self._show_message = session, show_message
        self._simulation: Simulation | None = None
        self._requested: dict[str, tuple[int, float | None]] = {}  # by parameter: the step of the request, the value
        self._last_steps = 0
        self._box = Box(0.0, 0.0, 0.0, 0.0)
        self.is_crowded = False
        self._first_row = self._row_count = 0  # the visible rows
        self.dragged: Slider | None = None
        self.hovered: PanelControl | None = None
        self._last_click = (0.0, 0.0, -inf)  # x, y and time in s
        self._view: TuningPanelView | None = None

    def toggle(self) -> None:
        """Open or close the panel."""
        self.is_open = not self.is_open
        self.dragged = self.hovered = None
        if self.is_open:
            self._view = self._view or TuningPanelView()

    def draw(self, window: tuple[float, float], others: list[Box]) -> None:
        """Draw the panel into a window of that size, beside the other boxes if there is enough space."""
        if self._view is None:
            return
        self._refresh_sliders()
        self._lay_out(window, others)
        self._view.draw(self, window, self._box)

    def boxes(self) -> list[Box]:
        """Return the box in which the panel was drawn last, if it is open."""
        return [self._box] if self.is_open and self._view and self._box.width else []

    # -- mouse --------------------------------------------

    def press(self, x: float, y: float, button: int) -> bool:
        """Grab a handle or press a button; return whether the mouse is over the panel."""
        if not self._is_over(x, y):
            return False
        control = self.control_at(x, y)
        if button != arcade.MOUSE_BUTTON_LEFT:
            return True
        if isinstance(control, str):
            self._press_button(control)
        elif control:
            self.selected = self.sliders.index(control)
            (before_x, before_y, before), now = self._last_click, perf_counter()
            is_close = abs(x - before_x) + abs(y - before_y) < DOUBLE_CLICK_DISTANCE
            is_double = is_close and now - before < DOUBLE_CLICK_TIME
            self._last_click = x, y, -inf if is_double else now
            if is_double:
                self._request(control, None)
            elif self._is_at_track(x):
                self.dragged = control
                self._drag(x)
        return True

    def move(self, x: float, y: float, buttons: int = 0) -> bool:
        """Drag the grabbed handle to the mouse; return whether the mouse is used by the panel."""
        self.hovered = self.control_at(x, y) if self.is_open and not buttons else None
        if self.dragged:
            self._drag(x)
        return self.dragged is not None or (not buttons and self._is_over(x, y))

    def release(self) -> bool:
        """Release the handle; return whether one was dragged."""
        was_dragged, self.dragged = self.dragged is not None, None
        return was_dragged

    def scroll(self, x: float, y: float, notches: float) -> bool:
        """Change the slider under the mouse by a fine step, or scroll the rows; return whether the mouse is over them.

        The wheel changes a slider only over its track.
        """
        if not self._is_over(x, y):
            return False
        self._last_click = (0.0, 0.0, -inf)
        control, sign = self.control_at(x, y), (notches > 0) - (notches < 0)
        if isinstance(control, Slider) and self._is_at_track(x):
            self._request(control, control.stepped(sign, fine=True))
        else:
            self._first_row = min(max(self._first_row - sign, 0), len(self.sliders) - self._row_count)
            self.selected = min(max(self.selected, self._first_row), self._first_row + self._row_count - 1)
        return True

    # -- keys ---------------------------------------------

    def handle_key(self, symbol: int) -> bool:
        """Reset the selected slider or press the selected button if the key is Enter; return whether the key is used.

        Arrow keys are used, too, but take effect in `handle_motion`.
        """
        if not self.is_open or symbol not in KEYS:
            return False
        if symbol in {key.ENTER, key.NUM_ENTER}:
            if self.selected < len(self.sliders):
                self._request(self.sliders[self.selected], None)
            else:
                self._press_button(BUTTONS[self.selected - len(self.sliders)])
        return True

    def handle_motion(self, motion: int, fine: bool = False) -> None:
        """Select another control (up, down), or change the selected slider or button (left, right).

        motion : one of arcade's ``MOTION_`` keys
        """
        if not self.is_open:
            return
        count = len(self.sliders)
        if motion in ROW_STEPS:
            self.selected = min(max(self.selected + ROW_STEPS[motion], 0), count + len(BUTTONS) - 1)
        elif motion in STEPS and self.selected < count:
            slider = self.sliders[self.selected]
            self._request(slider, slider.stepped(STEPS[motion], fine))
        elif motion in STEPS:
            self.selected = min(max(self.selected + STEPS[motion], count), count + len(BUTTONS) - 1)

    # -- actions ------------------------------------------

    def _request(self, slider: Slider, value: float | None) -> None:
        """Let the simulation set a parameter in its next step; None restores the level's value."""
        session = self._session()
        session.enqueue(SetParameter(slider.name, value))
        self._requested[slider.name] = session.simulation.steps, value
        slider.update_value((value,))

    def _drag(self, x: float) -> None:
        left, width = self.track
        if self.dragged:
            self._request(self.dragged, self.dragged.value_at_fraction(min(max((x - left) / width, 0.0), 1.0)))

    def _press_button(self, caption: str) -> None:
        if caption == BUTTONS[0]:
            for slider in self.sliders:
                if slider.is_tuned:
                    self._request(slider, None)
            return
        simulation = self._session().simulation
        pending = {name: value for name, (step, value) in self._requested.items() if step == simulation.steps}
        self._save_level(simulation, Overrides(**simulation.parameters.overrides._asdict() | pending))

    def _save_level(self, simulation: Simulation, overrides: Overrides) -> None:
        from game.session.save_level import save_level  # noqa: PLC0415 - rarely needed, and slow to import

        try:
            self._show_message(f"saved as {save_level(simulation, overrides).message}")
        except OSError as error:
            self._show_message(f"cannot save the level: {error_text(error)}")

    def _refresh_sliders(self) -> None:
        """Let the sliders show the values of the present simulation, or those that it sets in its next step."""
        simulation = self._session().simulation
        if simulation is not self._simulation:
            self._simulation, self.dragged, self.hovered, self._requested = simulation, None, None, {}
            self.sliders = [Slider(simulation.parameters, name) for name in simulation.parameters.names]
            self.selected = min(self.selected, len(self.sliders) + len(BUTTONS) - 1)
        if simulation.steps < self._last_steps:
            self._requested = {}  # after a rewind, the log of commands repeats later requests
        self._last_steps = simulation.steps
        for slider in self.sliders:
            step, value = self._requested.get(slider.name, (-1, None))
            slider.update_value((value,) if step == simulation.steps else None)

    # -- layout -------------------------------------------

    @property
    def selected_control(self) -> PanelControl:
        """The control that the keys change."""
        controls: list[PanelControl] = [*self.sliders, *BUTTONS]
        return controls[self.selected]

    def _lay_out(self, window: tuple[float, float], others: list[Box]) -> None:
        """Choose the box of the panel and the visible rows."""
        width, max_height = min(WIDTH, window[0] - 2 * theme.MARGIN), window[1] - 2 * theme.MARGIN
        fixed_height = HEADER_HEIGHT + GAP + BUTTON_HEIGHT + FOOTER_HEIGHT + theme.PADDING
        self._row_count = int(min(max((max_height - fixed_height) // ROW_HEIGHT, 1), len(self.sliders)))
        row = min(self.selected, len(self.sliders) - 1)
        first = max(self._first_row, row - self._row_count + 1)
        self._first_row = min(first, row, len(self.sliders) - self._row_count)
        height = fixed_height + ROW_HEIGHT * self._row_count
        is_below_status = height + STATUS_HEIGHT <= max_height
        top = window[1] - theme.MARGIN - (STATUS_HEIGHT if is_below_status else 0.0)
        box = Box(window[0] - theme.MARGIN - width, top, width, height)
        lefts = [box.left, *(other.left - theme.MARGIN - width for other in others)]
        boxes = [box._replace(left=left) for left in sorted(lefts, reverse=True) if left >= theme.MARGIN]
        self._box = next((free for free in boxes if not any(map(free.intersects, others))), box)
        self.is_crowded = any(map(self._box.intersects, others)) or not is_below_status

    @property
    def track(self) -> tuple[float, float]:
        """Left end and length of all tracks, in UI units."""
        left = self._box.left + theme.PADDING + CAPTION_WIDTH
        return left, self._box.width - CAPTION_WIDTH - VALUE_WIDTH - UNIT_WIDTH - 2 * theme.PADDING - GAP

    def slider_rows(self) -> list[tuple[Slider, Box]]:
        """Return the visible sliders and their boxes."""
        box = self._box
        visible = self.sliders[self._first_row : self._first_row + self._row_count]
        left, top, width = box.left + 4.0, box.top - HEADER_HEIGHT, box.width - 8.0
        return [(slider, Box(left, top - ROW_HEIGHT * k, width, ROW_HEIGHT)) for k, slider in enumerate(visible)]

    def button_boxes(self) -> list[tuple[str, Box]]:
        """Return the buttons and their boxes."""
        box = self._box
        top = box.top - HEADER_HEIGHT - ROW_HEIGHT * self._row_count - GAP
        width = 0.5 * (box.width - 2 * theme.PADDING - GAP)
        left = box.left + theme.PADDING
        return [(name, Box(left + k * (width + GAP), top, width, BUTTON_HEIGHT)) for k, name in enumerate(BUTTONS)]

    def control_at(self, x: float, y: float) -> PanelControl | None:
        """Return the slider or button at a point of the window, if there is one."""
        controls: list[tuple[PanelControl, Box]] = [*self.slider_rows(), *self.button_boxes()]
        return next((control for control, box in controls if box.contains(x, y)), None)

    def _is_over(self, x: float, y: float) -> bool:
        return self.is_open and self._box.contains(x, y)

    def _is_at_track(self, x: float) -> bool:
        left, width = self.track
        return left - TRACK_MARGIN <= x <= left + width + TRACK_MARGIN
