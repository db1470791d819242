import math

import esper
import numpy as np
import pytest

from components import KeyBinding, KinematicMotion, Position, Rotation, Spin, Velocity
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import create_wall as wall
from systems import Integration, WallCollision, WallMotion
from tests.scenes import obstacle, wall_of

BAR = obstacle([(0.0, 0.0), (1.0, 0.0)], 0.1, closed=False)


def test_a_wall_rotates_at_its_rate(walls):
    heptagon = wall(rate=1.25)
    walls.sync()
    motion = WallMotion(walls)
    for _ in range(240):
        motion.process(1.0 / 240.0)
    assert esper.component_for_entity(heptagon, Spin).values == (1.25, 1.25)


def test_an_hour_of_rotation_accumulates_no_error(walls):
    wall(rate=1.2566370614359172)
    walls.sync()
    motion = WallMotion(walls)
    motion.substep_count = 3600 * 240 - 1
    motion.process(1.0 / 240.0)
    assert walls[Spin].angle[0] == pytest.approx(3600 * 1.2566370614359172, rel=1e-15)


def test_the_rotation_of_a_wall_is_that_of_its_angle(walls):
    wall(rate=1.25)
    walls.sync()
    WallMotion(walls).process(0.5)
    assert walls[Rotation].cos[0] == math.cos(0.625)
    assert walls[Rotation].sin[0] == math.sin(0.625)


def test_a_sliding_wall_has_its_velocity(walls):
    sliding = wall(velocity=(2.0, -1.0))
    walls.sync()
    esper.component_for_entity(sliding, KinematicMotion).x = 10.0
    WallMotion(walls).process(0.5)
    assert esper.component_for_entity(sliding, Position).values == (11.0, -0.5)
    assert esper.component_for_entity(sliding, Velocity).values == (2.0, -1.0)


# -- strokes --------------------------------------------------

H = 1.0 / 240.0


@pytest.fixture
def flipper(walls):
    """The motion of a wall that the key A turns by 0.6 rad in 0.02 s, 4.8 sub-steps, and back in 0.05 s; its entity."""
    entity = wall_of(BAR, KinematicMotion(stroke_angle=0.6, stroke_rate=50.0, return_rate=20.0))
    esper.add_component(entity, KeyBinding(("A", "B")))
    walls.sync()
    return WallMotion(walls), entity


def spins(motion, entity, count):
    """Return angle and rate after each of so many sub-steps."""
    found = []
    for _ in range(count):
        motion.process(H)
        found.append(esper.component_for_entity(entity, Spin).values)
    return np.array(found).T


def test_a_held_key_turns_a_wall_to_the_end_of_its_stroke(flipper):
    motion, entity = flipper
    assert not spins(motion, entity, 3).any()
    motion.hold(["A"], H)
    angle, rate = spins(motion, entity, 8)
    assert angle == pytest.approx(np.minimum(30.0 * H * np.arange(1, 9), 0.6), rel=1e-12)
    assert rate.tolist() == [30.0] * 4 + [0.0] * 4  # it stops within the fifth sub-step
    motion.hold([], H)
    angle, rate = spins(motion, entity, 14)
    assert angle == pytest.approx(np.maximum(0.6 - 12.0 * H * np.arange(1, 15), 0.0), rel=1e-12, abs=1e-12)
    assert rate.tolist() == [-12.0] * 12 + [0.0] * 2


def test_a_stroke_goes_on_from_where_the_wall_is(flipper):
    motion, entity = flipper
    motion.hold(["A"], H)
    spins(motion, entity, 3)
    motion.hold([], H)
    assert spins(motion, entity, 2)[0] == pytest.approx((78.0 * H, 66.0 * H))
    motion.hold(["B"], H)
    assert spins(motion, entity, 2)[0] == pytest.approx((96.0 * H, 126.0 * H))


def test_any_of_its_keys_holds_a_wall(flipper):
    motion, entity = flipper
    motion.hold(["B", "A", "C", "A"], H)
    assert motion.held_keys == ("A", "B", "C")
    spins(motion, entity, 6)
    motion.hold(["B"], H)
    assert spins(motion, entity, 2)[0].tolist() == [0.6, 0.6]
    motion.hold(["C"], H)
    assert spins(motion, entity, 1)[0] < 0.6


def test_a_stroke_adds_to_the_other_motions(walls):
    plan = KinematicMotion(y=1.0, velocity_x=3.0, rate=2.0, stroke_x=0.5, stroke_y=-1.0, stroke_rate=10.0)
    esper.add_component(entity := wall_of(BAR, plan), KeyBinding(("A",)))
    walls.sync()
    motion = WallMotion(walls)
    motion.hold(["A"], H)
    motion.process(H)
    assert esper.component_for_entity(entity, Position).values == pytest.approx((8.0 * H, 1.0 - 10.0 * H))
    assert esper.component_for_entity(entity, Velocity).values == (8.0, -10.0)
    assert esper.component_for_entity(entity, Spin).values == (2.0 * H, 2.0)


@pytest.mark.parametrize(("start", "speed"), [(0.0125, 6.0), (0.05, 5.0), (0.1, 3.0), (-0.005, 0.0)])
def test_a_ball_meets_a_wall_before_or_after_it_stops_within_a_sub_step(balls, walls, start, speed):
    """A piston moves 0.06 m up at 3 m/s; it stops after 4.8 sub-steps. Each case hits at another time of these."""
    piston = obstacle([(-1.0, 0.0), (1.0, 0.0)], closed=False)
    esper.add_component(
        wall_of(piston, KinematicMotion(stroke_y=0.06, stroke_rate=50.0, return_rate=1.0), restitution=0.5),
        KeyBinding(("A",)),
    )
    ball(0.0, 0.06 + 0.2 + start, vy=-speed, radius=0.2, restitution=0.5, friction=0.0)
    balls.sync()
    walls.sync()
    motion, integration, collision = WallMotion(walls), Integration(balls), WallCollision(balls, walls)
    motion.hold(["A"], H)
    for _ in range(12):
        motion.process(H)
        integration.process(H)
        collision.process(H)
    time = (0.06 + start) / (3.0 + speed)
    moves = time < 0.02
    time = time if moves else start / speed
    after = 3.0 + 0.5 * (3.0 + speed) if moves else 0.5 * speed
    assert balls[Velocity].y[0] == pytest.approx(after, rel=1e-9)
    touching = min(3.0 * time, 0.06) + 0.2
    assert balls[Position].y[0] == pytest.approx(touching + after * (12 * H - time), rel=1e-9)


def test_a_wall_throws_a_resting_ball_with_its_own_speed(balls, walls):
    """Without restitution the ball leaves where the wall stops, with the speed of the wall, and the ledger tells so."""
    piston = obstacle([(-1.0, 0.0), (1.0, 0.0)], closed=False)
    plan = KinematicMotion(stroke_y=0.06, stroke_rate=50.0, return_rate=1.0)
    esper.add_component(wall_of(piston, plan, restitution=0.0), KeyBinding(("A",)))
    ball(0.0, 0.2, radius=0.2, mass=2.0, restitution=0.0)
    balls.sync()
    walls.sync()
    motion, integration, collision = WallMotion(walls), Integration(balls), WallCollision(balls, walls)
    motion.hold(["A"], H)
    for _ in range(12):
        motion.process(H)
        integration.process(H)
        collision.process(H)
    assert balls[Velocity].y[0] == pytest.approx(3.0, rel=1e-12)
    assert balls[Position].y[0] == pytest.approx(0.2 + 3.0 * 12 * H, rel=1e-12)
    assert collision.totals[0] == pytest.approx(2.0 * 3.0 * 3.0, rel=1e-12)
