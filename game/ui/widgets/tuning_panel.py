"""Sliders for what can be changed while a level runs."""

from collections.abc import Callable
from math import inf
from time import perf_counter

import arcade
from arcade import key

from game.files.atomic_write import error_text
from game.levels.model import Level
from game.render import theme
from game.session.session import Session
from game.simulation.commands import SetParameter
from game.simulation.parameters import Overrides
from game.simulation.simulation import Simulation
from game.ui.widgets.rounded_rect import Box
from game.ui.widgets.slider import Slider
from game.ui.widgets.tuning_panel_view import (
    BUTTON,
    BUTTONS,
    FOOT,
    GAP,
    HEAD,
    NAME,
    NUMBER,
    ROW,
    UNIT,
    WIDTH,
    TuningPanelView,
)

STATUS = 52.0
"""Height that is left to the status above, if there is room for both."""

REACH = 9.0
"""How far beside a track the mouse may be, in units of the look."""

DOUBLE_CLICK, STILL = 0.4, 5.0
"""Longest time between two clicks that are one, in s, and how far the mouse may move meanwhile."""

STEPS = {key.MOTION_LEFT: -1, key.MOTION_RIGHT: 1}
WALKS = {key.MOTION_UP: -1, key.MOTION_DOWN: 1}
TAKEN = {key.LEFT, key.RIGHT, key.UP, key.DOWN, key.ENTER, key.NUM_ENTER}
"""Keys that are the panel's while it is open."""


Part = Slider | str
"""Of the panel: a slider, or a button by its caption."""


class TuningPanel:
    """A card at the right with a row for every value that can be tuned, and two buttons below.

    It shows what holds in the simulation, so also after it has gone back. Nothing is made before it opens first.

    is_open : whether it is shown
    chosen : which row or button the keys speak of, from the top
    sliders : of the simulation that is shown
    is_over_others : whether it covers something else that is written
    held, under : the slider that is dragged, and what the mouse is over
    """

    def __init__(self, session: Callable[[], Session], say: Callable[[str], None]) -> None:
        """SetParameter whatever plays; ``say`` shows a line to the player."""
        self.is_open = False
        self.chosen = 0
        self.sliders: list[Slider] = []
        self._session, self._say = session, say
        self._simulation: Simulation | None = None
        self._asked: dict[str, tuple[int, float | None]] = {}  # after which step, and what
        self._steps = 0
        self._box = Box(0.0, 0.0, 0.0, 0.0)
        self.is_over_others = False
        self._first = self._rows = 0  # rows in sight: from which on, and how many
        self.held: Slider | None = None
        self.under: Part | None = None
        self._clicked = (0.0, 0.0, -inf)  # where and when
        self._face: TuningPanelView | None = None

    def toggle(self) -> None:
        """Show it, or hide it."""
        self.is_open = not self.is_open
        self.held = self.under = None
        if self.is_open:
            self._face = self._face or TuningPanelView()

    def draw(self, window: tuple[float, float], others: list[Box]) -> None:
        """Draw into a window of that size, beside the other boxes if there is room."""
        if self._face is None:
            return
        self._follow()
        self._lay_out(window, others)
        self._face.draw(self, window, self._box)

    def boxes(self) -> list[Box]:
        """Where it was drawn last, if it is open."""
        return [self._box] if self.is_open and self._face and self._box.width else []

    # -- the mouse ----------------------------------------

    def press(self, x: float, y: float, button: int) -> bool:
        """Take hold of a handle, or press a button; whether the mouse is over the panel."""
        if not self._is_over(x, y):
            return False
        part = self.at(x, y)
        if button != arcade.MOUSE_BUTTON_LEFT:
            return True
        if isinstance(part, str):
            self._do(part)
        elif part:
            self.chosen = self.sliders.index(part)
            (before_x, before_y, before), now = self._clicked, perf_counter()
            is_double = now - before < DOUBLE_CLICK and abs(x - before_x) + abs(y - before_y) < STILL
            self._clicked = x, y, -inf if is_double else now
            if is_double:
                self._ask(part, None)
            elif self._is_at_track(x):
                self.held = part
                self._drag(x)
        return True

    def move(self, x: float, y: float, buttons: int = 0) -> bool:
        """Follow with the handle that is held; whether the mouse is the panel's."""
        self.under = self.at(x, y) if self.is_open and not buttons else None
        if self.held:
            self._drag(x)
        return self.held is not None or (not buttons and self._is_over(x, y))

    def release(self) -> bool:
        """Let go; whether a handle was held."""
        was_held, self.held = self.held is not None, None
        return was_held

    def scroll(self, x: float, y: float, notches: float) -> bool:
        """Change what is under the mouse by fine steps, or move the rows; whether the mouse is over the panel."""
        if not self._is_over(x, y):
            return False
        self._clicked = (0.0, 0.0, -inf)
        part, way = self.at(x, y), (notches > 0) - (notches < 0)
        if isinstance(part, Slider) and self._is_at_track(x):
            self._ask(part, part.moved(way, fine=True))
        else:
            self._first = min(max(self._first - way, 0), len(self.sliders) - self._rows)
            self.chosen = min(max(self.chosen, self._first), self._first + self._rows - 1)
        return True

    # -- the keys -----------------------------------------

    def handle_key(self, symbol: int) -> bool:
        """Whether a key is the panel's now; Enter does what it means there."""
        if not self.is_open or symbol not in TAKEN:
            return False
        if symbol in {key.ENTER, key.NUM_ENTER}:
            if self.chosen < len(self.sliders):
                self._ask(self.sliders[self.chosen], None)
            else:
                self._do(BUTTONS[self.chosen - len(self.sliders)])
        return True

    def handle_motion(self, motion: int, fine: bool = False) -> None:
        """Choose another row, or change the value of the one that is chosen."""
        if not self.is_open:
            return
        count = len(self.sliders)
        if motion in WALKS:
            self.chosen = min(max(self.chosen + WALKS[motion], 0), count + len(BUTTONS) - 1)
        elif motion in STEPS and self.chosen < count:
            slider = self.sliders[self.chosen]
            self._ask(slider, slider.moved(STEPS[motion], fine))
        elif motion in STEPS:
            self.chosen = min(max(self.chosen + STEPS[motion], count), count + len(BUTTONS) - 1)

    # -- what it does -------------------------------------

    def _ask(self, slider: Slider, value: float | None) -> None:
        session = self._session()
        session.enqueue(SetParameter(slider.name, value))
        self._asked[slider.name] = session.simulation.steps, value
        slider.follow((value,))

    def _drag(self, x: float) -> None:
        left, width = self.track
        if self.held:
            self._ask(self.held, self.held.at(min(max((x - left) / width, 0.0), 1.0)))

    def _do(self, button: str) -> None:
        if button == BUTTONS[0]:
            for slider in self.sliders:
                if slider.is_tuned:
                    self._ask(slider, None)
            return
        simulation = self._session().simulation
        waiting = {name: value for name, (step, value) in self._asked.items() if step == simulation.steps}
        self._save(simulation.level, Overrides(**simulation.parameters.overrides._asdict() | waiting))

    def _save(self, level: Level, tuned: Overrides) -> None:
        """Keep what plays as a level."""
        from game.session.save_level import save  # noqa: PLC0415 - rarely

        try:
            self._say(f"saved as {save(level, tuned).told}")
        except OSError as problem:
            self._say(f"nothing was saved: {error_text(problem)}")

    def _follow(self) -> None:
        """Show the values of what plays."""
        simulation = self._session().simulation
        if simulation is not self._simulation:
            self._simulation, self.held, self.under, self._asked = simulation, None, None, {}
            self.sliders = [Slider(simulation.parameters, name) for name in simulation.parameters.names]
            self.chosen = min(self.chosen, len(self.sliders) + len(BUTTONS) - 1)
        if simulation.steps < self._steps:
            self._asked = {}  # it went back: what was asked for there is to come
        self._steps = simulation.steps
        for slider in self.sliders:
            step, value = self._asked.get(slider.name, (-1, None))
            slider.follow((value,) if step == simulation.steps else None)

    # -- where everything is ------------------------------

    @property
    def part(self) -> Part:
        """What the keys speak of."""
        parts: list[Part] = [*self.sliders, *BUTTONS]
        return parts[self.chosen]

    def _lay_out(self, window: tuple[float, float], others: list[Box]) -> None:
        width, height = min(WIDTH, window[0] - 2 * theme.MARGIN), window[1] - 2 * theme.MARGIN
        fixed = HEAD + GAP + BUTTON + FOOT + theme.PADDING
        self._rows = int(min(max((height - fixed) // ROW, 1), len(self.sliders)))
        row = min(self.chosen, len(self.sliders) - 1)
        self._first = min(max(self._first, row - self._rows + 1), row, len(self.sliders) - self._rows)
        tall = fixed + ROW * self._rows
        top = window[1] - theme.MARGIN - (STATUS if tall + STATUS <= height else 0.0)
        box = Box(window[0] - theme.MARGIN - width, top, width, tall)
        lefts = [box.left, *(other.left - theme.MARGIN - width for other in others)]
        places = [box._replace(left=left) for left in sorted(lefts, reverse=True) if left >= theme.MARGIN]
        self._box = next((place for place in places if not any(map(place.intersects, others))), box)
        self.is_over_others = any(map(self._box.intersects, others)) or tall + STATUS > height

    @property
    def track(self) -> tuple[float, float]:
        """Left end and length of all tracks, in units of the look."""
        left = self._box.left + theme.PADDING + NAME
        return left, self._box.width - NAME - NUMBER - UNIT - 2 * theme.PADDING - GAP

    def rows(self) -> list[tuple[Slider, Box]]:
        """The sliders in sight, and their rows of the window."""
        box = self._box
        seen = self.sliders[self._first : self._first + self._rows]
        return [
            (slider, Box(box.left + 4.0, box.top - HEAD - ROW * k, box.width - 8.0, ROW))
            for k, slider in enumerate(seen)
        ]

    def buttons(self) -> list[tuple[str, Box]]:
        """The buttons, and where they are."""
        box = self._box
        top = box.top - HEAD - ROW * self._rows - GAP
        width = 0.5 * (box.width - 2 * theme.PADDING - GAP)
        left = box.left + theme.PADDING
        return [(name, Box(left + k * (width + GAP), top, width, BUTTON)) for k, name in enumerate(BUTTONS)]

    def at(self, x: float, y: float) -> Part | None:
        """Return what is at a place of the window: a slider, a button or nothing."""
        parts: list[tuple[Part, Box]] = [*self.rows(), *self.buttons()]
        return next((part for part, box in parts if box.contains(x, y)), None)

    def _is_over(self, x: float, y: float) -> bool:
        return self.is_open and self._box.contains(x, y)

    def _is_at_track(self, x: float) -> bool:
        left, width = self.track
        return left - REACH <= x <= left + width + REACH
