"""The model of a slider: the range, step and display text of one parameter of a simulation."""

from math import degrees, radians
from typing import NamedTuple

from game.simulation.parameters import Parameters

SNAP = 0.015
"""Part of the track around the level's value in which the handle snaps to that value."""

MINUS = "\N{MINUS SIGN}"


class Scale(NamedTuple):
    """How a parameter is displayed: angles in degrees, everything else in SI units.

    low, high : ends of the track; a slider extends them to include its value
    step : change by an arrow key
    fine : change by an arrow key with Shift, or by the wheel
    digits : digits after the decimal point
    is_angle : whether the simulation stores the parameter in rad
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
    """A slider for one parameter of a simulation.

    name : name of the parameter, one of `game.simulation.parameters.PARAMETER_NAMES`
    value, level_value : the present value and the level's value, in display units
    is_tuned : whether the parameter is overridden
    is_mixed : whether balls and walls have different values of the parameter
    scale : range and steps, in display units
    """

    def __init__(self, parameters: Parameters, name: str) -> None:
        self.name = name
        self.scale = SCALES[name]
        self._parameters = parameters
        self.level_value = self.to_display(parameters.level_value(name))
        if name == "balls":
            high = max(2.0 * self.level_value, self.scale.high)
            self.scale = self.scale._replace(high=high, step=max(high // 20.0, 1.0), fine=max(high // 100.0, 1.0))
        self.value = self.level_value
        self.is_tuned = self.is_mixed = False
        self._is_mixed_in_level = parameters.is_mixed(name)

    def update_value(self, requested: tuple[float | None] | None = None) -> None:
        """Update value and flags from the simulation.

        requested : a value (in SI units, None for the level's) that the simulation applies in its next step and that is
            shown already
        """
        parameters, name = self._parameters, self.name
        override: float | None = requested[0] if requested else getattr(parameters.overrides, name)
        self.value = self.to_display(override if requested and override is not None else parameters.value(name))
        if requested == (None,):
            self.value = self.level_value
        self.is_tuned = self.value != self.level_value or (override is not None and self._is_mixed_in_level)
        self.is_mixed = override is None and self._is_mixed_in_level
        low, high = min(self.value, self.level_value), max(self.value, self.level_value)
        self.scale = self.scale._replace(low=min(self.scale.low, low), high=max(self.scale.high, high))

    @property
    def text(self) -> str:
        """The value as it is displayed, without its unit."""
        if self.is_mixed:
            return "mixed"
        value = self.value + 360.0 if self.value <= -180.0 and self.name == "direction" else self.value
        return f"{round(value, self.scale.digits) + 0.0:.{self.scale.digits}f}".replace("-", MINUS)

    def fraction(self, value: float) -> float:
        """Return the position of a value (in display units) on the track, from 0 to 1."""
        return (value - self.scale.low) / (self.scale.high - self.scale.low)

    def value_at_fraction(self, fraction: float) -> float | None:
        """Return the value at a position on the track, in SI units; None for the level's value."""
        if abs(fraction - self.fraction(self.level_value)) < SNAP:
            return None
        return self._rounded(self.scale.low + fraction * (self.scale.high - self.scale.low))

    def stepped(self, steps: int, fine: bool) -> float | None:
        """Return the value some steps away from the present one, in SI units; None for the level's value.

        A step never skips the level's value.
        """
        step = self.scale.fine if fine else self.scale.step
        target = self.value + steps * step
        if steps and min(self.value, target) < self.level_value < max(self.value, target):
            return None
        return self._rounded(target)

    def to_display(self, value: float) -> float:
        """Convert a value from SI units to display units."""
        if not self.scale.is_angle:
            return value
        angle = round(degrees(value), 9)
        return angle - 360.0 if self.name == "direction" and angle > self.scale.high else angle

    def _rounded(self, value: float) -> float | None:
        """Round a value in display units to a fine step on the track; return it in SI units, None for the level's."""
        scale = self.scale
        value = min(max(round(round(value / scale.fine) * scale.fine, 9), scale.low), scale.high)
        if value == self.level_value:
            return None
        return radians(value) if scale.is_angle else value
