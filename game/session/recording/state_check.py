"""Whether a state of unknown origin fits a simulation: kernels look at no index twice."""

import re
from collections.abc import Iterator
from math import isfinite

import numpy as np

from game.levels.format.balls import MAX_BALLS
from game.simulation.parameters import LIMITS, MOST_SUBSTEPS
from game.simulation.simulation import Simulation, State
from systems.material_overrides import PROPERTIES

COLOR = re.compile("#[0-9a-fA-F]{6}")


def check(simulation: Simulation, state: State) -> None:
    """Raise ``ValueError`` unless a state can be one of this simulation."""
    with simulation.world.active():
        for what, is_right in _conditions(simulation, state):
            if not is_right:
                raise ValueError(f"does not fit together: {what}")


def _conditions(simulation: Simulation, state: State) -> Iterator[tuple[str, bool]]:
    """Yield what must hold, each only where all before it does."""
    entities, count = state.balls.entities, len(state.balls.entities)
    yield "seed", state.seed == simulation.seed
    yield "steps", state.steps >= 0 and state.substep_count >= 0
    for name, ours, theirs in zip(
        ("balls", "walls", "zones"),
        (simulation.balls, simulation.walls_table, simulation.pipeline.zones),
        (state.balls, state.walls, state.zones),
        strict=True,
    ):
        now = ours.snapshot()
        yield name, theirs.entities.dtype == np.int64 and theirs.entities.ndim == 1
        yield name, theirs.block.dtype == np.float64 and theirs.block.shape == (len(now.block), len(theirs.entities))
        yield name, theirs.dirty.dtype == np.uint8 and theirs.dirty.shape == theirs.entities.shape
    taken = np.concatenate((simulation.walls_table.entities, simulation.pipeline.zones.entities, [0]))
    yield "balls", bool(np.all(np.diff(entities) > 0) and not np.isin(entities, taken).any() and np.all(entities > 0))
    yield "next_entity", state.next_entity > max(entities.max(initial=0), taken.max())
    yield "labels", len(state.labels) == count
    yield "labels", all(label is None or COLOR.fullmatch(label.color) is not None for label in state.labels)
    for name, contacts in (("pairs", state.pairs.pairs), ("touches", state.touches)):
        length = len(contacts.first)
        yield name, contacts.first.dtype == contacts.second.dtype == np.int64
        yield name, contacts.first.shape == contacts.second.shape == (length,)
        yield name, contacts.block.dtype == np.float64 and contacts.block.shape == (length, 5)
        yield name, bool(np.all((contacts.first >= 0) & (contacts.first < count) & (contacts.second >= 0)))
    yield "pairs", bool(np.all(state.pairs.pairs.first < state.pairs.pairs.second))
    yield "pairs", bool(np.all(state.pairs.pairs.second < count))
    yield "pairs", state.pairs.x.shape == state.pairs.y.shape == (count,)
    yield "pairs", state.pairs.x.dtype == state.pairs.y.dtype == np.float64
    first, walls = state.touches.first, simulation.pipeline.wall_collision
    yield "touches", bool(np.all(np.diff(first) >= 0) and np.bincount(first, minlength=1).max() <= walls.max_contacts)
    yield "touches", bool(np.all(state.touches.second < walls.feature_count))
    emitters = simulation.level.emitters
    yield "emitters", len(state.emitters) == len(emitters)
    yield "emitters", all(0 <= spawned <= count <= MAX_BALLS for spawned, count in state.emitters)
    yield "substeps", 1 <= state.substeps <= MOST_SUBSTEPS
    yield "overrides", all(map(_is_within, state.overrides, LIMITS))
    materials = state.material_overrides
    yield "material_overrides", len(materials.values) == len(materials.own) == len(PROPERTIES)
    limits = [getattr(LIMITS, name) for name in PROPERTIES]
    yield "material_overrides", all(map(_is_within, materials.values, limits))
    for own in (own for owns in materials.own if owns is not None for own in owns):
        yield "material_overrides", own.entities.dtype == np.int64 and own.values.dtype == np.float64
        yield "material_overrides", own.entities.shape == own.values.shape == (len(own.entities),)


def _is_within(value: float | None, limit: float | None) -> bool:
    return value is None or limit is None or (isfinite(value) and abs(value) <= limit)
