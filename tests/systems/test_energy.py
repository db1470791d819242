import math

import pytest

from components import Collider, Position, Spin, Velocity
from game.testing.tiny_worlds import create_ball as ball
from systems.energy import Energies, Energy
from systems.gravity import Gravity
from systems.wall_collision import WallCollision
from tests.tables import clear_dead_and_sync

G = (1.0, -10.0)


@pytest.fixture
def account(balls, walls):
    """The energy account of an empty table, with gravity G."""
    return Energy(balls, Gravity(balls, G), WallCollision(balls, walls))


def test_energies_are_those_of_solid_discs(balls, account):
    ball(1.0, 2.0, 3.0, 4.0, spin=5.0, radius=0.2, mass=2.0)
    balls.sync()
    assert account.measure() == pytest.approx(Energies(25.0, 0.25 * 2.0 * 0.04 * 25.0, -2.0 * (1.0 - 20.0)))


def test_without_balls_the_energy_is_zero(account):
    assert account.measure() == (0.0, 0.0, 0.0)


def test_lost_energy_counts_as_dissipated(balls, account):
    ball(vx=3.0)
    ball(vx=1.0)
    balls.sync()
    account.begin_step()
    balls[Velocity].x[0] = 2.0
    account.process()
    assert (account.dissipated, account.dissipated_in_step) == (2.5, 2.5)
    account.begin_step()
    balls[Spin].rate[1] = 2.0
    account.process()
    assert (account.dissipated, account.dissipated_in_step) == (2.25, -0.25)


def test_the_work_of_walls_is_accounted_for(balls, account):
    ball()
    balls.sync()
    account.wall_collision.totals[:] = 7.0, 1.0
    account.begin_step()
    account.wall_collision.totals[0] += 3.0
    balls[Velocity].x[0] = 2.0
    account.process()
    assert account.dissipated == 1.0


def test_a_rise_under_gravity_dissipates_nothing(balls, account):
    ball(vy=10.0)
    balls.sync()
    account.begin_step()
    balls[Position].y[0], balls[Velocity].y[0] = 5.0, 0.0
    account.process()
    assert account.dissipated == pytest.approx(0.0, abs=1e-14)


def test_changes_between_steps_dissipate_nothing(balls, account):
    ball(vx=3.0)
    balls.sync()
    account.begin_step()
    account.process()
    balls[Velocity].x[0], balls[Position].y[0] = 9.0, 4.0
    ball(vx=5.0)
    account.gravity.g = (0.0, 3.0)
    clear_dead_and_sync(balls)
    account.begin_step()
    account.process()
    assert account.dissipated == 0.0


def test_balls_added_or_removed_within_a_step_dissipate_nothing(balls, account):
    first, second = ball(vx=3.0), ball(vx=1.0)
    balls.sync()
    account.begin_step()
    balls.despawn(first)
    balls.spawn(Position(), Velocity(8.0), Spin(), Collider())
    balls[Velocity].x[0] = 0.5
    account.process()
    assert balls.entities[0] == second
    assert account.dissipated == 0.5 - 0.125


def test_changes_between_steps_count_as_given(balls, account):
    ball(vx=3.0)
    balls.sync()
    account.start()
    account.begin_step()
    account.process()
    assert account.given == 0.0
    balls[Velocity].x[0], balls[Position].y[0] = 5.0, 2.0
    ball(vx=1.0)
    account.gravity.g = (0.0, -3.0)
    clear_dead_and_sync(balls)
    account.begin_step()
    assert account.given == 12.5 + 2.0 * 3.0 + 0.5 - 4.5


def test_balls_added_or_removed_within_a_step_count_as_given(balls, account):
    first = ball(vx=3.0)
    ball(vx=1.0)
    balls.sync()
    account.start()
    account.begin_step()
    balls.despawn(first)
    balls.spawn(Position(), Velocity(8.0), Spin(), Collider())
    balls[Velocity].x[0] = 0.5
    account.process()
    assert (account.given, account.dissipated) == (32.0 - 4.5, 0.375)


def test_the_only_ball_can_be_removed_within_a_step(balls, account):
    only = ball(vx=3.0)
    balls.sync()
    account.begin_step()
    balls.despawn(only)
    account.process()
    assert account.dissipated == 0.0


def test_a_step_uses_the_gravity_of_its_start(balls, account):
    ball(0.0, 1000.0)
    balls.sync()
    account.begin_step()
    account.gravity.g = (0.0, -1.0)
    account.process()
    assert account.dissipated == 0.0


def test_work_on_an_invalid_ball_is_discarded(balls, account):
    ball()
    balls.sync()
    account.wall_collision.totals[:] = 7.0, 1.0
    account.begin_step()
    account.wall_collision.totals[:] = math.nan, 2.0
    account.process()
    assert account.dissipated == 0.0
    assert account.wall_collision.totals.tolist() == [7.0, 1.0]


def test_the_account_works_for_a_growing_number_of_balls(balls, account):
    for count in (10, 100, 1000):
        for _ in range(count):
            ball(vx=1.0)
        balls.sync()
        account.begin_step()
        balls[Velocity].x[:] = 0.0
        account.process()
        assert account.dissipated_in_step == pytest.approx(0.5 * count)


def test_restore_restores_the_account(balls, account):
    ball(vx=3.0)
    balls.sync()
    account.wall_collision.totals[:] = 7.0, 1.0
    account.begin_step()
    balls[Velocity].x[0] = 2.0
    account.process()
    state, totals = account.snapshot(), account.wall_collision.totals
    totals[:] = 9.0, 9.0
    account.begin_step()
    balls[Velocity].x[0] = 1.0
    account.process()
    account.restore(state)
    assert (account.dissipated, account.dissipated_in_step) == (2.5, 2.5)
    assert account.wall_collision.totals is totals
    assert totals.tolist() == [7.0, 1.0]
