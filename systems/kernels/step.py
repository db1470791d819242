"""THE ORDER OF A STEP, compiled: it calls the kernels of all systems, one after the other."""

import math
from typing import NamedTuple

from systems.kernels.ball_collision import ball_collision, work_on_stripe
from systems.kernels.ball_passes import PairLists, PairMarks
from systems.kernels.broad_phase import IS_UNEQUAL, Adjacency, Grid, Pairs, broad_phase
from systems.kernels.columns import CHANGE_X, DIRTY, SUPPORT_Y, Balls, Forces, Walls
from systems.kernels.compiler import Block, FlagBlock, Flags, Floats, Rows, kernel, struct, subroutine
from systems.kernels.containment import containment
from systems.kernels.damping import damping
from systems.kernels.energy import add_field_work, close_energy_account, open_energy_account
from systems.kernels.forces import forces
from systems.kernels.gravity import gravity
from systems.kernels.integration import integration
from systems.kernels.mouse_joint import mouse_joint
from systems.kernels.quarantine import first_invalid
from systems.kernels.sensing import begin_sensing, sensing
from systems.kernels.stopwatch import lap
from systems.kernels.store_previous_pose import store_previous_pose
from systems.kernels.team import HAS_JOBS, PATIENCE, SPINS, load, report, store, take, yield_processor
from systems.kernels.wall_features import WallContacts, WallShapes
from systems.kernels.wall_impact import predict_wall_impacts, solve_wall_impacts
from systems.kernels.wall_motion import wall_motion
from systems.kernels.wall_rest import wall_rest
from systems.kernels.warm_start import warm_start

MAX_PASSES, MANY_PASSES = 3, 8
"""Passes over the contacts with balls and with walls in a sub-step at most; many where light balls carry heavy ones."""

DONE, EMISSION, INVALID, SYSTEMS, CROWDED, SENSED = range(6)
"""What `run_steps` returns: all steps are done; or what Python must do before it is called again: spawn balls; remove
balls with invalid numbers; run the systems that a program has added; make room for pairs of balls; act on what sensors
have detected."""

BEGIN, OPEN, MOVE, CONTACTS, END = range(5)
"""Phases of a step: before the sub-steps; walls and forces, motion of balls, and contacts of a sub-step; after the
sub-steps."""

PARTS = (
    "checks", "energy", "previous poses", "wall motion", "gravity", "forces", "mouse", "drag", "warm start",
    "integration", "broad phase", "wall impacts", "ball contacts", "wall contacts", "containment", "sensors", "python",
)  # fmt: skip
"""The timed parts of a step, in its order; "python" is what systems of a program and other stops take."""

(
    CHECKS, ENERGY, PREVIOUS_POSES, WALL_MOTION, GRAVITY, FORCES, MOUSE, DRAG, WARM_START,
    INTEGRATION, BROAD_PHASE, WALL_IMPACTS, BALL_CONTACTS, WALL_CONTACTS, CONTAINMENT, SENSORS, PYTHON,
) = range(len(PARTS))  # fmt: skip

PHASE, STEP, SUBSTEP, EMITTED, RUN = range(5)  # elements of the progress
STEPS, NEXT_EMISSION, SUBSTEPS, HAS_SYSTEMS, FRICTION_RULE, RESTITUTION_RULE = range(6)  # elements of the plan


class World(NamedTuple):
    """All arrays that a step works on.

    balls, walls, fields : columns of the tables, and the numbers of their entities
    shapes, contacts : of walls
    pairs, adjacency, grid, marks, lists, team : of contacts between balls
    clock : (1,) sub-steps since t = 0
    progress : (5,) PHASE of the present step, number of the STEP, number of its SUBSTEP, number of the step before
        which balls were EMITTED, and how many steps were RUN in all
    plan : (6,) STEPS to reach since t = 0; the step before which NEXT_EMISSION is due; SUBSTEPS of a step; HAS_SYSTEMS,
        1 if a program has added systems; mixing rules
    length : (1,) s, of a sub-step
    g : (2,) m/s², gravity
    drag : (2,) 1/s, see `damping`
    held : (3,) see `mouse_joint`
    totals : (2,) of the walls, see `predict_wall_impacts`
    each, accounts : (n,), (12,) see `systems.kernels.energy`
    zones, zone_count, known : see `sensing`
    events : (1,) 1 if there is anything to tell of the zones in this step
    times : ticks of each of PARTS, see `systems.kernels.stopwatch`
    """

    balls: Balls
    ball_count: int
    walls: Walls
    wall_count: int
    fields: Forces
    force_count: int
    shapes: WallShapes
    contacts: WallContacts
    pairs: Pairs
    adjacency: Adjacency
    grid: Grid
    marks: PairMarks
    lists: PairLists
    team: Rows
    clock: Rows
    progress: Rows
    plan: Rows
    length: Floats
    g: Floats
    drag: Floats
    held: Floats
    totals: Floats
    each: Floats
    accounts: Floats
    zones: Block
    zone_count: int
    known: FlagBlock
    events: Flags
    times: Rows


@subroutine
def rest_speed(w: World) -> float:
    """Return the closing speed below which bodies do not bounce, m/s: twice what gravity changes in a sub-step."""
    speed: float = 2.0 * w.length[0] * math.sqrt(w.g[0] * w.g[0] + w.g[1] * w.g[1])
    return speed


@subroutine
def clear_changes(w: World) -> None:
    """Set `VelocityChange` and `ContactSupport` of all balls to zero."""
    for column in range(CHANGE_X, SUPPORT_Y + 1):
        w.balls[column, : w.ball_count] = 0.0


@subroutine
def open_substep(w: World) -> None:
    """Move the walls, and apply forces."""
    # Walls: contacts use their poses at the end of the sub-step
    w.clock[0] += 1
    wall_motion(w.walls, w.wall_count, w.clock[0] * w.length[0])
    lap(w.times, WALL_MOTION)

    # Forces
    clear_changes(w)
    gravity(w.balls, w.ball_count, w.g, w.length[0])
    lap(w.times, GRAVITY)
    if w.force_count > 0:
        forces(w.balls, w.ball_count, w.fields, w.force_count, w.length[0])
        lap(w.times, FORCES)
    mouse_joint(w.balls, w.ball_count, w.held, w.length[0])
    lap(w.times, MOUSE)


@subroutine
def move_balls(w: World) -> None:
    """Account for forces, and apply drag, warm start and motion."""
    if w.force_count > 0 or w.held[0] >= 0.0 or w.plan[HAS_SYSTEMS]:
        add_field_work(w.balls, w.ball_count, w.each, w.accounts, w.length[0])
        lap(w.times, ENERGY)
    if w.drag[0] != 0.0 or w.drag[1] != 0.0:
        damping(w.balls, w.ball_count, w.drag, w.length[0])  # last of the forces, because it acts on their sum
        lap(w.times, DRAG)
    # so contacts support resting balls before they move
    warm_start(w.balls, w.ball_count, w.pairs, w.contacts, w.length[0])
    lap(w.times, WARM_START)
    integration(w.balls, w.ball_count, w.length[0])
    lap(w.times, INTEGRATION)


@subroutine
def solve_contacts(w: World) -> None:
    """Solve all contacts, in several passes, because an impact on a ball may change the contacts of its neighbours."""
    slow, rule, bounce_rule = rest_speed(w), w.plan[FRICTION_RULE], w.plan[RESTITUTION_RULE]
    predict_wall_impacts(
        w.balls, w.ball_count, w.walls, w.wall_count, w.shapes, w.contacts, w.totals, slow, w.length[0]
    )  # fmt: skip
    lap(w.times, WALL_IMPACTS)
    passes = MANY_PASSES if w.pairs.state[IS_UNEQUAL] else MAX_PASSES
    for number in range(1, passes + 1):
        last = number == passes
        ball_collision(
            w.balls, w.ball_count, w.pairs, w.adjacency, w.marks, w.lists, w.team,
            rule, bounce_rule, slow, w.length[0], number > 1, last
        )  # fmt: skip
        lap(w.times, BALL_CONTACTS)
        solve_wall_impacts(
            w.balls, w.ball_count, w.walls, w.wall_count, w.shapes, w.contacts, w.totals,
            rule, bounce_rule, slow, w.length[0], last,
        )  # fmt: skip
        lap(w.times, WALL_IMPACTS)
        unsettled = wall_rest(w.balls, w.ball_count, w.walls, w.shapes, w.contacts, w.totals, rule, slow, w.length[0])
        lap(w.times, WALL_CONTACTS)
        containment(w.balls, w.ball_count, w.walls, w.wall_count, w.shapes, w.contacts)  # last: walls contain balls
        lap(w.times, CONTAINMENT)
        if not unsettled:
            break


@kernel
def run_steps(w: World) -> int:
    """Run steps until STEPS of the plan are done; return DONE, or what Python must do before the next call.

    A call goes on where the last one stopped.
    """
    progress, plan = w.progress, w.plan
    while True:
        lap(w.times, PYTHON)
        if progress[PHASE] == BEGIN:
            progress[STEP], progress[SUBSTEP] = w.clock[0] // plan[SUBSTEPS], 0
            if progress[STEP] >= plan[STEPS]:
                return DONE
            if progress[STEP] >= plan[NEXT_EMISSION] and progress[EMITTED] != progress[STEP]:
                return EMISSION
            if first_invalid(w.balls, w.ball_count, 0) >= 0:
                return INVALID  # a program may have set invalid numbers
            lap(w.times, CHECKS)
            open_energy_account(w.balls, w.ball_count, w.each, w.accounts, w.totals, w.g)
            lap(w.times, ENERGY)
            store_previous_pose(w.balls, w.ball_count)
            lap(w.times, PREVIOUS_POSES)
            w.events[0] = 0
            if w.zone_count > 0:
                begin_sensing(w.balls, w.ball_count, w.known)
            progress[PHASE] = OPEN

        if progress[PHASE] == OPEN:
            open_substep(w)
            progress[PHASE] = MOVE
            if plan[HAS_SYSTEMS]:
                return SYSTEMS

        if progress[PHASE] == MOVE:
            move_balls(w)
            progress[PHASE] = CONTACTS

        if progress[PHASE] == CONTACTS:
            if not broad_phase(w.balls, w.ball_count, w.pairs, w.adjacency, w.grid, w.length[0]):
                return CROWDED
            lap(w.times, BROAD_PHASE)
            solve_contacts(w)
            if w.zone_count > 0:
                w.events[0] |= sensing(w.balls, w.ball_count, w.zones, w.zone_count, w.known, w.length[0])
            lap(w.times, SENSORS)
            progress[SUBSTEP] += 1
            progress[PHASE] = OPEN if progress[SUBSTEP] < plan[SUBSTEPS] else END

        if progress[PHASE] == END:
            if first_invalid(w.balls, w.ball_count, 0) >= 0:
                return INVALID
            lap(w.times, CHECKS)
            close_energy_account(w.balls, w.ball_count, w.each, w.accounts, w.totals)
            lap(w.times, ENERGY)
            w.balls[DIRTY, : w.ball_count] = 0.0  # all systems have handled the teleported balls
            progress[PHASE] = BEGIN
            progress[RUN] += 1
            if w.events[0] > 0:
                return SENSED


WORLD_SIZE, load_world, store_world = struct(World)


@kernel
def bind_world(memory: Rows, w: World) -> None:
    """Write the addresses of all arrays of a world into memory (WORLD_SIZE,), for `run_bound`."""
    store_world(memory, w)


@kernel
def run_bound(memory: Rows) -> int:
    """Call `run_steps` on the world that `bind_world` has written; its arrays must still exist."""
    w = load_world(memory)
    store(w.team, HAS_JOBS, 1)
    code = run_steps(w)
    store(w.team, HAS_JOBS, 0)  # here, where no Ctrl-C can come between
    return code


@kernel
def help_world(memory: Rows) -> None:
    """Do items of the jobs of a world while another thread runs it with `run_bound`.

    It returns if that does not begin soon.
    """
    w = load_world(memory)
    spins = 0
    while load(w.team, HAS_JOBS) == 0 and spins < PATIENCE:
        spins += 1
        yield_processor()
    spins = 0
    while load(w.team, HAS_JOBS) == 1:
        item = take(w.team, True)
        if item >= 0:
            work_on_stripe(
                w.balls, w.pairs, w.marks, w.lists, w.team, item, w.plan[FRICTION_RULE], rest_speed(w), w.length[0]
            )  # fmt: skip
            report(w.team)
            spins = 0
        spins += 1
        if spins > SPINS:
            yield_processor()
