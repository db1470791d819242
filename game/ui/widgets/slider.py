"""What a slider tells of a value: its range, its steps, and how it is written."""

from math import degrees, radians
from typing import NamedTuple

from game.simulation.parameters import Parameters

SNAP = 0.015
"""Part of the track within which the handle falls into the level's own value."""

MINUS = "\N{MINUS SIGN}"


class Scale(NamedTuple):
    """A value on screen: angles in degrees, the rest in SI units.

    low, high : ends of the track; wider where the value lies beyond
    step, fine : what the arrow keys change it by, and they with Shift, or the wheel
    digits : behind the point
    is_angle : whether it is in rad inside
    """

    caption: str
    unit: str
    low: float
    high: float
    step: float
    fine: float
    digits: int
    is_angle: bool = False


SCALES = {
    "gravity": Scale("gravity", "m/s²", 0.0, 30.0, 1.0, 0.1, 2),
    "direction": Scale("direction", "°", -270.0, 90.0, 15.0, 1.0, 0, is_angle=True),  # down is in the middle
    "restitution": Scale("restitution", "", 0.0, 1.0, 0.05, 0.01, 2),
    "friction": Scale("friction", "", 0.0, 2.0, 0.1, 0.01, 2),
    "rolling_resistance": Scale("rolling resistance", "", 0.0, 0.2, 0.01, 0.001, 3),
    "spin": Scale("spin of walls", "°/s", -360.0, 360.0, 15.0, 1.0, 0, is_angle=True),
    "balls": Scale("balls", "", 0.0, 100.0, 5.0, 1.0, 0),
    "substeps": Scale("sub-steps", "", 1.0, 16.0, 1.0, 1.0, 0),
}


class Slider:
    """One of the values of a simulation that can be tuned.

    name : in `game.simulation.parameters.NAMES`
    value, own : what holds, and what the level says; as on screen
    scale : its range and steps
    """

    def __init__(self, tuning: Parameters, name: str) -> None:
        self.name = name
        self.scale = SCALES[name]
        self._tuning = tuning
        self.own = self.on_screen(tuning.level_value(name))
        if name == "balls":
            many = max(2.0 * self.own, self.scale.high)
            self.scale = self.scale._replace(high=many, step=max(many // 20.0, 1.0), fine=max(many // 100.0, 1.0))
        self.value = self.own
        self.is_tuned = self.is_mixed = False
        self._differs = tuning.is_mixed(name)

    def follow(self, asked: tuple[float | None] | None = None) -> None:
        """Take over what holds in the simulation, or what was asked for and is to hold after its next step."""
        tuning, name = self._tuning, self.name
        tuned: float | None = asked[0] if asked else getattr(tuning.overrides, name)
        self.value = self.on_screen(tuned if asked and tuned is not None else tuning.value(name))
        if asked == (None,):
            self.value = self.own
        self.is_tuned = self.value != self.own or (tuned is not None and self._differs)
        self.is_mixed = tuned is None and self._differs
        low, high = min(self.value, self.own), max(self.value, self.own)
        self.scale = self.scale._replace(low=min(self.scale.low, low), high=max(self.scale.high, high))

    @property
    def words(self) -> str:
        """The value as it is written."""
        if self.is_mixed:
            return "mixed"
        value = self.value + 360.0 if self.value <= -180.0 and self.name == "direction" else self.value
        return f"{round(value, self.scale.digits) + 0.0:.{self.scale.digits}f}".replace("-", MINUS)

    def place(self, value: float) -> float:
        """Where on the track a value is, from 0 to 1."""
        return (value - self.scale.low) / (self.scale.high - self.scale.low)

    def at(self, place: float) -> float | None:
        """What to ask for at a place of the track, in SI units; None for the level's own value."""
        if abs(place - self.place(self.own)) < SNAP:
            return None
        return self._asking(self.scale.low + place * (self.scale.high - self.scale.low))

    def moved(self, steps: int, fine: bool) -> float | None:
        """What to ask for some steps further, in SI units; None for the level's own value."""
        step = self.scale.fine if fine else self.scale.step
        wanted = self.value + steps * step
        if steps and min(self.value, wanted) < self.own < max(self.value, wanted):
            return None  # nobody walks past it
        return self._asking(wanted)

    def on_screen(self, value: float) -> float:
        """Return a value of the simulation as it is on screen."""
        if not self.scale.is_angle:
            return value
        angle = round(degrees(value), 9)
        return angle - 360.0 if self.name == "direction" and angle > self.scale.high else angle

    def _asking(self, value: float) -> float | None:
        """Return a value on screen in SI units, on the grid of fine steps and within the track."""
        scale = self.scale
        value = min(max(round(round(value / scale.fine) * scale.fine, 9), scale.low), scale.high)
        if value == self.own:
            return None
        return radians(value) if scale.is_angle else value
