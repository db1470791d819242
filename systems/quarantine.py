"""Balls that no system can bear."""

from logging import getLogger
from typing import NamedTuple

import esper

from components import Collider, Component, Label, Position, Spin, Table, Velocity
from systems.bound import Bound
from systems.kernels.soundness import LARGEST, first_unsound

log = getLogger("heptagon")

SOURCE: dict[str, type[Component]] = {
    "position": Position,
    "velocity": Velocity,
    "spin": Spin,
    "angle": Spin,
    "mass": Collider,
    "radius": Collider,
    "surface": Collider,
}
"""What can be wrong with a ball, and the component that tells it."""


class Quarantined(NamedTuple):
    """A ball that has left the simulation.

    entity : it lives on, without its `Collider`
    number : of its `Label`, or None if it has none
    step : whole steps done before the one at whose begin, or within which, it was found
    what : a key of `SOURCE`
    """

    entity: int
    number: int | None
    step: int
    what: str


class Quarantine(esper.Processor):
    """Lets every ball go whose numbers would make nonsense of its neighbours, and tells so in the log "heptagon".

    Position, velocity, spin and angle must be finite, mass and radius finite and greater than 0, restitution,
    friction and rolling resistance finite and not negative; and all of them small enough to be squared. The entity
    loses its `Collider` and keeps the rest. Set right and given one again, it is a ball again.

    found : who was let go, in the order of time
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.found: list[Quarantined] = []
        self.columns = balls.bind(Position, Spin.angle, Velocity, Spin.rate, Collider)
        self._first_unsound = Bound(first_unsound, self.columns)

    def process(self, step: int) -> None:
        """Look for such balls, and let them go at once; ``step`` is written down."""
        row = self._first_unsound(0)
        if row < 0:
            return
        rows = []
        while row >= 0:
            rows.append(row)
            row = self._first_unsound(row + 1)
        told = self.columns.arrays[:8]
        faults = [(int(self.balls.entities[row]), _fault(*(column[row] for column in told))) for row in rows]
        for entity, what in faults:
            self._let_go(entity, what, step)
        self.balls.sync()

    def _let_go(self, entity: int, what: str, step: int) -> None:
        why = repr(esper.component_for_entity(entity, SOURCE[what]))
        label = esper.try_component(entity, Label)
        esper.remove_component(entity, Collider)
        self.found.append(Quarantined(entity, label.number if label else None, step, what))
        who = f"ball {label.number}" if label else f"entity {entity}"
        log.warning("%s has left the simulation in step %d for its %s: %s", who, step, what, why)


def _fault(x: float, y: float, angle: float, vx: float, vy: float, rate: float, radius: float, mass: float) -> str:
    """Tell the first thing that is wrong, in the order of `SOURCE`, with a ball of which something is."""
    if not _is_small(x, y):
        return "position"
    if not _is_small(vx, vy):
        return "velocity"
    if not _is_small(rate):
        return "spin"
    if not _is_small(angle):
        return "angle"
    if not (_is_small(mass) and mass > 0.0):
        return "mass"
    return "surface" if _is_small(radius) and radius > 0.0 else "radius"


def _is_small(*values: float) -> bool:
    """Whether these numbers are not to blame for a sum of a ball's eleven that is no less than `LARGEST`."""
    return sum(map(abs, values)) < LARGEST / 11.0
