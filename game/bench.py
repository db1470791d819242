"""What a step costs, part by part and beside Chipmunk, and how well the balls keep apart meanwhile."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from operator import attrgetter
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import esper
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from components import Collider, Drive, Outline, Position, Spin, Velocity, WallCollider
from components.rim import Rim
from game.level import Level
from game.level_format.balls import MAX_BALLS
from game.run import outside
from game.simulation import Simulation
from systems.neighbours import Neighbours

if TYPE_CHECKING:
    import pymunk

Floats = NDArray[np.float64]

SIZES = (20, 200, 1000, 2000, 5000, 10_000)
"""Numbers of balls that are measured if nothing else is asked for."""

MOST = 1_000_000
"""Balls of a scene at most."""

FILLING = 0.4
"""Part of the heptagon's area that balls fill."""

SETTLING, PATIENCE = 4.0, 20.0
"""s of simulated time before anything is measured, and s of real time that this may take."""

ROUNDS, ROUND, LONGEST_ROUND = 7, 0.3, 240
"""Rounds of measuring; s of real time that one should take, and its steps at most."""

LARGE = 1000
"""Balls from which on the growth is fitted: below, much of a step is Python, which takes as long for any number."""

WALL = 0.05
"""Half the thickness that Chipmunk's containers have, as a part of their extent: its balls fall through thin ones."""

PARTS = {
    "Gravity": "gravity.process",
    "WarmStart": "warm_start.process",
    "Integration": "integration.process",
    "neighbour search": "ball_collision.neighbours.update",
    "BallCollision": "ball_collision.process",
    "WallCollision.foresee": "wall_collision.foresee",
    "WallCollision.process": "wall_collision.process",
}
"""What is timed apart, and where the pipeline has it."""

ROWS = (
    ("balls", "balls", "d"),
    ("simulated before, s", "seconds", ".3g"),
    ("a step, ms", "ms", ".3f"),
    ("  in the best round", "best_ms", ".3f"),
    ("Chipmunk's step, ms", "chipmunk_ms", ".3f"),
    ("  in the best round", "chipmunk_best_ms", ".3f"),
    ("ours / Chipmunk's", "ratio", ".2f"),
    ("escaped", "escaped", "d"),
    ("escaped, Chipmunk", "chipmunk_escaped", "d"),
    ("largest overlap, r", "largest_overlap", ".2%"),
    ("mean overlap, r", "mean_overlap", ".2%"),
    ("bytes a ball", "bytes_a_ball", ".0f"),
)
"""What is printed first of a result: how it is called, its name and its format."""

WIDTH = 10_000
"""Columns that a table may take: rather than cut off numbers, let a narrow terminal break the lines."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured of one scene.

    scene, balls : its name, and how many there are
    seconds : s of simulated time before the measuring
    steps : in each round
    ms, best_ms : a step, the median and the best of the rounds
    systems : ms a step in each part, of the round that took least; the search is not counted in BallCollision
    chipmunk_ms, chipmunk_best_ms : the same of Chipmunk; None where it does not take part
    ratio : our median over that of Chipmunk
    escaped, chipmunk_escaped : balls whose centre is outside of a container, or within an obstacle, at the end
    largest_overlap, mean_overlap : of the pairs that overlap after each round, in radii of the smaller ball
    bytes_a_ball : of all arrays that tables and systems hold, scratch included; None without a ball
    """

    scene: str
    balls: int
    seconds: float
    steps: int
    ms: float
    best_ms: float
    systems: dict[str, float]
    chipmunk_ms: float | None
    chipmunk_best_ms: float | None
    ratio: float | None
    escaped: int
    chipmunk_escaped: int | None
    largest_overlap: float
    mean_overlap: float
    bytes_a_ball: float | None


def size(text: str) -> int | None:
    """Return the number of balls that a text asks for, or None if it is no number but the name of a level.

    Raises ``ValueError`` for a number that is no size.
    """
    if not re.fullmatch(r"[+-]?\.?\d[\d_.]*(e[+-]?\d+)?", text, re.IGNORECASE):
        return None
    if not (re.fullmatch("[0-9]{1,7}", text) and 1 <= int(text) <= MOST):
        raise ValueError(f"a size must be a whole number from 1 to {MOST} (got {text})")
    return int(text)


def scene(count: int, slow: bool = False) -> Level:
    """Return so many balls of 0.5 m that fill a part of a turning heptagon, under g = 10 m/s².

    It turns at 72 degrees a second, or ``slow`` at sqrt(20 / count) of that.
    """
    area = 7 / 2 * math.sin(2 * math.pi / 7)
    radius = math.sqrt(count * math.pi * 0.25 / (FILLING * area))
    spin = 72.0 * (math.sqrt(20 / count) if slow else 1.0)
    spawn = {"pattern": "disc", "radius": 0.88 * radius}
    level = Level.model_validate(
        {
            "format": 1,
            "title": f"{count} balls",
            "world": {"gravity": [0.0, -10.0], "step_rate": 60, "substeps": 4},
            "materials": {"stuff": {"density": 1.0, "restitution": 0.6, "friction": 0.4}},
            "walls": [{"shape": "polygon", "sides": 7, "radius": radius, "spin": spin, "material": "stuff"}],
            "balls": [{"count": min(count, MAX_BALLS), "radius": 0.5, "material": "stuff", "spawn": spawn}],
        }
    )
    balls = level.balls[0].model_copy(update={"count": count})  # more than a file may ask for
    return level.model_copy(update={"balls": (balls,)})


def measure(
    simulation: Simulation,
    name: str,
    settling: float = SETTLING,
    patience: float = PATIENCE,
    rounds: int = ROUNDS,
    advance: Callable[[], object] = lambda: None,
) -> Result:
    """Run a simulation and measure it, with Chipmunk beside it from the same start.

    settling : s of simulated time before; fewer where they would take longer than ``patience``, s of real time
    advance : is called after every step before the measuring, and after every round
    """
    peer, steps, start = chipmunk(simulation), 0, perf_counter()
    for _ in range(max(1, round(settling / simulation.dt))):
        simulation.step()
        if peer:
            peer.step()
        advance()
        steps += 1
        if perf_counter() - start > patience:
            break
    seconds, pace = simulation.time, (perf_counter() - start) / steps
    steps = max(1, min(LONGEST_ROUND, round(ROUND / pace)))
    near = Neighbours(simulation.balls)  # a list of its own: the simulation must not notice
    ours, theirs, parts, depths = [], [], [], []
    for _ in range(rounds):
        ours.append(_pace(simulation.step, steps))
        parts.append(_times(simulation, steps))
        if peer:
            theirs.append(_pace(peer.step, 2 * steps))
        depths.append(overlaps(simulation, near))
        advance()
    depth = np.concatenate(depths)
    return Result(
        scene=name,
        balls=simulation.count,
        seconds=seconds,
        steps=steps,
        ms=median(ours),
        best_ms=min(ours),
        systems=min(parts, key=lambda times: sum(times.values())),
        chipmunk_ms=median(theirs) if peer else None,
        chipmunk_best_ms=min(theirs) if peer else None,
        ratio=median(ours) / median(theirs) if peer else None,
        escaped=int(outside(simulation).sum()),
        chipmunk_escaped=peer.escaped() if peer else None,
        largest_overlap=float(depth.max(initial=0.0)),
        mean_overlap=float(depth.mean()) if len(depth) else 0.0,
        bytes_a_ball=memory(simulation) / simulation.count if simulation.count else None,
    )


def overlaps(simulation: Simulation, near: Neighbours) -> Floats:
    """How deep the balls of each pair that overlaps lie in one another, (m,), in radii of the smaller one."""
    pairs = near.update()
    position, radius = simulation.balls[Position], simulation.balls[Collider].radius
    a, b = pairs.first, pairs.second
    depth = radius[a] + radius[b] - np.hypot(position.x[b] - position.x[a], position.y[b] - position.y[a])
    overlap: Floats = (depth / np.minimum(radius[a], radius[b]))[depth > 0.0]
    return overlap


def growth(results: Sequence[Result]) -> float | None:
    """Return the exponent p of ms ~ balls^p by least squares over large scenes; None for fewer than two sizes."""
    large = [(result.balls, result.ms) for result in results if result.balls >= LARGE]
    if len({balls for balls, _ in large}) < 2:
        return None
    balls, ms = np.log(large).T
    balls -= balls.mean()
    return float(balls @ ms / (balls @ balls))


def _pace(step: Callable[[], object], steps: int) -> float:
    """Ms that a step takes."""
    start = perf_counter()
    for _ in range(steps):
        step()
    return 1e3 * (perf_counter() - start) / steps


def _times(simulation: Simulation, steps: int) -> dict[str, float]:
    """Ms a step in each part, and in the rest."""
    seconds = dict.fromkeys(PARTS, 0.0)
    with ExitStack() as stack:
        for name, path in PARTS.items():
            owner, _, method = path.rpartition(".")
            thing = attrgetter(owner)(simulation.pipeline)
            setattr(thing, method, _timed(getattr(thing, method), name, seconds))
            stack.callback(delattr, thing, method)  # the method of the class shows again
        whole = _pace(simulation.step, steps)
    times = {name: 1e3 * spent / steps for name, spent in seconds.items()}
    times["BallCollision"] -= times["neighbour search"]  # which it calls
    return times | {"rest": whole - sum(times.values())}


def _timed(method: Callable[..., Any], name: str, seconds: dict[str, float]) -> Callable[..., Any]:
    """Return the method, but for adding the time of each call to the seconds of this name."""

    def timed(*values: Any, **options: Any) -> Any:
        start = perf_counter()
        result = method(*values, **options)
        seconds[name] += perf_counter() - start
        return result

    return timed


def memory(simulation: Simulation) -> int:
    """Bytes of all arrays that the tables and the systems hold, scratch and spare room included, each once."""
    tables = (simulation.balls, simulation.walls_table)
    held = [(table[Position].x, table.dirty, table.entities) for table in tables]
    return sum(array.nbytes for array in _arrays([*held, vars(simulation.pipeline)], set()))


def _arrays(thing: Any, seen: set[int]) -> Iterator[NDArray[Any]]:
    """Yield the arrays in containers and in systems that were not seen before, for each view what it shows."""
    while isinstance(thing, np.ndarray) and isinstance(thing.base, np.ndarray):
        thing = thing.base
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        yield thing
    if type(thing).__module__.partition(".")[0] == "systems":
        thing = getattr(thing, "__dict__", thing)
    if isinstance(thing, dict | list | tuple):
        for part in thing.values() if isinstance(thing, dict) else thing:
            yield from _arrays(part, seen)


def chipmunk(simulation: Simulation) -> "Chipmunk | None":
    """Put what is in a simulation into Chipmunk; None without pymunk, or where walls sway or swing: it cannot."""
    drive = simulation.walls_table[Drive]
    if np.any(drive.sway_rate) or np.any(drive.swing_rate):
        return None
    try:
        return Chipmunk(simulation)
    except ImportError:
        return None


class Chipmunk:
    """The balls and walls of a simulation in Chipmunk: one step of ten iterations, its spatial hash.

    Chipmunk multiplies what two surfaces have, so each has the root. It has no rolling resistance.
    """

    def __init__(self, simulation: Simulation) -> None:
        import pymunk  # noqa: PLC0415  (a peer that need not be there)

        world, radii = simulation.level.world, simulation.radii
        self._pymunk, self._dt = pymunk, simulation.dt
        self.space = pymunk.Space()
        self.space.gravity, self.space.damping = world.gravity, math.exp(-world.linear_damping)
        self.space.use_spatial_hash(2.0 * float(radii.mean()) if len(radii) else 1.0, 4 * len(radii) + 1)
        with simulation.world.active():
            self.walls = [self._wall(entity) for entity in simulation.walls_table.entities.tolist()]
            self.balls = [self._ball(entity) for entity in simulation.balls.entities.tolist()]

    def step(self) -> None:
        """Advance as far as a step of the simulation."""
        self.space.step(self._dt)

    def escaped(self) -> int:
        """Count the balls whose centre is outside of a container or within an obstacle."""
        place = np.array([ball.position for ball in self.balls], np.float64).reshape(-1, 2)
        is_outside = np.zeros(len(place), np.bool_)
        for wall, outline in self.walls:
            x, y = (place - wall.position).T
            cos, sin = math.cos(wall.angle), math.sin(wall.angle)
            is_outside |= ~outline.allows(cos * x + sin * y, cos * y - sin * x)
        return int(is_outside.sum())

    def _ball(self, entity: int) -> "pymunk.Body":
        surface = esper.component_for_entity(entity, Collider)
        ball = self._pymunk.Body(surface.mass, surface.mass * surface.radius**2 / 2)
        self._place(ball, entity)
        self._cover(self._pymunk.Circle(ball, surface.radius), surface)
        return ball

    def _wall(self, entity: int) -> "tuple[pymunk.Body, Outline]":
        outline = esper.component_for_entity(entity, Outline)
        wall = self._pymunk.Body(body_type=self._pymunk.Body.KINEMATIC)
        self._place(wall, entity)
        for side in self._sides(wall, outline):
            self._cover(side, esper.component_for_entity(entity, WallCollider))
        return wall, outline

    def _place(self, body: "pymunk.Body", entity: int) -> None:
        place, velocity = esper.component_for_entity(entity, Position), esper.component_for_entity(entity, Velocity)
        spin = esper.component_for_entity(entity, Spin)
        body.position, body.velocity = (place.x, place.y), (velocity.x, velocity.y)
        body.angle, body.angular_velocity = spin.angle, spin.rate
        self.space.add(body)

    def _cover(self, shape: "pymunk.Shape", surface: Collider | WallCollider) -> None:
        shape.elasticity, shape.friction = math.sqrt(surface.restitution), math.sqrt(surface.friction)
        self.space.add(shape)

    def _sides(self, wall: "pymunk.Body", outline: Outline) -> "Iterator[pymunk.Shape]":
        """Yield the pieces of the edge; those of a convex container are thick, and lie outside of it."""
        rim = Rim.of(outline)
        pieces, radius = rim.pieces, rim.radius
        if outline.container and outline.is_convex:
            radius = WALL * float(np.hypot(*rim.corners.T).max())
            corners = _widened(rim.corners, radius)
            pieces = np.hstack((corners, np.roll(corners, -1, axis=0)))
        for ax, ay, bx, by in pieces.tolist():
            yield self._pymunk.Segment(wall, (ax, ay), (bx, by), radius)


def _widened(corners: Floats, distance: float) -> Floats:
    """Corners (k, 2) of a convex polygon whose sides lie outside of these by so much, m."""
    along = np.roll(corners, -1, axis=0) - corners
    normal = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
    before = np.roll(normal, 1, axis=0)
    wide: Floats = corners + distance * (before + normal) / (1.0 + (before * normal).sum(axis=1))[:, None]
    return wide


def summary(results: Sequence[Result], slow: bool) -> dict[str, Any]:
    """Return all that was measured, for JSON."""
    return {"slow": slow, "scenes": [asdict(result) for result in results], "exponent": growth(results)}


def show(results: Sequence[Result]) -> None:
    """Print a table, a column for each scene: whole steps, then their parts; and the growth."""
    table = Table("", *(Column(escape(result.scene), justify="right") for result in results))
    for head, name, form in ROWS:
        values = [getattr(result, name) for result in results]
        table.add_row(head, *("" if value is None else format(value, form) for value in values))
    table.add_section()
    table.add_row("of which, ms")
    for part in (*PARTS, "rest"):
        table.add_row(part, *(f"{result.systems[part]:.3f}" for result in results))
    console = Console(width=WIDTH, highlight=False)
    console.print(table)
    if (exponent := growth(results)) is not None:
        console.print(f"from {LARGE} balls on, the time of a step grows as their number to the power of {exponent:.2f}")
