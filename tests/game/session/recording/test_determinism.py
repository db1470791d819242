"""The same level, seed and commands give the same hash, on every way to a step."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from components import KickCount, Position
from game.session.clock import Clock
from game.session.rewind import Rewind
from game.session.session import Session
from game.simulation.hashing import digest
from game.simulation.parameters import with_override
from tests.game.session.recording.scenes import everything, first, play
from tests.machine import needs_opengl

ROOT = Path(__file__).parents[4]
STEPS = 150
PROGRAM = (
    "from tests.game.session.recording.scenes import everything, play\n"
    "one = everything(); play(one, {steps}); print(one.hash())"
)


def hash_after(steps):
    simulation = everything()
    play(simulation, steps)
    return simulation.hash()


def in_a_process(steps, **environment):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM.format(steps=steps)],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def expected():
    """The hash after `STEPS` steps."""
    return hash_after(STEPS)


def test_the_scene_uses_every_part_of_the_state():
    simulation = everything()
    play(simulation, STEPS)
    state = simulation.snapshot()
    assert state.emitted == ((8, 8),)
    assert state.sensed.sensors[0][0] > 0
    assert state.wall_contacts.block[:, 2].any()
    assert state.ball_contacts.pairs.block[:, 2].any()
    assert {type(one.command).__name__ for one in simulation.commands} == {
        "Grab",
        "Place",
        "Release",
        "AddBall",
        "RemoveBall",
        "SetParameter",
        "PressKey",
        "ReleaseKey",
    }
    assert simulation.walls_table[KickCount].kicks[2] > 0
    assert state.held_keys == ("Left",)


def test_two_worlds_that_run_alternately(expected):
    one, other = everything(), everything()
    for _ in range(STEPS):
        play(one, 1)
        play(other, 1)
    assert one.hash() == other.hash() == expected


def test_in_another_process(expected):
    assert in_a_process(STEPS, PYTHONHASHSEED="7") == expected


def test_without_compiled_kernels():
    """Kernels use sums, products, roots and sines, all from the same libm; without numba the bits are the same.

    The sines of walls would differ if a compiler brought its own library.
    """
    assert in_a_process(12, NUMBA_DISABLE_JIT="1") == hash_after(12)


@pytest.mark.parametrize("at", [0, 33, 101])
def test_after_restoring_a_snapshot(expected, at):
    simulation = everything()
    play(simulation, at)
    state = simulation.snapshot()
    play(simulation, 40)
    simulation.restore(state)
    del simulation.commands[[one.step < at for one in simulation.commands].count(True) :]
    play(simulation, STEPS - at)
    assert simulation.hash() == expected


def test_after_restoring_a_snapshot_of_another_world_with_another_seed(expected):
    one, other = everything(), everything(seed=99)
    play(one, 70)
    other.restore(one.snapshot())
    assert (other.hash(), other.seed) == (one.hash(), one.seed)
    play(other, STEPS - 70)
    assert other.hash() == expected


@pytest.mark.parametrize("back", [1, 45])
def test_after_rewinding(expected, back):
    simulation = everything()
    rewind = Rewind(simulation)
    play(simulation, STEPS, after=rewind.store_snapshot)
    rewind.store_snapshot()
    rewind.step_back(back)
    simulation.step(back)
    assert simulation.hash() == expected


@pytest.mark.parametrize("rate", [24.0, 60.0, 144.0, 1000.0])
def test_at_any_frame_rate(rate):
    simulation = everything()
    session = Session(simulation)
    session.clock = Clock(60, max_steps=1000)
    while simulation.steps < 90:
        session.advance(1.0 / rate)
    again = everything()
    again.step(simulation.steps)
    assert simulation.hash() == again.hash()


def test_with_drawing(expected):
    simulation = everything()
    with needs_opengl():
        from game.render.gl.offscreen import OffscreenRenderer  # noqa: PLC0415

        renderer = OffscreenRenderer(simulation, (64, 64))
    play(simulation, STEPS, after=lambda: renderer.frame(0.5))
    renderer.close()
    assert simulation.hash() == expected


# -- the hash ------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda one: setattr(one.pipeline.emission, "seed", one.seed + 1),
        lambda one: setattr(one, "steps", one.steps + 1),
        lambda one: setattr(one.pipeline.wall_motion, "substep_count", 1),
        lambda one: setattr(one.pipeline.wall_motion, "held_keys", ("A",)),
        lambda one: one.walls_table[KickCount].kicks.__iadd__(1.0),
        lambda one: setattr(one.pipeline.gravity, "g", (0.0, -9.8)),
        lambda one: setattr(one.pipeline.mouse_joint, "target", None),
        lambda one: one.pipeline.energy.wall_collision.totals.__setitem__(0, 7.0),
        lambda one: one.pipeline.sensing.finished.clear(),
        lambda one: one.pipeline.quarantine.found.clear(),
        lambda one: one.sensors()[0].__setattr__("count", 77),
        lambda one: one.pipeline.emission.restore(((3, 8),)),
        lambda one: one.pipeline.wall_collision.slots.impulses.__imul__(2.0),
        lambda one: one.pipeline.ball_collision.broad_phase.pairs.block.__imul__(2.0),
        lambda one: one.balls.block(Position).__imul__(1.0 + 1e-15),
        lambda one: one.pipeline.zones.storage.__imul__(2.0),
        lambda one: one.balls.despawn(first(one)),
        lambda one: setattr(one.parameters, "overrides", one.parameters.overrides._replace(spin=0.1)),
        lambda one: setattr(one.parameters, "overrides", with_override(one.parameters.overrides, "friction", 0.1, "m")),
        lambda one: one.pipeline.set_substeps(5),
        lambda one: one.pipeline.material_overrides.set("friction", 0.1),
    ],
)
def test_the_hash_covers_every_part_of_the_state(change):
    one = everything()
    play(one, 97)
    one.balls[Position].x[-1] = np.nan
    play(one, 3)
    assert one.pipeline.mouse_joint.target
    assert one.quarantine
    before = one.hash()
    assert before == one.hash()
    with one.world.active():
        change(one)
    assert one.hash() != before


def test_similar_values_have_different_digests():
    alike = [(1, 12), (11, 2), (1, (12,)), ((1,), 12), ("1", 12), (1.0, 12), (112,), np.array([1, 12]), np.array([1.0])]
    assert len({digest(part) for part in alike}) == len(alike)
    assert digest(1.5) == digest(np.float64(1.5))
