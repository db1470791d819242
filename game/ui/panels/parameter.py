"""A parameter of a simulation as a slider shows it: its range, its steps and its format."""

from math import degrees, radians
from typing import NamedTuple

from game.simulation.parameters import Parameters, value_limits

SNAP = 0.015
"""Part of the track around the level's value in which the handle snaps to that value."""


class Scale(NamedTuple):
    """How a parameter is displayed: angles in degrees, everything else in SI units.

    low, high : ends of the track; a parameter extends them to include its value
    step : change by an arrow key
    fine : change by an arrow key with Shift, or by the wheel
    digits : digits after the decimal point
    is_angle : whether the simulation stores the parameter in rad
    is_circular : whether both ends of the track are the same
    """

    caption: str
    unit: str
    low: float
    high: float
    step: float
    fine: float
    digits: int
    is_angle: bool = False
    is_circular: bool = False


SCALES = {
    "gravity": Scale("gravity", " m/s²", 0.0, 30.0, 1.0, 0.1, 2),
    "direction": Scale("direction", "°", -270.0, 90.0, 15.0, 1.0, 0, True, True),  # down is in the middle
    "restitution": Scale("restitution", "", 0.0, 1.0, 0.05, 0.01, 2),
    "friction": Scale("friction", "", 0.0, 2.0, 0.1, 0.01, 2),
    "rolling_resistance": Scale("rolling resistance", "", 0.0, 0.2, 0.01, 0.001, 3),
    "spin": Scale("spin of walls", " °/s", -360.0, 360.0, 15.0, 1.0, 0, is_angle=True),
    "balls": Scale("balls", "", 0.0, 100.0, 5.0, 1.0, 0),
    "substeps": Scale("sub-steps", "", 1.0, 16.0, 1.0, 1.0, 0),
}


class Parameter:
    """A parameter of a simulation, of all balls and walls or of one material.

    name, material : see `game.simulation.commands.SetParameter`
    value, level_value : the present value and the level's value, in display units
    is_tuned : whether the parameter is overridden
    is_mixed : whether balls and walls have different values of the parameter
    scale : range and steps, in display units
    """

    def __init__(self, parameters: Parameters, name: str, material: str | None = None) -> None:
        self.name, self.material = name, material
        self.scale = SCALES[name]
        self._parameters = parameters
        self.level_value = self.to_display(parameters.level_value(name, material))
        if name == "balls":
            high = max(2.0 * self.level_value, self.scale.high)
            self.scale = self.scale._replace(high=high, step=max(high // 20.0, 1.0), fine=max(high // 100.0, 1.0))
        self.value = self.level_value
        self.is_tuned = self.is_mixed = False

    def update_value(self) -> None:
        """Update value and flags from the simulation."""
        parameters, name = self._parameters, self.name
        override = parameters.override(name, self.material)
        self.value = self.to_display(parameters.value(name, self.material))
        self.is_mixed = self.material is None and override is None and parameters.is_mixed(name)
        self.is_tuned = override is not None and (self.value != self.level_value or self._hides_differences)
        low, high = min(self.value, self.level_value), max(self.value, self.level_value)
        self.scale = self.scale._replace(low=min(self.scale.low, low), high=max(self.scale.high, high))

    @property
    def _hides_differences(self) -> bool:
        """Whether an override with the value of the level still replaces other values."""
        if self.material is not None:
            return self._parameters.override(self.name) is not None
        return self._parameters.is_mixed(self.name)

    @property
    def format(self) -> str:
        """Format of the value with its unit, for ``%``."""
        return "mixed" if self.is_mixed else f"%.{self.scale.digits}f{self.scale.unit}"

    def fraction(self, value: float) -> float:
        """Return the position of a value (in display units) on the track, from 0 to 1."""
        return (value - self.scale.low) / (self.scale.high - self.scale.low)

    def snapped(self, value: float) -> float | None:
        """Return a value (in display units) from the track, rounded to a fine step, in SI units; None: the level's."""
        if abs(self.fraction(value) - self.fraction(self.level_value)) < SNAP:
            return self._to_si(self.level_value)
        return self._rounded(value)

    def typed(self, value: float) -> float | None:
        """Return a value (in display units) that was typed, in SI units and within its limits; None: the level's."""
        return self._to_si(min(max(value, self._limits[0]), self._limits[1]))

    def stepped(self, steps: int, fine: bool) -> float | None:
        """Return the value some steps away from the present one, in SI units; None for the level's value.

        A step never skips the level's value.
        """
        step = self.scale.fine if fine else self.scale.step
        target = self.value + steps * step
        if steps and min(self.value, target) < self.level_value < max(self.value, target):
            return self._to_si(self.level_value)
        return self._rounded(target)

    def to_display(self, value: float) -> float:
        """Convert a value from SI units to display units."""
        if not self.scale.is_angle:
            return value
        angle = round(degrees(value), 9)
        return angle - 360.0 if self.name == "direction" and angle > self.scale.high else angle

    @property
    def _limits(self) -> tuple[float, float]:
        """Smallest and largest value, in display units."""
        low, high = value_limits(self.name)
        return (degrees(low), degrees(high)) if self.scale.is_angle else (low, high)

    def _rounded(self, value: float) -> float | None:
        """Round a value in display units to a fine step on the track; return it in SI units, None for the level's."""
        scale = self.scale
        return self._to_si(min(max(round(round(value / scale.fine) * scale.fine, 9), scale.low), scale.high))

    def _to_si(self, value: float) -> float | None:
        """Return a value in display units in SI units; None where that restores the same value, the level's."""
        is_inherited = self.material is not None and self._parameters.override(self.name) is not None
        if value == self.level_value and not is_inherited:
            return None
        if self.scale.digits == 0 and not self.scale.is_angle:
            return round(value)
        return radians(value) if self.scale.is_angle else value
