"""Overlays on the world and the panel of step times, in calm scenes and in the real window."""

import numpy as np
import pytest

from components import Position
from game.simulation.simulation import Simulation
from game.testing.tiny_worlds import tiny_level as level
from systems.kernels.step import PARTS
from tests.machine import needs_opengl

SCENARIO = """
def differs(window, view, before):
    changed = (pixels(window) != before).any(axis=2)
    changed[:60, -400:] = False  # the frame rate changes
    return int(changed.sum())

def scenario(window, view):
    yield from until(lambda: view.simulation.steps > 30)
    yield from press(window, key.SPACE, " ")
    view.notify("")
    yield from frames(20)
    bare = pixels(window)
    overlays = view.debug_views.overlays
    seen["names"], seen["pixels"] = [], []
    for _ in range(5):
        yield from press(window, key.D, "d")
        seen["names"].append(overlays.active.name)
        view.message, message = "", view.message
        seen["message"] = message
        view._update_hud()
        seen["pixels"].append(differs(window, view, bare))
    from game.render import theme
    from game.ui import ui_style
    yellow = ui_style.rgb(theme.VELOCITY)
    for _ in range(2):
        yield from press(window, key.D, "d")
    seen["yellow"] = int((abs(pixels(window) - yellow).sum(axis=2) < 40).sum())
    seen["yellow before"] = int((abs(bare - yellow).sum(axis=2) < 40).sum())
    seen["length"] = len(overlays.trails)
    yield from press(window, key.R, "r")
    seen["new trails"], seen["still shown"] = len(overlays.trails) < seen["length"], overlays.active.name

    timing, view.session.clock.paused = view.debug_views.timing, False
    pipeline = view.simulation.pipeline
    is_timed = lambda pipeline: bool(pipeline.times[0])
    seen["timed when hidden"] = is_timed(pipeline)
    yield from press(window, key.M, "m")
    yield from until(lambda: timing.times)
    seen["parts"], seen["whole"] = timing.times.parts, timing.times.total
    first = timing.hash
    yield from until(lambda: timing.hash != first)
    view.session.clock.paused = True
    yield from until(lambda: timing.hash == view.simulation.hash())
    (box,) = view.debug_views.boxes(window.get_size())
    x, y, width, height = map(int, box)
    card = pixels(window)[window.height - y : window.height - y + height, x : x + width]
    seen["card"], seen["words"] = float(np.median(card)), int((card.min(axis=2) > 180).sum())
    yield from press(window, key.R, "r")
    seen["goes on"] = is_timed(view.simulation.pipeline), is_timed(pipeline)
    yield from press(window, key.M, "m")
    seen["hidden again"] = is_timed(view.simulation.pipeline)

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    """Results of the scenario."""
    return desktop.play(SCENARIO, tmp_path_factory.mktemp("levels"))


@pytest.fixture(scope="module")
def views():
    """The modules under test; skips the test if arcade cannot be imported."""
    with needs_opengl():
        from game.ui.overlays import overlays, trails  # noqa: PLC0415
    return overlays, trails


def simulate(*balls, **world):
    return Simulation(level(list(balls), **world))


def at(x, y, **more):
    return {"position": [x, y], **more}


def ends_of(drawn, color, overlays):
    """Return the ends (n, 4) of the strokes of a colour."""
    return drawn["ends"][(drawn["color"][:, :3] == overlays.rgb(color)).all(axis=1)]


def test_every_key_press_shows_the_next_overlay(seen):
    assert seen["names"] == ["CONTACTS", "VELOCITIES", "GRID", "TRAILS", "NONE"]
    assert seen["message"] == "overlay: nothing"


def test_every_overlay_draws_something_and_none_draws_nothing(seen):
    *shown, nothing = seen["pixels"]
    assert min(shown[1:]) > 50  # the five balls of the scene may touch nothing
    assert nothing == 0


def test_arrows_are_yellow(seen):
    assert seen["yellow"] > seen["yellow before"] + 50


def test_a_restart_clears_the_trails_and_keeps_the_overlay(seen):
    assert seen["new trails"]
    assert seen["still shown"] == "VELOCITIES"


def test_steps_are_timed_only_while_the_panel_is_open(seen):
    assert not seen["timed when hidden"]
    assert seen["goes on"] == [True, True]
    assert not seen["hidden again"]


def test_the_panel_shows_the_time_of_each_part(seen):
    assert sum(seen["parts"].values()) == pytest.approx(seen["whole"])
    assert seen["parts"]["ball contacts"] > 0.0
    assert tuple(seen["parts"]) == PARTS
    assert seen["parts"]["drag"] == 0.0
    assert seen["card"] < 40
    assert seen["words"] > 300


def test_the_bar_of_a_resting_ball_shows_its_weight(views):
    overlays, _ = views
    simulation = simulate(at(0.0, -9.8), restitution=0.0)
    simulation.step(240)
    drawn = overlays.contact_lines(simulation, simulation.positions)
    [dot], [bar] = (
        ends_of(drawn, color, overlays) for color in (overlays.theme.CONTACT_POINT, overlays.theme.NORMAL_IMPULSE)
    )
    assert dot == pytest.approx([0.0, -10.0] * 2, abs=0.01)
    assert bar[[0, 2]] == pytest.approx(0.0, abs=1e-3)
    assert abs(bar[3] - bar[1]) == pytest.approx(0.2 * overlays.BAR_LENGTH, rel=0.02)


def test_touching_balls_have_a_dot_between_them(views):
    overlays, _ = views
    simulation = simulate(at(0.0, -9.8), at(0.0, -9.4), restitution=0.0, friction=0.0)
    simulation.step(10)
    drawn = overlays.contact_lines(simulation, simulation.positions)
    dots = ends_of(drawn, overlays.theme.CONTACT_POINT, overlays)
    assert sorted(dots[:, 1]) == pytest.approx([-10.0, -9.6], abs=0.01)


def test_the_friction_bar_of_a_sliding_ball_points_backwards(views):
    overlays, _ = views
    simulation = simulate(at(0.0, -9.8, velocity=[3.0, 0.0]), restitution=0.0)
    simulation.step(3)
    [rub] = ends_of(overlays.contact_lines(simulation, simulation.positions), overlays.theme.TANGENT_IMPULSE, overlays)
    assert rub[2] < rub[0]
    assert rub[3] == pytest.approx(rub[1])


def test_an_arrow_points_to_the_future_position(views):
    overlays, _ = views
    simulation = simulate(at(1.0, 2.0, velocity=[3.0, -4.0]), gravity=[0.0, 0.0])
    shaft = overlays.velocity_lines(simulation, simulation.positions, 0.01)["ends"][0]
    assert shaft == pytest.approx([1.0, 2.0, 1.3, 1.6])


def test_the_grid_links_only_near_balls(views):
    overlays, _ = views
    simulation = simulate(at(0.0, 0.0), at(0.45, 0.0), at(3.0, 0.0), gravity=[0.0, 0.0])
    simulation.step()
    drawn = overlays.grid_lines(simulation, simulation.positions, 0.01)
    [link] = ends_of(drawn, overlays.theme.NEAR_PAIR, overlays)
    assert sorted(link[[0, 2]]) == pytest.approx([0.0, 0.45])
    cells = ends_of(drawn, overlays.theme.GRID_CELL, overlays)
    upright = np.unique(cells[cells[:, 0] == cells[:, 2], 0])
    assert np.diff(upright) == pytest.approx(0.4 + 0.8 * 0.2)  # two radii and the skin
    assert upright[0] == 0.0
    assert upright[-1] > 3.0


def run_steps(simulation, trails, steps):
    for _ in range(steps):
        simulation.step()
        trails.add_sample()


def test_trails_cover_two_seconds(views):
    _, module = views
    simulation = simulate(at(0.0, 0.0, velocity=[1.0, 0.0]), gravity=[0.0, 0.0])
    trails = module.Trails(simulation)
    run_steps(simulation, trails, 300)
    ends = trails.line_records(simulation.positions)["ends"]
    assert len(trails) <= module.MAX_SAMPLES
    assert ends[-1, 2] - ends[0, 0] == pytest.approx(2.0, abs=0.05)
    assert ends[1:, 0] == pytest.approx(ends[:-1, 2])


def test_trails_of_added_and_removed_balls(views):
    _, module = views
    balls = [at(x, 0.0, velocity=[0.0, 1.0]) for x in (-2.0, 0.0, 2.0)]
    simulation = simulate(*balls, gravity=[0.0, 0.0])
    trails = module.Trails(simulation)
    run_steps(simulation, trails, 20)
    with simulation.world.active():
        simulation.balls.despawn(int(simulation.balls.entities[0]))
    run_steps(simulation, trails, 20)
    ends = trails.line_records(simulation.positions)["ends"]
    assert ends[:, 0] == pytest.approx(ends[:, 2])  # no ball continues the trail of another
    assert [int((ends[:, 0] == x).sum()) for x in (-2.0, 0.0, 2.0)] == [19, 39, 39]


def test_a_teleported_ball_begins_a_new_trail(views):
    _, module = views
    simulation = simulate(at(0.0, 0.0, velocity=[1.0, 0.0]), gravity=[0.0, 0.0])
    trails = module.Trails(simulation)
    run_steps(simulation, trails, 10)
    simulation.balls[Position].x[0] = 8.0
    run_steps(simulation, trails, 10)
    ends = trails.line_records(simulation.positions)["ends"]
    assert np.ptp(ends[:, 0]) > 7.0
    assert abs(ends[:, 2] - ends[:, 0]).max() < 0.1


def test_trails_of_many_balls_have_a_limit_of_strokes(views):
    _, module = views
    simulation = simulate({"count": 400, "radius": 0.05, "spawn": {"pattern": "disc", "radius": 8.0}})
    trails = module.Trails(simulation)
    run_steps(simulation, trails, 130)
    assert 0 < len(trails.line_records(simulation.positions)) <= module.MAX_STROKES + 400


def test_trails_are_cut_after_a_rewind(views):
    _, module = views
    simulation = simulate(at(0.0, 0.0, velocity=[1.0, 0.0]), gravity=[0.0, 0.0])
    trails = module.Trails(simulation)
    run_steps(simulation, trails, 10)
    state = simulation.snapshot()
    run_steps(simulation, trails, 30)
    simulation.restore(state)
    trails.add_sample()
    assert len(trails) == 10
