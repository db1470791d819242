"""What can be read of a single ball or wall while a simulation runs."""

from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Appearance, Collider, Label, Position, Spin, Velocity
from components.placed_outline import PlacedOutline, placed_outlines
from components.table import Table
from game.simulation.outline_edge import OutlineEdge
from game.simulation.simulation import Simulation

Floats = NDArray[np.float64]

CONTACT_GAP = 1e-3
"""Largest gap between two balls that touch, as a part of the sum of their radii."""


class Body(NamedTuple):
    """A ball or a wall of a simulation, by its entity."""

    entity: int
    is_wall: bool


class Reading(NamedTuple):
    """The state of a body in SI units. Walls have no energies; their mass is infinite, and their radius 0."""

    time: float
    x: float
    y: float
    vx: float
    vy: float
    angle: float
    spin: float
    kinetic: float
    spin_energy: float
    potential: float
    mass: float
    radius: float
    restitution: float
    friction: float
    rolling_resistance: float

    @property
    def speed(self) -> float:
        """Magnitude of the velocity, m/s."""
        return float(np.hypot(self.vx, self.vy))

    @property
    def energy(self) -> float:
        """Sum of the energies, J."""
        return self.kinetic + self.spin_energy + self.potential


class Touch(NamedTuple):
    """A contact of a body in the last sub-step: with what, and the impulses there, N s."""

    other: str
    normal: float
    tangent: float


def row_of(simulation: Simulation, body: Body) -> int:
    """Return the row of a body in its table, or -1 if it does not exist now."""
    return int(_table(simulation, body).rows_of(np.array([body.entity]))[0])


def read_body(simulation: Simulation, body: Body) -> Reading | None:
    """Return the state of a body, or None if it does not exist now."""
    row, table = row_of(simulation, body), _table(simulation, body)
    if row < 0:
        return None
    position, velocity, spin, collider = table[Position], table[Velocity], table[Spin], table[Collider]
    (x, y), (vx, vy), rate = (position.x[row], position.y[row]), (velocity.x[row], velocity.y[row]), spin.rate[row]
    mass, radius = collider.mass[row], collider.radius[row]
    energies = 0.0, 0.0, 0.0
    if not body.is_wall:
        gx, gy = simulation.pipeline.gravity.g
        energies = 0.5 * mass * (vx * vx + vy * vy), 0.25 * mass * (radius * rate) ** 2, -mass * (gx * x + gy * y)
    values = (
        simulation.time, x, y, vx, vy, spin.angle[row], rate, *energies, mass,
        radius, collider.restitution[row], collider.friction[row], collider.rolling_resistance[row],
    )  # fmt: skip
    return Reading(*map(float, values))


def body_name(simulation: Simulation, body: Body) -> str:
    """Return the label or the number of a body, such as "ball 7" or "wall 2"."""
    with simulation.world.active():
        exists = esper.entity_exists(body.entity)
        if body.is_wall:
            appearance = esper.try_component(body.entity, Appearance) if exists else None
            row = row_of(simulation, body)
            return appearance.text if appearance and appearance.text else f"wall {row + 1}"
        label = esper.try_component(body.entity, Label) if exists else None
        return f"ball {label.number}" if label else "ball"


def material_name(simulation: Simulation, body: Body) -> str:
    """Return the name of the material of a body in the level; empty if it has none, or none that is known."""
    level, row = simulation.level, row_of(simulation, body)
    if row < 0:
        return ""
    if body.is_wall:
        return (level.walls[row].material or "") if len(level.walls) == len(simulation.walls_table) else ""
    collider = simulation.balls[Collider]
    radius, mass = float(collider.radius[row]), float(collider.mass[row])
    used = {group.material for group in level.balls} | {emitter.material for emitter in level.emitters}
    fitting = {name for name in used if name and level.materials[name].ball(radius).mass == mass}
    return fitting.pop() if len(fitting) == 1 else ""


def touches(simulation: Simulation, body: Body) -> list[Touch]:
    """Return the contacts of a body in the last sub-step, those with the largest impulses first."""
    row = row_of(simulation, body)
    if row < 0:
        return []
    with simulation.world.active():
        walls = simulation.pipeline.wall_collision.contacts
        owner = simulation.pipeline.wall_collision.shapes.owner[walls.second].astype(np.int64)
        pairs = simulation.pipeline.ball_collision.broad_phase.pairs
        balls, wall_entities = simulation.balls.entities, simulation.walls_table.entities
        mine = owner == row if body.is_wall else walls.first == row
        others = [
            (Body(int(balls[ball]), False) if body.is_wall else Body(int(wall_entities[wall]), True), impulses)
            for ball, wall, impulses in zip(walls.first[mine], owner[mine], walls.block[mine], strict=True)
        ]
        if not body.is_wall:
            position, radius = simulation.balls[Position], simulation.balls[Collider].radius
            distance = np.hypot(
                position.x[pairs.first] - position.x[pairs.second], position.y[pairs.first] - position.y[pairs.second]
            )
            reach = (1.0 + CONTACT_GAP) * (radius[pairs.first] + radius[pairs.second])
            mine = ((pairs.first == row) | (pairs.second == row)) & ((pairs.normal_impulse > 0.0) | (distance <= reach))
            other = np.where(pairs.first[mine] == row, pairs.second[mine], pairs.first[mine])
            others += [
                (Body(int(balls[k]), False), impulses) for k, impulses in zip(other, pairs.block[mine], strict=True)
            ]
    found = [Touch(body_name(simulation, one), float(block[2]), float(block[3])) for one, block in others]
    return sorted(found, key=lambda touch: -touch.normal)


def body_at(simulation: Simulation, x: float, y: float, reach: float, frame_width: float) -> Body | None:
    """Return the ball, or else the wall, at a point of the world in m.

    reach : distance at which a point still counts as on a body, m
    frame_width : width of the frames that are drawn around containers, m
    """
    balls = simulation.balls
    if len(balls):
        distance = np.hypot(balls[Position].x - x, balls[Position].y - y) - balls[Collider].radius
        row = int(distance.argmin())
        if distance[row] <= reach:
            return Body(int(balls.entities[row]), is_wall=False)
    with simulation.world.active():
        placed = placed_outlines(simulation.walls_table)
    distances = [_distance(wall, x, y, frame_width) for wall in placed]
    nearest = min(range(len(placed)), key=distances.__getitem__, default=-1)
    if nearest < 0 or distances[nearest] > reach:
        return None
    return Body(int(simulation.walls_table.entities[nearest]), is_wall=True)


def _distance(wall: PlacedOutline, x: float, y: float, frame_width: float) -> float:
    """Return the distance of a point from what is drawn of a wall, m; 0 inside."""
    edge = OutlineEdge.from_outline(wall.outline)
    distance = edge.signed_distance(*wall.to_local(np.array(((x, y),))).T).item()
    if not wall.outline.container:
        return max(distance, 0.0)
    return -distance if distance < 0.0 else max(distance - frame_width, 0.0)


def _table(simulation: Simulation, body: Body) -> Table:
    return simulation.walls_table if body.is_wall else simulation.balls
