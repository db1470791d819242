"""The clock: it converts frame times to whole steps, and neither loses nor adds a step."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.session.clock import Clock

STEP_RATES = [30, 50, 60, 120, 144, 240, 480]
FRAME_RATES = [24, 30, 60, 75, 144, 165, 240]


def run(clock, frames):
    """Pass every frame time to the clock; return the steps of each frame. Alpha must stay within a step."""
    steps = []
    for frame in frames:
        steps.append(clock.tick(frame))
        assert 0.0 <= clock.alpha < 1.0 or clock.paused
    return steps


def progress(clock, steps):
    """Return the time that the clock has passed, in steps, the fraction in alpha included."""
    return sum(steps) + clock.alpha


# -- how many steps -------------------------------------------


def test_one_step_a_frame_when_frames_are_as_long_as_steps():
    clock = Clock(60)
    assert run(clock, [1 / 60] * 10_000) == [1] * 10_000
    assert clock.dropped == 0


def test_two_frames_a_step_when_frames_are_half_as_long():
    steps = run(Clock(60), [1 / 120] * 1001)
    assert steps[1:] in ([0, 1] * 500, [1, 0] * 500)


def test_frames_twice_as_long_as_steps_run_two_steps_each():
    assert run(Clock(60), [1 / 30] * 1000)[1:] == [2] * 999


@pytest.mark.parametrize("step_rate", STEP_RATES)
@pytest.mark.parametrize("frame_rate", FRAME_RATES)
def test_a_minute_has_the_right_number_of_steps_at_every_rate(step_rate, frame_rate):
    clock = Clock(step_rate, max_steps=100)
    steps = run(clock, [1 / frame_rate] * (60 * frame_rate))
    assert progress(clock, steps) == pytest.approx(60 * step_rate, abs=0.01)
    assert max(steps) - min(steps) <= 1
    assert clock.dropped == 0


def test_a_minute_at_144_hz_has_3600_steps_and_never_two_in_a_frame():
    clock = Clock(60)
    steps = run(clock, [1 / 144] * (60 * 144 + 1))
    assert sum(steps) == 3600
    assert set(steps) == {0, 1}


@given(
    step_rate=st.integers(30, 480),
    frames=st.lists(st.floats(0.0, 0.1), max_size=200),
    speed=st.sampled_from([1 / 16, 0.5, 1.0, 2.0]),
)
def test_jittered_frames_lose_less_than_a_nanosecond_each(step_rate, frames, speed):
    clock = Clock(step_rate, max_steps=1000)
    clock.speed = speed
    steps = run(clock, frames)
    exact = sum(map(Fraction, frames)) * step_rate * Fraction(speed)
    assert abs(progress(clock, steps) - exact) <= (len(frames) + 1) * step_rate * 1e-9


@given(st.lists(st.integers(0, 50), max_size=50), st.integers(1, 20))
def test_a_frame_divided_into_pieces_runs_the_same_steps(milliseconds, pieces):
    whole, cut = Clock(60, max_steps=1000), Clock(60, max_steps=1000)
    for length in milliseconds:
        steps = whole.tick(length * pieces / 1000)
        assert sum(run(cut, [length / 1000] * pieces)) == steps
        assert cut.alpha == whole.alpha


def test_ten_minutes_of_frames_do_not_drift():
    clock = Clock(60)
    steps = run(clock, [0.004] * (600 * 250))
    assert (sum(steps), clock.alpha) == (600 * 60, 0.0)


# -- alpha ----------------------------------------------------


def test_alpha_is_the_fraction_of_the_step_that_has_passed():
    clock = Clock(50)
    alphas = []
    for _ in range(8):
        clock.tick(0.005)
        alphas.append(clock.alpha)
    assert alphas == [0.25, 0.5, 0.75, 0.0] * 2


@pytest.mark.parametrize("frame", [0.0, 1e-12, 1e-9, 1 / 60 - 1e-9, 0.25, 3600.0, 1e9, 1e18])
@pytest.mark.parametrize("speed", [0.0, 1 / 16, 1.0, 16.0])
def test_alpha_is_within_a_step_for_the_shortest_and_the_longest_frame(frame, speed):
    clock = Clock(480)
    clock.speed = speed
    for steps in run(clock, [frame, 0.0, frame]):
        assert 0 <= steps <= 8 * 16


@pytest.mark.parametrize("frame", [math.nan, math.inf, -math.inf])
def test_a_frame_time_that_is_not_finite_raises_and_changes_nothing(frame):
    clock = Clock(60)
    clock.tick(0.01)
    alpha = clock.alpha
    with pytest.raises((ValueError, OverflowError)):
        clock.tick(frame)
    assert clock.alpha == alpha


# -- speed ----------------------------------------------------


@pytest.mark.parametrize(("speed", "expected"), [(0.5, 300), (1.0, 600), (2.0, 1200), (4.0, 2400)])
def test_speed_multiplies_the_steps(speed, expected):
    clock = Clock(60)
    clock.speed = speed
    assert progress(clock, run(clock, [1 / 60] * 600)) == pytest.approx(expected, abs=1e-3)
    assert clock.dropped == 0


def test_a_sixteenth_of_the_speed_is_a_step_every_sixteen_frames():
    clock = Clock(60)
    clock.speed = 1 / 16
    steps = run(clock, [1 / 60] * 1601)
    taken = [frame for frame, step in enumerate(steps) if step]
    assert taken in (list(range(15, 1601, 16)), list(range(16, 1601, 16)))


def test_no_steps_run_at_speed_zero():
    clock = Clock(60)
    clock.tick(0.01)
    alpha, clock.speed = clock.alpha, 0.0
    assert run(clock, [1 / 60] * 100) == [0] * 100
    assert clock.alpha == alpha


def test_a_change_of_speed_keeps_alpha():
    clock = Clock(60)
    clock.tick(0.01)
    alpha, clock.speed = clock.alpha, 2.0
    assert clock.tick(0.0) == 0
    assert clock.alpha == alpha


# -- pause and single steps -----------------------------------


def test_no_steps_run_during_or_because_of_a_pause():
    clock = Clock(60)
    clock.tick(0.01)
    alpha, clock.paused = clock.alpha, True
    assert run(clock, [1 / 60, 100.0, 1 / 60]) == [0, 0, 0]
    assert clock.alpha == alpha
    clock.paused = False
    assert clock.tick(1 / 60) == 1
    assert clock.dropped == 0


@pytest.mark.parametrize("paused", [True, False])
@pytest.mark.parametrize("frame", [0.0, 1e-4, 1 / 60, 5.0])
def test_a_single_step_runs_exactly_one_step_and_then_pauses(paused, frame):
    clock = Clock(60)
    clock.tick(0.016)
    clock.paused = paused
    clock.step_once()
    assert run(clock, [frame] * 4) == [1, 0, 0, 0]
    assert clock.paused
    assert clock.dropped == 0


def test_a_single_step_is_drawn_at_its_end():
    clock = Clock(60)
    clock.tick(0.01)
    clock.step_once()
    clock.tick(1 / 60)
    assert clock.alpha == 1.0  # the pose after the step, not the one before it
    clock.paused = False
    clock.tick(1 / 60)
    assert clock.alpha == 0.0


def test_several_single_steps_before_a_frame_all_run():
    clock = Clock(60)
    for _ in range(3):
        clock.step_once()
    assert run(clock, [1 / 60] * 3) == [3, 0, 0]


def test_a_pending_single_step_is_discarded_when_the_clock_resumes():
    clock = Clock(60)
    clock.step_once()
    clock.paused = False
    assert clock.tick(1 / 60) == 1
    clock.paused = True
    assert clock.tick(1 / 60) == 0


# -- stalls ---------------------------------------------------


def test_steps_beyond_the_limit_of_a_frame_are_dropped_and_counted():
    clock = Clock(60, max_steps=8)
    assert clock.tick(1.01) == 8
    assert (clock.dropped, clock.alpha) == (52, 0.0)
    assert run(clock, [1 / 60] * 100) == [1] * 100
    assert clock.dropped == 52


def test_dropped_steps_add_up():
    clock = Clock(60, max_steps=8)
    run(clock, [0.5, 0.5, 0.5])
    assert clock.dropped == 3 * 22


def test_the_pace_is_the_share_of_due_steps_that_were_run_in_a_second():
    clock = Clock(60, max_steps=8)
    run(clock, [0.25] * 4)
    assert clock.pace == 32 / 60
    run(clock, [1 / 60] * 59)
    assert clock.pace == 32 / 60
    run(clock, [1 / 60] * 2)
    assert clock.pace == 1.0


@pytest.mark.parametrize("max_steps", [1, 2, 8])
def test_steps_up_to_the_limit_are_not_dropped(max_steps):
    clock = Clock(50, max_steps)
    assert clock.tick(max_steps / 50) == max_steps
    assert clock.dropped == 0
    assert clock.tick((max_steps + 1) / 50) == max_steps
    assert clock.dropped == 1


def test_the_limit_grows_with_the_speed_but_does_not_shrink():
    fast, slow = Clock(60, max_steps=8), Clock(60, max_steps=8)
    fast.speed, slow.speed = 4.0, 0.25
    assert (fast.tick(1.0), fast.dropped) == (32, 240 - 32)
    assert (slow.tick(1.0), slow.dropped) == (8, 7)


@given(frames=st.lists(st.floats(0.0, 3.0), max_size=50), max_steps=st.integers(1, 20))
def test_steps_taken_and_dropped_account_for_all_time(frames, max_steps):
    clock = Clock(60, max_steps)
    steps = run(clock, frames)
    assert all(0 <= step <= max_steps for step in steps)
    total = 60 * sum(frames)
    stalls = sum(step == max_steps for step in steps)
    assert total - stalls - 1e-5 <= progress(clock, steps) + clock.dropped <= total + 1e-5


def test_time_that_runs_backwards_runs_no_step_and_takes_none_away():
    clock = Clock(60)
    clock.tick(0.01)
    assert [clock.tick(-1e6), clock.tick(1.0 / 60.0)] == [0, 1]
