"""Check of a state from a file. Kernels do not check bounds, so an invalid index would corrupt memory."""

import re
from collections.abc import Iterator
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from components import Contacts
from game.levels.format.balls import MAX_BALLS
from game.levels.format.walls import MAX_SUBSTEPS
from game.simulation.parameters import LIMITS, PARAMETER_NAMES, Overrides
from game.simulation.simulation import Simulation
from game.simulation.state import State
from systems.broad_phase import BroadPhase
from systems.material_overrides import PROPERTIES

COLOR = re.compile("#[0-9a-fA-F]{6}")


def check_state(simulation: Simulation, state: State) -> None:
    """Raise ``ValueError`` with the name of the first invalid field, if a state cannot be one of this simulation."""
    with simulation.world.active():
        for name, is_valid in _conditions(simulation, state):
            if not is_valid:
                raise ValueError(f"it has an invalid state: {name}")


def _conditions(simulation: Simulation, state: State) -> Iterator[tuple[str, bool]]:
    """Yield field names and conditions. Each condition may assume that those before it hold."""
    entities, count = state.balls.entities, len(state.balls.entities)
    yield "seed", state.seed == simulation.seed
    yield "steps", state.steps >= 0 and state.substep_count >= 0
    for name, table, found in zip(
        ("balls", "walls", "zones"),
        (simulation.balls, simulation.walls_table, simulation.pipeline.zones),
        (state.balls, state.walls, state.zones),
        strict=True,
    ):
        present = table.snapshot()
        yield name, found.entities.dtype == np.int64 and found.entities.ndim == 1
        yield name, found.block.dtype == np.float64 and found.block.shape == (len(present.block), len(found.entities))
    others = np.concatenate((simulation.walls_table.entities, simulation.pipeline.zones.entities, [0]))
    yield "balls", bool(np.all(np.diff(entities) > 0) and not np.isin(entities, others).any() and np.all(entities > 0))
    yield "next_entity_id", state.next_entity_id > max(entities.max(initial=0), others.max())
    yield "labels", len(state.labels) == count
    yield "labels", all(label is None or COLOR.fullmatch(label.color) is not None for label in state.labels)
    for name, contacts in (("ball_contacts", state.ball_contacts.pairs), ("wall_contacts", state.wall_contacts)):
        length = len(contacts.first)
        yield name, contacts.first.dtype == contacts.second.dtype == np.int64
        yield name, contacts.first.shape == contacts.second.shape == (length,)
        yield name, contacts.block.dtype == np.float64 and contacts.block.shape == (length, 5)
        yield name, bool(np.all((contacts.first >= 0) & (contacts.first < count) & (contacts.second >= 0)))
    pairs, near = state.ball_contacts.pairs, state.ball_contacts
    yield "ball_contacts", bool(np.all(pairs.first < pairs.second))
    yield "ball_contacts", bool(np.all(pairs.second < count))
    yield "ball_contacts", near.places.dtype == np.float64 and near.places.shape == (2, count)
    yield "ball_contacts", _are_stripes(near.stripes, pairs)
    first, walls = state.wall_contacts.first, simulation.pipeline.wall_collision
    most = np.bincount(first, minlength=1).max()
    yield "wall_contacts", bool(np.all(np.diff(first) >= 0) and most <= walls.max_contacts)
    yield "wall_contacts", bool(np.all(state.wall_contacts.second < walls.feature_count))
    yield "emitted", len(state.emitted) == len(simulation.level.emitters)
    yield "emitted", all(0 <= spawned <= total <= MAX_BALLS for spawned, total in state.emitted)
    yield "won_step", state.won_step is None or 0 <= state.won_step <= state.steps
    yield "held_keys", state.held_keys == tuple(sorted(set(state.held_keys).intersection(simulation.level.key_names)))
    yield "substeps", 1 <= state.substeps <= MAX_SUBSTEPS
    yield "substep_count", state.substep_count == state.steps * state.substeps  # otherwise the next step runs them all
    yield "parameter_overrides", _are_within_limits(simulation, state.parameter_overrides)
    overrides, own_values = state.material_overrides
    yield "material_overrides", all(one.name in PROPERTIES for one in overrides)
    yield "material_overrides", all(_is_within(one.value, getattr(LIMITS, one.name)) for one in overrides)
    yield "material_overrides", own_values is None or len(own_values) == 2
    for own in own_values or ():
        yield "material_overrides", own.entities.dtype == np.int64 and own.values.dtype == np.float64
        yield "material_overrides", own.entities.shape == (len(own.entities),)
        yield "material_overrides", own.values.shape == (len(PROPERTIES), len(own.entities))


def _are_stripes(stripes: NDArray[np.int64], pairs: Contacts) -> bool:
    """Whether these are the first pairs of stripes, and stripes with a stripe between them share no ball."""
    is_list = stripes.dtype == np.int64 and stripes.ndim == 1 and 1 <= len(stripes) <= BroadPhase.max_stripes + 1
    if not (is_list and stripes[0] == 0 and stripes[-1] == len(pairs.first) and np.all(np.diff(stripes) >= 0)):
        return False
    of_pair = np.repeat(np.arange(len(stripes) - 1), np.diff(stripes))
    members = np.unique(np.column_stack((np.tile(of_pair, 2), np.concatenate((pairs.first, pairs.second)))), axis=0)
    return all(len(np.unique(balls)) == len(balls) for balls in (members[members[:, 0] % 2 == k, 1] for k in (0, 1)))


def _are_within_limits(simulation: Simulation, overrides: Overrides) -> bool:
    known = simulation.parameters.materials
    return all(_is_within(getattr(overrides, name), getattr(LIMITS, name)) for name in PARAMETER_NAMES) and all(
        one.material in known and one.name in PROPERTIES and _is_within(one.value, getattr(LIMITS, one.name))
        for one in overrides.materials
    )


def _is_within(value: float | None, limit: float | None) -> bool:
    return value is None or limit is None or (isfinite(value) and abs(value) <= limit)
