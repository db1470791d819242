import threading

import pytest

from systems import threads
from systems.threads import LIMITS, MAX_CROWD_THREADS, ThreadTeam, core_count, crowd_threads, thread_count


@pytest.fixture(autouse=True)
def no_limits(monkeypatch):
    for name in LIMITS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def team():
    one = ThreadTeam(3)
    yield one
    one.close()


def test_by_default_every_core_of_the_process_has_a_thread():
    assert thread_count() == core_count() >= 1


def test_more_threads_than_cores_can_be_used():
    assert thread_count(1000) == 1000


@pytest.mark.parametrize("name", LIMITS)
def test_an_environment_variable_limits_the_number(name, monkeypatch):
    monkeypatch.setattr(threads, "core_count", lambda: 8)
    monkeypatch.setenv(name, "3")
    assert [thread_count(), thread_count(5), thread_count(2)] == [3, 3, 2]
    monkeypatch.setenv(name, "30")
    assert thread_count() == 8


def test_the_lowest_limit_counts(monkeypatch):
    monkeypatch.setattr(threads, "core_count", lambda: 8)
    for name, limit in zip(LIMITS, ("2", "5"), strict=True):
        monkeypatch.setenv(name, limit)
    assert thread_count() == 2


def test_an_empty_variable_is_no_limit(monkeypatch):
    monkeypatch.setenv(LIMITS[0], "")
    assert thread_count(7) == 7


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5", "²"])
def test_an_invalid_limit_is_an_error(text, monkeypatch):
    monkeypatch.setenv(LIMITS[0], text)
    with pytest.raises(ValueError, match=f"{LIMITS[0]}={text}.*allowed"):
        thread_count()


@pytest.mark.parametrize("count", [0, -1])
def test_an_invalid_number_is_an_error(count):
    with pytest.raises(ValueError, match="allowed: 1 or more"):
        thread_count(count)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("parts", [0, 1, 2, 50])
def test_every_part_is_done_once(count, parts):
    done, team = [], ThreadTeam(count)
    for _ in range(2):
        team.run(done.append, range(parts))
    team.close()
    assert sorted(done) == sorted([*range(parts)] * 2)


def test_threads_work_at_the_same_time(team):
    barrier = threading.Barrier(3, timeout=30.0)  # passes when three threads have come
    team.run(lambda _: barrier.wait(), range(3))


def test_a_single_part_is_done_by_the_caller(team):
    done = []
    team.run(lambda _: done.append(threading.current_thread()), [0])
    assert done == [threading.current_thread()]


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_an_error_of_any_thread_reaches_the_caller_when_no_thread_works(team, failing):
    barrier, done = threading.Barrier(3, timeout=30.0), []

    def work(part):
        if part < 3:
            barrier.wait()
        if part == failing:
            raise ArithmeticError(part)
        done.append(part)

    with pytest.raises(ArithmeticError, match=str(failing)):
        team.run(work, range(1000))
    assert len(done) < 1000
    before = len(done)
    team.run(done.append, range(5))
    assert len(done) == before + 5


def test_an_interruption_of_the_caller_waits_for_the_other_threads(team):
    is_started, may_end, done = threading.Event(), threading.Event(), []
    caller = threading.current_thread()

    def work(part):
        if threading.current_thread() is caller:
            is_started.wait(30.0)
            threading.Timer(0.05, may_end.set).start()
            raise KeyboardInterrupt
        is_started.set()
        may_end.wait(30.0)
        done.append(part)

    with pytest.raises(KeyboardInterrupt):
        team.run(work, range(3))
    assert len(done) >= 1


def test_a_crowd_uses_all_cores_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(threads, "core_count", lambda: 6)
    assert crowd_threads() == 6
    monkeypatch.setattr(threads, "core_count", lambda: 64)
    assert crowd_threads() == MAX_CROWD_THREADS
    monkeypatch.setenv("HEPTAGON_THREADS", "3")
    assert crowd_threads() == 3
