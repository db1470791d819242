"""What a step costs: what is measured and told. No time is asserted."""

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
from game.batch.chipmunk import _widened
from game.batch.profiler import PARTS, REST
from game.cli import main
from tests.scenes import heptagon, level

ROOT = Path(__file__).parents[3]
LEVEL = ROOT / "levels" / "heptagon.toml"
SOME = [{"count": 3, "spawn": {"pattern": "disc", "radius": 1.0}}]
BRIEFLY = {"settling": 0.1, "rounds": 2}
SYSTEMS = [part for part in PARTS if part != "drag"] + [REST]


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """Rounds of three steps, two of them, after six."""
    monkeypatch.setattr(bench, "LONGEST_ROUND", 3)
    measure = bench.measure
    monkeypatch.setattr(bench, "measure", lambda *given, **options: measure(*given, **{**BRIEFLY, **options}))


def command(*arguments):
    return CliRunner().invoke(main.app, ["bench", *map(str, arguments)], prog_name="heptagon")


def measured(scene, **options):
    simulation = Simulation(scene)
    result = bench.measure(simulation, "it", **options)
    simulation.close()
    return result


# -- scenes ---------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 7, 20, 1000, 200_001, bench.MOST])
def test_balls_of_every_number_fill_their_part_of_the_heptagon(count):
    scene = bench.scene(count)
    (wall,), (balls,) = scene.walls, scene.balls
    area = 7 / 2 * math.sin(2 * math.pi / 7) * wall.radius**2
    assert (scene.count, wall.spin, balls.radius) == (count, 72.0, 0.5)
    assert count * math.pi * 0.25 / area == pytest.approx(bench.FILLING)


def test_slow_is_slower_by_the_root_of_the_number():
    assert bench.scene(20, slow=True).walls[0].spin == 72.0
    assert bench.scene(2000, slow=True).walls[0].spin == pytest.approx(7.2)


@pytest.mark.parametrize(("text", "size"), [("1", 1), ("1000000", 1_000_000), ("007", 7)])
def test_a_number_is_a_size(text, size):
    assert bench.size(text) == size


@pytest.mark.parametrize("text", ["heptagon", "rain-2000", "./20", "20.toml", "levels/20.toml", "", ".", "inf", "nan"])
def test_what_is_no_number_is_a_level(text):
    assert bench.size(text) is None


@pytest.mark.parametrize("text", ["0", "-5", "+5", "2.5", ".5", "1e3", "1_000", "1000001", "9" * 5000, "२०"])
def test_a_number_that_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match="whole number from 1 to 1000000"):
        bench.size(text)


# -- measuring ------------------------------------------------


def test_measuring_changes_nothing():
    simulation, twin = Simulation(bench.scene(20)), Simulation(bench.scene(20))
    result = bench.measure(simulation, "20")
    assert (result.steps, simulation.steps) == (3, 6 + 2 * 2 * 3)
    twin.step(simulation.steps)
    assert simulation.hash() == twin.hash()
    for one in (simulation, twin):
        one.close()


def test_measuring_leaves_no_trace_on_the_systems_even_if_they_fail(monkeypatch):
    simulation = Simulation(bench.scene(5))
    before = {
        name: set(vars(system)) for name, system in vars(simulation.pipeline).items() if hasattr(system, "process")
    }
    bench.measure(simulation, "5")
    monkeypatch.setattr(type(simulation.pipeline.energy), "process", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bench._times(simulation, 1)
    assert {name: set(vars(getattr(simulation.pipeline, name))) for name in before} == before
    assert "process" not in vars(simulation.pipeline.ball_collision.broad_phase)
    simulation.close()


def test_every_part_takes_time_and_together_they_take_all():
    result = measured(bench.scene(20))
    assert list(result.systems) == SYSTEMS
    assert min(result.systems.values()) > 0.0
    assert 0.0 < result.best_ms <= result.ms
    assert 0.0 < result.chipmunk_best_ms <= result.chipmunk_ms
    assert result.ratio == result.ms / result.chipmunk_ms


def test_it_measures_sooner_when_it_would_wait_too_long():
    calls = []
    result = measured(bench.scene(5), settling=100.0, patience=0.0, advance=lambda: calls.append(1))
    assert (result.seconds, len(calls)) == (1 / 60, 1 + BRIEFLY["rounds"])
    assert measured(bench.scene(5)).seconds == pytest.approx(0.1)


def test_memory_is_at_least_that_of_the_columns_and_counts_nothing_twice(simulate):
    simulation = simulate([{"count": 500, "spawn": {"pattern": "grid", "width": 18.0, "height": 18.0}}])
    simulation.step()
    state = simulation.snapshot()
    held = state.balls.block.nbytes + sum(array.nbytes for array in state.pairs.pairs)
    assert held < bench.memory(simulation) < 10 * held
    assert bench.memory(simulation) == bench.memory(simulation)


def test_the_growth_is_fitted_to_large_scenes():
    small = measured(bench.scene(5))
    results = [replace(small, balls=n, ms=2e-3 * n**1.25) for n in (1000, 2000, 8000)]
    assert bench.growth([small, *results]) == pytest.approx(1.25)
    assert bench.growth([small, results[0], results[0]]) is None
    assert bench.growth([]) is None


# -- the peer -------------------------------------------------


def test_chipmunk_has_the_very_same_places_and_its_walls_turn_as_ours():
    simulation = Simulation(bench.scene(20))
    peer = bench.chipmunk(simulation)
    assert np.array_equal([ball.position for ball in peer.balls], simulation.positions)
    for _ in range(30):
        peer.step()
        simulation.step()
    ((wall, _),) = peer.walls
    assert wall.angle == pytest.approx(math.radians(72.0) / 2)
    assert peer.escaped() == 0
    peer.balls[3].position = (0.0, 99.0)
    assert peer.escaped() == 1
    simulation.close()


def test_its_walls_are_where_ours_are():
    corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
    assert _widened(np.array(corners), 0.5) == pytest.approx(1.5 * np.array(corners))


def test_without_pymunk_its_columns_are_empty(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymunk", None)
    result = measured(bench.scene(5))
    assert {result.chipmunk_ms, result.chipmunk_best_ms, result.ratio, result.chipmunk_escaped} == {None}
    assert command(5).exit_code == 0


def test_it_takes_no_part_where_walls_swing():
    swinging = heptagon(swing={"angle": 5.0, "period": 2.0})
    assert measured(level(SOME, wall=swinging)).ratio is None
    assert measured(level(SOME, wall=heptagon())).ratio is not None


@pytest.mark.parametrize("name", ["pile", "cradle", "drum", "jacobi"])
def test_obstacles_chains_and_discs_are_there_for_chipmunk_too(name):
    simulation = Simulation(load_level(ROOT / "levels" / f"{name}.toml"))
    peer = bench.chipmunk(simulation)
    for _ in range(20):
        peer.step()
    assert np.isfinite([ball.position for ball in peer.balls]).all()
    assert peer.escaped() == 0
    simulation.close()


def test_a_level_without_balls_is_measured():
    result = measured(level([]))
    assert (result.balls, result.bytes_a_ball, result.largest_overlap, result.mean_overlap) == (0, None, 0.0, 0.0)


# -- the command ----------------------------------------------


def test_json_is_one_object_and_nothing_else():
    result = command(5, LEVEL, 20, "--json", "--slow")
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert list(told) == ["slow", "scenes", "exponent"]
    assert (told["slow"], told["exponent"]) == (True, None)
    assert [(one["scene"], one["balls"], one["escaped"]) for one in told["scenes"]] == [
        ("5", 5, 0),
        (str(LEVEL), 20, 0),
        ("20", 20, 0),
    ]
    assert set(told["scenes"][0]) == set(bench.Result.__dataclass_fields__)


def test_the_table_tells_all_and_cuts_nothing_off_even_in_a_narrow_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    result = command(5, 6, 7, 8, 9, 10)
    assert (result.exit_code, result.stderr) == (0, "")
    for word in ("a step, ms", "Chipmunk", "escaped", "largest overlap", "bytes a ball", *SYSTEMS):
        assert word in result.stdout
    assert "…" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_a_level_is_found_by_name(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert json.loads(command("heptagon", "--json").stdout)["scenes"][0]["scene"] == "heptagon"


def test_sizes_are_measured_when_nothing_is_asked_for(monkeypatch):
    monkeypatch.setattr(bench, "SIZES", (3, 4))
    assert [one["balls"] for one in json.loads(command("--json").stdout)["scenes"]] == [3, 4]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["20", "0"], "a size must be a whole number from 1 to 1000000 (got 0)"),
        (["1000001"], "(got 1000001)"),
        (["20", "heptagone"], "no such file and no level of this name"),
        ([ROOT / "tests" / "game" / "levels" / "format" / "broken_levels" / "unknown_key.toml"], "unknown_key.toml:"),
    ],
)
def test_what_cannot_be_measured_is_told_before_anything_is(monkeypatch, arguments, message):
    monkeypatch.setattr(bench, "measure", lambda *_, **__: pytest.fail("it began"))
    result = command(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
