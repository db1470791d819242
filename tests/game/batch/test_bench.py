"""Tests of the benchmark. They assert no times."""

import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from game import Simulation, load_level
from game.batch import bench
from game.batch.chipmunk import _offset_outwards
from game.batch.profiler import Profiler
from game.cli import main
from systems.kernels.step import PARTS
from tests.scenes import heptagon, level

ROOT = Path(__file__).parents[3]
LEVEL = ROOT / "levels" / "heptagon.toml"
SOME = [{"count": 3, "spawn": {"pattern": "disc", "radius": 1.0}}]
SHORT = {"settling_time": 0.1, "rounds": 2}
SYSTEMS = list(PARTS)


@pytest.fixture(autouse=True)
def short_benchmarks(monkeypatch):
    """Measure two rounds of three steps, after six settling steps."""
    monkeypatch.setattr(bench, "MAX_ROUND_STEPS", 3)
    measure = bench.measure_scene
    monkeypatch.setattr(bench, "measure_scene", lambda *given, **options: measure(*given, **{**SHORT, **options}))


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
    with pytest.raises(ValueError, match="whole number from 1 to 1000000"):
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
    assert 0.0 < result.chipmunk_best_ms <= result.chipmunk_ms
    assert result.ratio == result.ms / result.chipmunk_ms


def test_settling_ends_at_the_timeout():
    calls = []
    result = measured(
        bench.benchmark_level(5), settling_time=100.0, settling_timeout=0.0, advance=lambda: calls.append(1)
    )
    assert (result.seconds, len(calls)) == (1 / 60, 1 + SHORT["rounds"])
    assert measured(bench.benchmark_level(5)).seconds == pytest.approx(0.1)


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


# -- Chipmunk -------------------------------------------------


def test_chipmunk_starts_at_the_same_positions_and_turns_its_walls():
    simulation = Simulation(bench.benchmark_level(20))
    peer = bench.chipmunk(simulation)
    assert np.array_equal([ball.position for ball in peer.balls], simulation.positions)
    for _ in range(30):
        peer.step()
        simulation.step()
    ((wall, _),) = peer.walls
    assert wall.angle == pytest.approx(math.radians(72.0) / 2)
    assert peer.escaped_count() == 0
    peer.balls[3].position = (0.0, 99.0)
    assert peer.escaped_count() == 1
    simulation.close()


def test_offset_moves_the_edges_of_a_square_outwards():
    corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
    assert _offset_outwards(np.array(corners), 0.5) == pytest.approx(1.5 * np.array(corners))


def test_chipmunk_columns_are_empty_without_pymunk(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymunk", None)
    result = measured(bench.benchmark_level(5))
    assert {result.chipmunk_ms, result.chipmunk_best_ms, result.ratio, result.chipmunk_escaped} == {None}
    assert command(5).exit_code == 0


def test_chipmunk_is_not_compared_if_walls_swing():
    swinging = heptagon(swing={"angle": 5.0, "period": 2.0})
    assert measured(level(SOME, wall=swinging)).ratio is None
    assert measured(level(SOME, wall=heptagon())).ratio is not None


@pytest.mark.parametrize("name", ["pile", "cradle", "drum", "jacobi"])
def test_chipmunk_gets_obstacles_chains_and_discs(name):
    simulation = Simulation(load_level(ROOT / "levels" / f"{name}.toml"))
    peer = bench.chipmunk(simulation)
    for _ in range(20):
        peer.step()
    assert np.isfinite([ball.position for ball in peer.balls]).all()
    assert peer.escaped_count() == 0
    simulation.close()


def test_level_without_balls_is_measured():
    result = measured(level([]))
    assert (result.balls, result.bytes_a_ball, result.largest_overlap, result.mean_overlap) == (0, None, 0.0, 0.0)


# -- the command ----------------------------------------------


def test_json_output_is_one_object():
    result = command(5, LEVEL, 20, "--json", "--slow")
    assert (result.exit_code, result.stderr) == (0, "")
    output = json.loads(result.stdout)
    assert list(output) == ["slow", "scenes", "exponent"]
    assert (output["slow"], output["exponent"]) == (True, None)
    assert [(one["scene"], one["balls"], one["escaped"]) for one in output["scenes"]] == [
        ("5", 5, 0),
        (str(LEVEL), 20, 0),
        ("20", 20, 0),
    ]
    assert set(output["scenes"][0]) == set(bench.Result.__dataclass_fields__)


def test_table_is_complete_in_a_narrow_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    result = command(5, 6, 7, 8, 9, 10)
    assert (result.exit_code, result.stderr) == (0, "")
    for word in ("step, median, ms", "Chipmunk", "escaped", "largest overlap", "bytes per ball", *SYSTEMS):
        assert word in result.stdout
    assert "…" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_level_is_found_by_name(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert json.loads(command("heptagon", "--json").stdout)["scenes"][0]["scene"] == "heptagon"


def test_default_sizes_are_measured_without_arguments(monkeypatch):
    monkeypatch.setattr(bench, "DEFAULT_SIZES", (3, 4))
    assert [one["balls"] for one in json.loads(command("--json").stdout)["scenes"]] == [3, 4]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["20", "0"], "a size must be a whole number from 1 to 1000000 (got 0)"),
        (["1000001"], "(got 1000001)"),
        (["20", "heptagone"], "no file and no level has this name"),
        ([ROOT / "tests" / "game" / "levels" / "format" / "broken_levels" / "unknown_key.toml"], "unknown_key.toml:"),
    ],
)
def test_invalid_scenes_are_reported_before_anything_is_measured(monkeypatch, arguments, message):
    monkeypatch.setattr(bench, "measure_scene", lambda *_, **__: pytest.fail("it measured"))
    result = command(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
