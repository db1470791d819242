import math

import numpy as np
import pytest

from components import Collider, Position, Spin, Velocity
from systems.energy import Energies, Energy
from systems.gravity import Gravity
from systems.kernels.energy import energy
from systems.wall_collision import WallCollision
from tests.flock import catch_up
from tests.scenes import ball

G = (1.0, -10.0)


def naive_energy(x, y, vx, vy, rate, radius, mass, each, gx, gy):
    """The slow twin of the kernel: exact sums of one ball after the other."""
    motion = [m * math.hypot(*v) ** 2 / 2 for m, *v in zip(mass, vx, vy, strict=True)]
    spin = [m * r**2 / 2 * w**2 / 2 for m, r, w in zip(mass, radius, rate, strict=True)]
    height = [-m * (complex(*place) * complex(gx, -gy)).real for m, *place in zip(mass, x, y, strict=True)]
    now = [sum(parts) for parts in zip(motion, spin, height, strict=True)]
    gain = math.fsum(now) - math.fsum(each[: len(now)])
    each[: len(now)] = now
    return *map(math.fsum, (motion, spin, height)), gain


@pytest.fixture
def books(balls, walls):
    """The books of an empty table, under gravity G."""
    return Energy(balls, Gravity(balls, G), WallCollision(balls, walls))


@pytest.mark.parametrize("count", [0, 1, 17])
def test_the_kernel_does_what_its_twin_does(count):
    chance = np.random.default_rng(count)
    columns, each = chance.uniform(-2.0, 2.0, (7, count)), chance.normal(size=count + 3)
    ours, theirs = each.copy(), each.copy()
    sums, expected = energy(*columns, ours, *G), naive_energy(*columns, theirs, *G)
    assert sums == pytest.approx(expected, rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_energies_are_those_of_discs(balls, books):
    ball(1.0, 2.0, 3.0, 4.0, spin=5.0, radius=0.2, mass=2.0)
    balls.sync()
    assert books.measure() == pytest.approx(Energies(25.0, 0.25 * 2.0 * 0.04 * 25.0, -2.0 * (1.0 - 20.0)))


def test_nobody_has_no_energy(books):
    assert books.measure() == (0.0, 0.0, 0.0)


def test_what_is_missing_at_the_end_was_dissipated(balls, books):
    ball(vx=3.0)
    ball(vx=1.0)
    balls.sync()
    books.begin_step()
    balls[Velocity].x[0] = 2.0
    books.process()
    assert (books.dissipated, books.dissipated_in_step) == (2.5, 2.5)
    books.begin_step()
    balls[Spin].rate[1] = 2.0
    books.process()
    assert (books.dissipated, books.dissipated_in_step) == (2.25, -0.25)


def test_work_of_walls_is_not_missing(balls, books):
    ball()
    balls.sync()
    books.wall_collision.totals[:] = 7.0, 1.0
    books.begin_step()
    books.wall_collision.totals[0] += 3.0
    balls[Velocity].x[0] = 2.0
    books.process()
    assert books.dissipated == 1.0


def test_gravity_gives_what_height_takes(balls, books):
    ball(vy=10.0)
    balls.sync()
    books.begin_step()
    balls[Position].y[0], balls[Velocity].y[0] = 5.0, 0.0
    books.process()
    assert books.dissipated == pytest.approx(0.0, abs=1e-14)


def test_nothing_is_booked_between_steps(balls, books):
    ball(vx=3.0)
    balls.sync()
    books.begin_step()
    books.process()
    balls[Velocity].x[0], balls[Position].y[0] = 9.0, 4.0
    ball(vx=5.0)
    books.gravity.g = (0.0, 3.0)
    catch_up(balls)
    books.begin_step()
    books.process()
    assert books.dissipated == 0.0


def test_who_comes_or_goes_within_a_step_is_left_out(balls, books):
    first, second = ball(vx=3.0), ball(vx=1.0)
    balls.sync()
    books.begin_step()
    balls.despawn(first)
    balls.spawn(Position(), Velocity(8.0), Spin(), Collider())
    balls[Velocity].x[0] = 0.5
    books.process()
    assert balls.entities[0] == second
    assert books.dissipated == 0.5 - 0.125


def test_what_changes_between_steps_is_given(balls, books):
    ball(vx=3.0)
    balls.sync()
    books.start()
    books.begin_step()
    books.process()
    assert books.given == 0.0
    balls[Velocity].x[0], balls[Position].y[0] = 5.0, 2.0
    ball(vx=1.0)
    books.gravity.g = (0.0, -3.0)
    catch_up(balls)
    books.begin_step()
    assert books.given == 12.5 + 2.0 * 3.0 + 0.5 - 4.5


def test_who_comes_within_a_step_gives_and_who_goes_takes(balls, books):
    first = ball(vx=3.0)
    ball(vx=1.0)
    balls.sync()
    books.start()
    books.begin_step()
    balls.despawn(first)
    balls.spawn(Position(), Velocity(8.0), Spin(), Collider())
    balls[Velocity].x[0] = 0.5
    books.process()
    assert (books.given, books.dissipated) == (32.0 - 4.5, 0.375)


def test_who_is_alone_may_go_within_a_step(balls, books):
    only = ball(vx=3.0)
    balls.sync()
    books.begin_step()
    balls.despawn(only)
    books.process()
    assert books.dissipated == 0.0


def test_gravity_that_changes_within_a_step_is_booked_by_that_of_its_begin(balls, books):
    ball(0.0, 1000.0)
    balls.sync()
    books.begin_step()
    books.gravity.g = (0.0, -1.0)
    books.process()
    assert books.dissipated == 0.0


def test_work_on_a_ball_that_is_lost_does_not_spoil_the_books(balls, books):
    ball()
    balls.sync()
    books.wall_collision.totals[:] = 7.0, 1.0
    books.begin_step()
    books.wall_collision.totals[:] = math.nan, 2.0
    books.process()
    assert books.dissipated == 0.0
    assert books.wall_collision.totals.tolist() == [7.0, 1.0]


def test_books_for_a_growing_flock(balls, books):
    for count in (10, 100, 1000):
        for _ in range(count):
            ball(vx=1.0)
        balls.sync()
        books.begin_step()
        balls[Velocity].x[:] = 0.0
        books.process()
        assert books.dissipated_in_step == pytest.approx(0.5 * count)


def test_a_snapshot_brings_the_books_back(balls, books):
    ball(vx=3.0)
    balls.sync()
    books.wall_collision.totals[:] = 7.0, 1.0
    books.begin_step()
    balls[Velocity].x[0] = 2.0
    books.process()
    state, tally = books.snapshot(), books.wall_collision.totals
    tally[:] = 9.0, 9.0
    books.begin_step()
    balls[Velocity].x[0] = 1.0
    books.process()
    books.restore(state)
    assert (books.dissipated, books.dissipated_in_step) == (2.5, 2.5)
    assert books.wall_collision.totals is tally
    assert tally.tolist() == [7.0, 1.0]
