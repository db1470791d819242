"""Tests of the benchmark. They assert no times."""

import json
import math
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from typer.testing import CliRunner

from game import Simulation
from game.batch import bench
from game.batch.peer import PeerError
from game.batch.profiler import Profiler
from game.cli import main
from game.testing.tiny_worlds import tiny_level as level
from systems.kernels.step import PARTS
from systems.threads import thread_count
from tests.scenes import heptagon

ROOT = Path(__file__).parents[3]
LEVEL = ROOT / "levels" / "heptagon.toml"
SOME = [{"count": 3, "spawn": {"pattern": "disc", "radius": 1.0}}]
SHORT = {"planned_time": 0.1, "rounds": 2}
SYSTEMS = list(PARTS)


class FakePeer:
    """An engine that counts its steps, takes 0.1 ms for each, and loses one ball in each."""

    name, version = "Fake", "1.2"

    def __init__(self, simulation):
        self.start, self.steps = simulation.positions.copy(), 0

    def step(self):
        sleep(1e-4)
        self.steps += 1

    def escaped_count(self):
        return self.steps


class OtherPeer(FakePeer):
    name, version = "Other", "0.9 [x]"


@pytest.fixture(autouse=True)
def short_benchmarks(monkeypatch):
    """Measure two rounds of three steps, after six settling steps."""
    monkeypatch.setattr(bench, "MAX_ROUND_STEPS", 3)
    measure = bench.measure_scene

    def short(simulation, name, peers=(), *limits, **options):
        return measure(simulation, name, peers, **{**SHORT, **options})

    monkeypatch.setattr(bench, "measure_scene", short)
    monkeypatch.setattr(bench, "PEERS", (lambda: FakePeer, lambda: None, lambda: OtherPeer))


def command(*arguments):
    return CliRunner().invoke(main.app, ["bench", *map(str, arguments)], prog_name="heptagon")


def measured(scene, **options):
    simulation = Simulation(scene)
    result = bench.measure_scene(simulation, "it", **options)
    simulation.close()
    return result


# -- scenes ---------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 7, 20, 1000, 200_001, bench.MAX_SIZE])
def test_balls_of_every_number_cover_the_same_fraction_of_the_heptagon(count):
    scene = bench.benchmark_level(count)
    (wall,), (balls,) = scene.walls, scene.balls
    area = 7 / 2 * math.sin(2 * math.pi / 7) * wall.radius**2
    assert (scene.count, wall.spin, balls.radius) == (count, 72.0, 0.5)
    assert count * math.pi * 0.25 / area == pytest.approx(bench.FILL_FRACTION)


def test_slow_scene_keeps_the_rim_speed():
    assert bench.benchmark_level(20, slow=True).walls[0].spin == 72.0
    assert bench.benchmark_level(2000, slow=True).walls[0].spin == pytest.approx(7.2)


@pytest.mark.parametrize(("text", "size"), [("1", 1), ("1000000", 1_000_000), ("007", 7)])
def test_parse_size_returns_a_number(text, size):
    assert bench.parse_size(text) == size


@pytest.mark.parametrize("text", ["heptagon", "rain-2000", "./20", "20.toml", "levels/20.toml", "", ".", "inf", "nan"])
def test_parse_size_returns_none_for_names_of_levels(text):
    assert bench.parse_size(text) is None


@pytest.mark.parametrize("text", ["0", "-5", "+5", "2.5", ".5", "1e3", "1_000", "1000001", "9" * 5000, "२०"])
def test_parse_size_rejects_invalid_numbers(text):
    with pytest.raises(ValueError, match="allowed: whole numbers, 1 to 1000000"):
        bench.parse_size(text)


# -- measuring ------------------------------------------------


def test_measuring_does_not_change_the_simulation():
    simulation, twin = Simulation(bench.benchmark_level(20)), Simulation(bench.benchmark_level(20))
    result = bench.measure_scene(simulation, "20")
    assert (result.steps, simulation.steps) == (3, 6 + 2 * 2 * 3)
    twin.step(simulation.steps)
    assert simulation.hash() == twin.hash()
    for one in (simulation, twin):
        one.close()


def test_profiling_ends_even_if_a_system_raises(monkeypatch):
    simulation = Simulation(bench.benchmark_level(5))
    monkeypatch.setattr(simulation.pipeline, "sync", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bench._profile(simulation, 1)
    assert not Profiler(simulation.pipeline).is_running
    simulation.close()


def test_every_part_of_a_step_has_a_time():
    result = measured(bench.benchmark_level(20))
    assert list(result.systems) == SYSTEMS
    assert {name for name, ms in result.systems.items() if ms == 0.0} == {"forces", "drag"}  # the level has none
    assert 0.0 < result.best_ms <= result.ms
    assert result.ns_a_ball == pytest.approx(1e6 * result.ms / 20)


def test_settling_ends_at_the_timeout():
    calls = []
    result = measured(bench.benchmark_level(5), planned_time=100.0, timeout=0.0, advance=lambda: calls.append(1))
    assert (result.seconds, result.settled, len(calls)) == (1 / 60, False, 1 + SHORT["rounds"])
    result = measured(bench.benchmark_level(5))
    assert (result.seconds, result.settled) == (pytest.approx(0.1), True)


def test_large_scenes_get_more_time_to_settle():
    assert [bench.settling_time(balls) for balls in (0, 20, 5000)] == [bench.SETTLING_TIME] * 3
    assert [bench.settling_timeout(balls) for balls in (0, 20, 5000)] == [bench.SETTLING_TIMEOUT] * 3
    small, large = (bench.benchmark_level(balls).walls[0].radius for balls in (5000, 80_000))
    assert bench.settling_time(80_000) / bench.SETTLING_TIME == pytest.approx(math.sqrt(large / small))
    assert bench.settling_timeout(80_000) == 16 * bench.SETTLING_TIMEOUT


def test_memory_includes_all_arrays_once(simulate):
    simulation = simulate([{"count": 500, "spawn": {"pattern": "grid", "width": 18.0, "height": 18.0}}])
    simulation.step()
    state = simulation.snapshot()
    minimum = state.balls.block.nbytes + sum(array.nbytes for array in state.ball_contacts.pairs)
    assert minimum < bench.simulation_memory(simulation) < 10 * minimum
    assert bench.simulation_memory(simulation) == bench.simulation_memory(simulation)


def test_scaling_exponent_is_fitted_to_large_scenes():
    small = measured(bench.benchmark_level(5))
    results = [replace(small, balls=n, ms=2e-3 * n**1.25) for n in (1000, 2000, 8000)]
    assert bench.scaling_exponent([small, *results]) == pytest.approx(1.25)
    assert bench.scaling_exponent([small, results[0], results[0]]) is None
    assert bench.scaling_exponent([]) is None


def test_level_without_balls_is_measured():
    result = measured(level([]), peers=[FakePeer])
    assert (result.balls, result.ns_a_ball, result.bytes_a_ball) == (0, None, None)
    assert (result.largest_overlap, result.mean_overlap) == (0.0, 0.0)


# -- other engines --------------------------------------------


def test_every_peer_starts_with_the_simulation_and_makes_as_many_steps():
    copies = []

    def factory(simulation):
        copies.append(FakePeer(simulation))
        return copies[-1]

    simulation = Simulation(bench.benchmark_level(20))
    start = simulation.positions.copy()
    result = bench.measure_scene(simulation, "20", [factory, OtherPeer])
    assert (copies[0].start == start).all()
    assert copies[0].steps == simulation.steps
    assert list(result.peers) == ["Fake", "Other"]
    for peer in result.peers.values():
        assert 0.0 < peer.best_ms <= peer.ms
        assert peer.ratio == result.ms / peer.ms
        assert peer.escaped == simulation.steps
    simulation.close()


def test_peers_are_not_compared_if_walls_swing():
    swinging = heptagon(swing={"angle": 5.0, "period": 2.0})
    assert measured(level(SOME, wall=swinging), peers=[FakePeer]).peers == {}
    assert list(measured(level(SOME, wall=heptagon()), peers=[FakePeer]).peers) == ["Fake"]


def test_only_installed_peers_are_measured():
    assert bench.installed_peers() == [FakePeer, OtherPeer]


def test_each_peer_has_a_scaling_exponent():
    small = measured(bench.benchmark_level(5), peers=[FakePeer])
    (peer,) = small.peers.values()
    results = [replace(small, balls=n, peers={"Fake": replace(peer, ms=3e-4 * n**1.5)}) for n in (1000, 2000, 8000)]
    assert bench.peer_exponents([small, *results]) == {"Fake": pytest.approx(1.5)}
    results[1] = replace(results[1], peers={})  # this engine cannot run that scene
    assert bench.peer_exponents(results) == {"Fake": pytest.approx(1.5)}
    assert bench.peer_exponents(results[:2]) == {}


# -- the command ----------------------------------------------


def test_json_output_is_one_object():
    result = command(5, LEVEL, 20, "--json", "--slow")
    assert (result.exit_code, result.stderr) == (0, "")
    output = json.loads(result.stdout)
    assert list(output) == ["slow", "scenes", "exponent", "peer_exponents"]
    assert (output["slow"], output["exponent"], output["peer_exponents"]) == (True, None, {})
    assert [(one["scene"], one["balls"], one["escaped"]) for one in output["scenes"]] == [
        ("5", 5, 0),
        (str(LEVEL), 20, 0),
        ("20", 20, 0),
    ]
    for scene in output["scenes"]:
        assert list(scene) == list(bench.Result.__dataclass_fields__)
        assert list(scene["peers"]) == ["Fake", "Other"]
        for peer in scene["peers"].values():
            assert list(peer) == list(bench.PeerResult.__dataclass_fields__)


def test_table_is_complete_in_a_narrow_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    result = command(5, 6, 7, 8, 9, 10)
    assert (result.exit_code, result.stderr) == (0, "")
    for word in ("step, median, ms", "step, ns per ball", "escaped", "largest overlap", "bytes per ball", *SYSTEMS):
        assert word in result.stdout
    for word in ("Fake (1.2)", "Other (0.9 [x])", "time ratio, ours / its"):
        assert word in result.stdout
    assert "…" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_level_is_found_by_name(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert json.loads(command("heptagon", "--json").stdout)["scenes"][0]["scene"] == "heptagon"


def test_default_sizes_are_measured_without_arguments(monkeypatch):
    monkeypatch.setattr(bench, "DEFAULT_SIZES", (3, 4))
    assert [one["balls"] for one in json.loads(command("--json").stdout)["scenes"]] == [3, 4]


def test_scaling_and_scenes_that_did_not_settle_are_below_the_table(capsys):
    small = measured(bench.benchmark_level(5), peers=[FakePeer])
    (peer,) = small.peers.values()
    fake = {n: {"Fake": replace(peer, ms=2e-3 * n)} for n in (1000, 4000)}
    short = replace(small, scene="1000", balls=1000, settled=False, ms=1.0, peers=fake[1000])
    bench.print_results([short, replace(small, scene="4000", balls=4000, ms=4.0, peers=fake[4000])])
    *_, scaling, cut_short = capsys.readouterr().out.splitlines()
    assert scaling.startswith("step time scales as balls^1.00; Fake: balls^1.00 (")
    assert cut_short.startswith("not settled before the first round: 1000 (")


def test_engine_is_missing_in_the_table_where_it_cannot_run(capsys):
    result = measured(bench.benchmark_level(5), peers=[FakePeer])
    bench.print_results([replace(result, peers={}), result])
    assert "Fake (1.2)" in capsys.readouterr().out
    bench.print_results([replace(result, peers={})])
    assert "Fake" not in capsys.readouterr().out


def test_settle_limits_the_time_before_the_first_round(monkeypatch):
    limits = []
    result = measured(bench.benchmark_level(5))
    monkeypatch.setattr(bench, "measure_scene", lambda *given, **_: limits.append(given[3:]) or result)
    assert command(5, 20_000).exit_code == command(5, "--settle", "1.5").exit_code == 0
    planned = bench.SETTLING_TIME, bench.SETTLING_TIME * math.sqrt(2.0)
    assert limits == [(planned[0], 20.0), (planned[1], 80.0), (planned[0], 1.5)]


@pytest.mark.parametrize("seconds", ["-1", "nan"])
def test_invalid_settling_time_is_rejected(seconds):
    result = command(5, "--settle", seconds)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"cannot use --settle {seconds}: " in result.stderr


def test_engine_that_cannot_be_used_is_reported_before_anything_is_measured(monkeypatch):
    def unusable():
        raise PeerError("cannot use it")

    monkeypatch.setattr(bench, "PEERS", (unusable,))
    result = command(5)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot use it" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["20", "0"], 2, "cannot measure 0 balls: out of range; allowed: whole numbers, 1 to 1000000"),
        (["1000001"], 2, "cannot measure 1000001 balls: "),
        (["20", "heptagone"], 2, "cannot find the level heptagone: no file and no level has this name"),
        (
            [ROOT / "tests" / "game" / "levels" / "format" / "broken_levels" / "unknown_key.toml"],
            1,
            "unknown_key.toml:",
        ),
    ],
)
def test_invalid_scenes_are_reported_before_anything_is_measured(monkeypatch, arguments, status, message):
    monkeypatch.setattr(bench, "measure_scene", lambda *_, **__: pytest.fail("it measured"))
    result = command(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert message in result.stderr


def test_threads_limits_the_threads_of_a_crowd(monkeypatch):
    monkeypatch.setenv("HEPTAGON_THREADS", "7")
    assert command(20, "--threads", 3).exit_code == 0
    assert thread_count(99) == 3
    assert command(20, "--threads", 0).exit_code == 2
