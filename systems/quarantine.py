"""The removal of balls with invalid numbers."""

from logging import getLogger
from typing import NamedTuple

import esper

from components import Collider, Component, Label, Position, Spin, Table, Velocity
from systems.kernels.columns import ANGLE, MASS, RADIUS, RATE, VX, VY, X, Y
from systems.kernels.quarantine import MAX_VALUE, first_invalid

log = getLogger("heptagon")

COMPONENT_OF: dict[str, type[Component]] = {
    "position": Position,
    "velocity": Velocity,
    "spin": Spin,
    "angle": Spin,
    "mass": Collider,
    "radius": Collider,
    "material": Collider,
}
"""The quantities of a ball that can be invalid, and the component that holds each."""


class Quarantined(NamedTuple):
    """A ball that was removed from the simulation.

    entity : still exists, but without its `Collider`
    number : of its `Label`, or None if it has none
    step : number of steps completed before
    what : the invalid quantity, a key of `COMPONENT_OF`
    """

    entity: int
    number: int | None
    step: int
    what: str


class Quarantine(esper.Processor):
    """Removes every ball with invalid numbers before they reach other balls, and logs it to "heptagon".

    Position, velocity, spin and angle must be finite, mass and radius finite and positive, and restitution, friction
    and rolling resistance finite and not negative; all of them must be small enough to be squared. The entity loses
    its `Collider` and keeps its other components. It becomes a ball again if it gets valid numbers and a `Collider`.

    found : the balls that were removed, in the order of time
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.found: list[Quarantined] = []

    def process(self, step: int) -> None:
        """Remove the balls that are invalid now; ``step`` is recorded in `found`."""
        block, count, rows = self.balls.storage, len(self.balls), []
        row = first_invalid(block, count, 0)
        while row >= 0:
            rows.append(row)
            row = first_invalid(block, count, row + 1)
        if not rows:
            return
        whats = [_invalid_quantity(*block[[X, Y, ANGLE, VX, VY, RATE, RADIUS, MASS], row].tolist()) for row in rows]
        for entity, what in zip(self.balls.entities[rows].tolist(), whats, strict=True):
            self._remove(entity, what, step)
        self.balls.sync()

    def _remove(self, entity: int, what: str, step: int) -> None:
        values = repr(esper.component_for_entity(entity, COMPONENT_OF[what]))
        label = esper.try_component(entity, Label)
        esper.remove_component(entity, Collider)
        self.found.append(Quarantined(entity, label.number if label else None, step, what))
        name = f"ball {label.number}" if label else f"entity {entity}"
        log.warning("%s was removed from the simulation in step %d: invalid %s: %s", name, step, what, values)


def _invalid_quantity(
    x: float, y: float, angle: float, vx: float, vy: float, rate: float, radius: float, mass: float
) -> str:
    """Return the first quantity that is invalid, in the order of `COMPONENT_OF`; at least one must be."""
    if not _is_valid(x, y):
        return "position"
    if not _is_valid(vx, vy):
        return "velocity"
    if not _is_valid(rate):
        return "spin"
    if not _is_valid(angle):
        return "angle"
    if not (_is_valid(mass) and mass > 0.0):
        return "mass"
    return "material" if _is_valid(radius) and radius > 0.0 else "radius"


def _is_valid(*values: float) -> bool:
    """Whether these values cannot be the reason that the sum of all eleven of a ball reaches `MAX_VALUE`."""
    total = 0.0
    for value in values:  # from Python 3.12 on, `sum` of floats rounds differently
        total += abs(value)
    return total < MAX_VALUE / 11.0
