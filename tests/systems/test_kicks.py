"""Walls that kick: the speed after an impact, and the energy account."""

import math
from dataclasses import replace

import pytest

from components import KickCount, KinematicMotion, Spin, Velocity
from components.outline import Outline
from game.testing.tiny_worlds import create_ball as ball
from systems import Energy, Gravity, Integration, WallCollision, WallMotion
from systems.kernels.wall_impact import KICK_TRIGGER
from tests.scenes import obstacle, wall_of

H, R, MASS, KICK = 1.0 / 240.0, 0.2, 2.0, 3.0
DISC = obstacle([(0.0, 0.0)], 0.5)
KICKERS = {
    "a disc": (DISC, 0.5 + R),
    "a segment": (obstacle([(-1.0, 0.0), (1.0, 0.0)], 0.1, closed=False), 0.1 + R),
    "a container": (Outline([(-3.0, 0.0), (3.0, 0.0), (0.0, 9.0)]), R),
}


class Run:
    """The systems that move one ball, and the account of its energy."""

    def __init__(self, balls, walls, rest_speed=0.0):
        balls.sync()
        walls.sync()
        self.collision = WallCollision(balls, walls, rest_speed)
        self.parts = WallMotion(walls), Integration(balls), self.collision
        self.account, self.balls = Energy(balls, Gravity(balls, (0.0, 0.0)), self.collision), balls
        self.kicks = walls[KickCount]

    def __call__(self, substeps):
        self.account.begin_step()
        for _ in range(substeps):
            for part in self.parts:
                part.process(H)
            self.balls.dirty[:] = 0
        self.account.process()
        return self


@pytest.mark.parametrize("kicker", KICKERS)
@pytest.mark.parametrize("e", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("speed", [0.1, 2.0, 50.0])
def test_a_ball_leaves_with_its_bounce_and_the_kick(balls, walls, kicker, e, speed):
    """v' = e v + k. The wall does the work m k (e v + k / 2), and m v² (1 - e²) / 2 is dissipated."""
    outline, distance = KICKERS[kicker]
    wall_of(replace(outline, kick=KICK), restitution=e)
    ball(0.0, distance + 0.4 * speed * H, vy=-speed, radius=R, mass=MASS, restitution=e, friction=0.0)
    run = Run(balls, walls)(1)
    assert balls[Velocity].y[0] == pytest.approx(e * speed + KICK, rel=1e-12)
    assert run.collision.totals[0] == pytest.approx(MASS * KICK * (e * speed + 0.5 * KICK), rel=1e-12)
    assert run.account.dissipated == pytest.approx(0.5 * MASS * speed**2 * (1.0 - e * e), rel=1e-12, abs=1e-11)
    gain = 0.5 * MASS * ((e * speed + KICK) ** 2 - speed**2)
    assert run.collision.totals[0] - run.account.dissipated == pytest.approx(gain, rel=1e-12)
    assert run.kicks.kicks.tolist() == [1.0]


def test_the_kick_of_a_moving_wall_is_relative_to_it(balls, walls):
    wall_of(replace(DISC, kick=KICK), KinematicMotion(velocity_y=1.5), restitution=0.5)
    ball(0.0, 0.5 + R + 0.4 * 3.5 * H, vy=-2.0, radius=R, mass=MASS, restitution=0.5, friction=0.0)
    run = Run(balls, walls)(1)
    after = 1.5 + 0.5 * 3.5 + KICK
    assert balls[Velocity].y[0] == pytest.approx(after, rel=1e-12)
    work = MASS * (2.0 + after) * 1.5 + MASS * KICK * (0.5 * 3.5 + 0.5 * KICK)
    assert run.collision.totals[0] == pytest.approx(work, rel=1e-12)
    assert run.account.dissipated == pytest.approx(0.5 * MASS * 3.5**2 * 0.75, rel=1e-11)


def test_friction_grows_with_the_kick(balls, walls):
    wall_of(replace(DISC, kick=KICK), restitution=0.5, friction=0.1)
    ball(0.0, 0.5 + R + 0.4 * 2.0 * H, vy=-2.0, spin=100.0, radius=R, restitution=0.5, friction=0.1)
    Run(balls, walls)(1)
    assert abs(balls[Velocity].x[0]) == pytest.approx(0.1 * (1.5 * 2.0 + KICK), rel=1e-2)
    assert balls[Spin].rate[0] == pytest.approx(100.0 - 2.0 * abs(balls[Velocity].x[0]) / R, rel=1e-9)


@pytest.mark.parametrize(
    ("speed", "is_kicked"), [(0.99 * KICK_TRIGGER * KICK, False), (1.01 * KICK_TRIGGER * KICK, True)]
)
def test_a_slow_ball_is_not_kicked(balls, walls, speed, is_kicked):
    wall_of(replace(DISC, kick=KICK), restitution=1.0)
    ball(0.0, 0.5 + R + 0.4 * speed * H, vy=-speed, radius=R, restitution=1.0, friction=0.0)
    run = Run(balls, walls)(1)
    assert balls[Velocity].y[0] == pytest.approx(speed + KICK * is_kicked, rel=1e-9)
    assert run.kicks.kicks.tolist() == [float(is_kicked)]


def test_a_ball_at_rest_is_never_kicked(simulate):
    """A ball that comes to rest on a kicker stays there, with others around it that roll."""
    floor = {"shape": "path", "points": [[-3.0, 0.0], [3.0, 0.0], [3.0, 4.0], [-3.0, 4.0]], "kick": 4.0}
    still = {"position": [0.0, 0.2]}
    rolling = {"position": [-1.0, 0.2], "velocity": [0.3, 0.0]}
    simulation = simulate([still, rolling], wall=floor, restitution=0.0)
    simulation.step(600)
    assert simulation.walls_table[KickCount].kicks.tolist() == [0.0]
    assert simulation.positions[:, 1].max() < 0.21


def test_a_kick_must_not_be_negative_or_infinite():
    for wrong in (-1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="kick"):
            replace(DISC, kick=wrong)


def test_the_ledger_balances_over_many_kicks(simulate):
    """Energy = energy at the start + work - dissipated."""
    bumper = {"shape": "circle", "radius": 3.0, "kick": 1.0}
    groups = [{"count": 12, "spawn": {"pattern": "disc", "radius": 1.5, "speed": [0.5, 1.0]}}]
    simulation = simulate(groups, wall=bumper, restitution=0.6)
    before = simulation.energy()
    simulation.step(600)
    ledger = simulation.ledger()
    assert simulation.walls_table[KickCount].kicks[0] > 100
    assert ledger.energy == pytest.approx(before + ledger.work - ledger.dissipated, rel=1e-10)
    assert ledger.dissipated > 0.0
