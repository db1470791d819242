"""The state of a simulation: taking a snapshot, and restoring it."""

from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Contacts, Label, Position, Spin, Velocity
from components.table import TableState
from game.files.counted import counted
from game.simulation.hashing import digest
from game.simulation.parameters import Overrides, Parameters
from game.simulation.pipeline import Pipeline
from game.simulation.world import next_entity_id, recreate_entity, set_next_entity_id
from systems.broad_phase import BroadPhaseState
from systems.energy import EnergyState
from systems.material_overrides import MaterialOverrideState
from systems.mouse_joint import MouseTarget
from systems.quarantine import Quarantined
from systems.sensing import SensingState


class State(NamedTuple):
    """All data that the next steps of a simulation depend on, and its records of the past.

    Random numbers have no state beside the seed: they are functions of the seed, the emitter, the ball and the step.

    seed : of all random numbers
    steps, substep_count : whole steps and sub-steps since the start
    next_entity_id : id that the esper world gives to the next entity
    labels : of the balls, in row order; None for a ball without a `Label`
    balls, walls, zones : contents of the tables
    ball_contacts : pairs of balls that may touch, with the impulses of their contacts, and when they were found
    wall_contacts : contacts of balls with walls, with their impulses
    energy_account : work, field work, dissipated and given energy since the start
    emitted : for each emitter, the number of balls that it has spawned, and will have spawned in all
    sensed : counts of the sensors, the balls inside them, and the balls that have finished
    won_step : see `Scoring`
    held_keys : names of the held keys that drive walls
    mouse_target : the ball that the mouse holds, and where the mouse is
    substeps : sub-steps of each step
    material_overrides : values that replace those of all materials, and the values that they replace
    parameter_overrides : see `Overrides`
    assigned_gravity : see `Parameters.assigned_gravity`
    quarantined : balls that were removed because of invalid numbers
    """

    seed: int
    steps: int
    substep_count: int
    next_entity_id: int
    labels: tuple[Label | None, ...]
    balls: TableState
    walls: TableState
    zones: TableState
    ball_contacts: BroadPhaseState
    wall_contacts: Contacts
    energy_account: EnergyState
    emitted: tuple[tuple[int, int], ...]
    sensed: SensingState
    won_step: int | None
    held_keys: tuple[str, ...]
    mouse_target: MouseTarget | None
    substeps: int
    material_overrides: MaterialOverrideState
    parameter_overrides: Overrides
    assigned_gravity: tuple[float, float] | None
    quarantined: tuple[Quarantined, ...]

    def __repr__(self) -> str:
        return f"<State: seed {self.seed}, step {self.steps}, {counted(len(self.balls.entities), 'ball')}>"

    def hash(self) -> str:
        """Return a hex digest: equal digests if and only if equal bits."""
        return digest(self).hex()


def take_snapshot(pipeline: Pipeline, parameters: Parameters, steps: int) -> State:
    """Copy the state of the current esper world, which must be that of the pipeline, after so many steps."""
    pipeline.sync()
    return State(
        seed=pipeline.emission.seed,
        steps=steps,
        substep_count=pipeline.wall_motion.substep_count,
        next_entity_id=next_entity_id(),
        labels=tuple(esper.try_component(entity, Label) for entity in pipeline.balls.entities.tolist()),
        balls=pipeline.balls.snapshot(),
        walls=pipeline.walls.snapshot(),
        zones=pipeline.zones.snapshot(),
        ball_contacts=pipeline.ball_collision.broad_phase.snapshot(),
        wall_contacts=pipeline.wall_collision.contacts.copy(),
        energy_account=pipeline.energy.snapshot(),
        emitted=pipeline.emission.snapshot(),
        sensed=pipeline.sensing.snapshot(),
        won_step=pipeline.scoring.won_step,
        held_keys=pipeline.wall_motion.held_keys,
        mouse_target=pipeline.mouse_joint.target,
        substeps=pipeline.substeps,
        material_overrides=pipeline.material_overrides.state,
        parameter_overrides=parameters.overrides,
        assigned_gravity=parameters.assigned_gravity,
        quarantined=tuple(pipeline.quarantine.found),
    )


def restore_snapshot(pipeline: Pipeline, parameters: Parameters, state: State) -> None:
    """Restore a state in the current esper world, which must be that of the pipeline.

    Raises ``ValueError`` if the state has other walls or zones; nothing is changed then.
    """
    pipeline.sync()
    pipeline.walls.check_entities(state.walls)
    pipeline.zones.check_entities(state.zones)
    pipeline.zones.restore(state.zones)
    pipeline.walls.restore(state.walls)
    _restore_entities(pipeline, state)
    pipeline.balls.restore(state.balls)
    pipeline.set_substeps(state.substeps)
    pipeline.wall_motion.substep_count = state.substep_count
    pipeline.wall_motion.held_keys = state.held_keys
    pipeline.material_overrides.state = state.material_overrides
    parameters.restore(state.parameter_overrides, state.assigned_gravity)
    pipeline.ball_collision.broad_phase.restore(state.ball_contacts)
    pipeline.wall_collision.restore(state.wall_contacts)
    pipeline.energy.restore(state.energy_account)
    pipeline.emission.restore(state.emitted)
    pipeline.emission.seed = state.seed
    pipeline.sensing.restore(state.sensed)
    pipeline.scoring.won_step = state.won_step
    pipeline.mouse_joint.target = state.mouse_target
    pipeline.quarantine.found[:] = state.quarantined


def _restore_entities(pipeline: Pipeline, state: State) -> None:
    """Delete balls that are not in a state, and create those that are missing, with the ids that they had."""
    entities = state.balls.entities.tolist()
    for entity in np.setdiff1d(pipeline.balls.entities, entities).tolist():
        esper.delete_entity(entity, immediate=True)
    for entity, label in zip(entities, state.labels, strict=True):
        if not esper.entity_exists(entity):
            recreate_entity(entity, Position(), Velocity(), Spin(), Collider(), *([label] if label else []))
        elif not esper.has_component(entity, Collider):
            esper.add_component(entity, Collider())  # quarantine has removed it
    set_next_entity_id(state.next_entity_id)
    pipeline.sync()
