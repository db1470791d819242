"""A page that plays a run, in a browser."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from components import KinematicMotion, Stroke
from components.kinematic_motion import pose_at
from game.levels.model import Level, load_level
from game.render.pillow.renderer import PillowRenderer
from game.render.web.page import PagePlan, write_page
from game.simulation.simulation import Simulation
from tests.browser import browser

LEVELS = Path(__file__).parents[4] / "levels"

pytestmark = pytest.mark.slow

HOSTILE = "</script><script>document.body.remove()</script><img src=x onerror=document.body.remove()>"
THREE = {
    "format": 1,
    "title": "Three",
    "world": {"gravity": [0.0, 0.0]},
    "view": {"height": 8.0},
    "balls": [
        {"radius": 0.5, "position": [-3.0, -3.0], "colors": ["#ff0000"]},
        {"radius": 0.5, "position": [3.0, 3.0], "colors": ["#0000ff"]},
        {"radius": 0.5, "position": [-3.0, 1.0], "velocity": [2.0, -1.0], "colors": ["#00ff00"]},
    ],
}


def published(level, path, seconds):
    """Write the page of a level; return its address."""
    simulation = Simulation(level)
    plan = PagePlan.for_steps(simulation, round(seconds * level.world.step_rate))
    write_page(path, simulation, plan, simulation.step)
    simulation.close()
    return path.as_uri()


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    """A browser with one tab."""
    with browser(tmp_path_factory.mktemp("browser")) as one:
        yield one


def middle(picture, channel):
    """Return the centre (2,) in px of the ball that has one primary colour."""
    others = np.delete(picture, channel, axis=-1).max(axis=-1)
    rows, columns = np.nonzero(picture[..., channel] > 40 + 2 * others)
    return 0.5 * np.array([columns.min() + columns.max(), rows.min() + rows.max()])


def test_a_page_plays_by_itself_with_any_title(tab, tmp_path):
    level = Level.model_validate(THREE | {"title": HOSTILE, "description": HOSTILE})
    tab.open(published(level, tmp_path / "a.html", 0.5))
    assert tab.value("document.title") == HOSTILE
    assert tab.value("find('problem').hidden")
    tab.until("!document.body.classList.contains('playing')")
    assert (tab.value("find('now').textContent"), tab.value("find('length').textContent")) == ("0.50", "0.5")
    assert (tab.errors, tab.requests) == ([], [])


@pytest.mark.parametrize("time", [0.0, 1.5, 2.258])
def test_a_ball_is_drawn_at_its_position_at_a_time(tab, tmp_path, time):
    tab.open(published(Level.model_validate(THREE), tmp_path / "a.html", 3.0) + f"#t={time}", (700, 600))
    picture = tab.shot()
    red, green, blue = (middle(picture, channel) for channel in range(3))
    scale = (blue - red)[0] / 6.0  # px a metre
    assert 60.0 < scale < 75.0
    expected = red + scale * np.array([2.0 * time, -(4.0 - time)])
    assert green == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("name", ["nested", "doors", "wind", "conveyor"])
def test_a_page_looks_like_a_picture_of_pillow(tab, tmp_path, name):
    level = load_level(LEVELS / f"{name}.toml")
    tab.open(published(level, tmp_path / "a.html", 2.0) + "#t=2", (600, 666))
    picture = tab.shot()
    simulation = Simulation(level)
    simulation.step(120)
    expected = PillowRenderer(simulation, (600, 600)).frame().astype(int)
    simulation.close()
    error = np.abs(picture[:600] - expected).mean(axis=-1)
    error[:44] = 0.0  # the title
    assert error.mean() < 5.0
    assert error.reshape(30, 20, 30, 20).mean(axis=(1, 3)).max() < 28.0  # no square of 20 px is wrong


def test_walls_of_a_page_move_as_pose_at_computes(tab, tmp_path):
    chance = np.random.default_rng(7)
    motions = chance.normal(scale=3.0, size=(20, len(KinematicMotion.fields) + len(Stroke.fields)))
    strokes = motions[:, -5:]
    strokes[:] = np.abs(strokes)
    strokes[:, 2], strokes[:, 3] = np.resize([0.0, 1.0], 20), chance.random(20)
    strokes[:, 4] = 0.2  # s; the page may ask for an earlier time
    motions = motions.tolist()
    tab.open(published(Level.model_validate(THREE), tmp_path / "a.html", 0.1) + "#t=0")
    for time in (0.0, 0.25, 100.0):
        poses = [pose_at(time, *motion) for motion in motions]
        expected = [(pose.x, pose.y, math.cos(pose.angle), math.sin(pose.angle)) for pose in poses]
        computed = tab.value(f"{json.dumps(motions)}.map((motion) => poseAt(motion, {time}))")
        np.testing.assert_allclose(computed, expected, rtol=1e-12, atol=1e-12)


STATE = """[
    document.body.classList.contains("playing"), find("now").textContent, find("speed").value, location.hash
].join(" ")"""


def test_keys_control_the_player(tab, tmp_path):
    tab.open(published(Level.model_validate(THREE), tmp_path / "a.html", 3.0) + "#t=0.5")
    assert tab.value(STATE) == "false 0.50 1 #t=0.50"
    for key, state in (
        ("ArrowRight", "false 1.50 1 #t=1.50"),
        ("ArrowLeft", "false 0.50 1 #t=0.50"),
        (".", "false 0.52 1 #t=0.52"),
        (",", "false 0.50 1 #t=0.50"),
        ("End", "false 3.00 1 #t=3.00"),
        ("Home", "false 0.00 1 #t=0.00"),
        ("-", "false 0.00 0.5 #t=0.00"),
        ("-", "false 0.00 0.25 #t=0.00"),
        ("-", "false 0.00 0.25 #t=0.00"),
        ("ArrowUp", "false 0.00 0.5 #t=0.00"),
    ):
        tab.press(key)
        assert tab.value(STATE) == state
    tab.press(" ")
    assert tab.value(STATE).startswith("true")
    tab.press(" ")
    assert tab.value(STATE).startswith("false")
    tab.press("r")
    assert tab.value(STATE).startswith("true")
    assert (tab.errors, tab.requests) == ([], [])


def test_the_mouse_controls_the_player(tab, tmp_path):
    tab.open(published(Level.model_validate(THREE), tmp_path / "a.html", 3.0) + "#t=0.5")
    left, top, width, height = tab.value("Object.values(find('scrub').getBoundingClientRect().toJSON()).slice(0, 4)")
    tab.click(left + 0.5 * width, top + 0.5 * height)
    assert tab.value("Number(find('now').textContent)") == pytest.approx(1.5, abs=0.02)
    tab.value("location.hash = '#t=0.75'")
    tab.settle()
    assert tab.value(STATE) == "false 0.75 1 #t=0.75"
    tab.click(400, 200)
    assert tab.value(STATE).startswith("true")
    tab.click(400, 200)
    assert tab.value(STATE).startswith("false")
    left, top = tab.value("Object.values(find('play').getBoundingClientRect().toJSON()).slice(0, 2)")
    tab.click(left + 20, top + 20)
    assert tab.value(STATE).startswith("true")
    tab.press(" ")  # once, though the button was clicked
    assert tab.value(STATE).startswith("false")


def test_a_page_is_drawn_again_after_a_lost_context(tab, tmp_path):
    tab.open(published(load_level(LEVELS / "heptagon.toml"), tmp_path / "a.html", 0.5) + "#t=0.5")
    before = tab.shot()
    tab.value("globalThis.away = canvas.getContext('webgl2').getExtension('WEBGL_lose_context'), away.loseContext()")
    tab.until("canvas.getContext('webgl2').isContextLost()")
    tab.settle()
    tab.value("away.restoreContext()")
    tab.until("!canvas.getContext('webgl2').isContextLost()")
    tab.settle()
    tab.settle()
    np.testing.assert_array_equal(tab.shot(), before)
    assert tab.errors == []


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A tab of a browser that has no WebGL."""
    with browser(tmp_path_factory.mktemp("plain"), "--disable-3d-apis") as one:
        yield one


def test_a_page_without_webgl_plays_and_shows_a_notice(plain, tmp_path):
    plain.open(published(Level.model_validate(THREE), tmp_path / "a.html", 0.5))
    assert plain.value("find('problem').textContent").startswith(
        "Simplified drawing: WebGL 2 is missing in this browser"
    )
    plain.until("!document.body.classList.contains('playing')")
    assert plain.value("find('now').textContent") == "0.50"
    plain.open(published(Level.model_validate(THREE), tmp_path / "a.html", 3.0) + "#t=2", (700, 600))
    plain.settle()
    red, green, blue = (middle(plain.shot(), channel) for channel in range(3))
    scale = (blue - red)[0] / 6.0
    assert green == pytest.approx(red + scale * np.array([4.0, -2.0]), abs=1.5)
    plain.click(350, 300)
    plain.until("!document.body.classList.contains('playing') && find('now').textContent === '3.00'")
    assert (plain.errors, plain.requests) == ([], [])


@pytest.mark.parametrize("name", ["nested", "doors", "wind", "conveyor"])
def test_the_canvas_painter_draws_much_like_webgl(tab, plain, tmp_path, name):
    address = published(load_level(LEVELS / f"{name}.toml"), tmp_path / "a.html", 2.0) + "#t=2"
    pictures = []
    for one in (tab, plain):
        one.open(address, (600, 666))
        one.settle()
        squares = one.shot()[40:560].reshape(52, 10, 60, 10, 3).mean(axis=(1, 3))  # without title and words
        pictures.append(squares.ravel())
    assert np.corrcoef(pictures)[0, 1] > 0.8
    assert plain.errors == []


@pytest.mark.parametrize("has_webgl", [True, False])
def test_labels_and_colors_are_drawn(tab, plain, tmp_path, has_webgl):
    scene = {
        **THREE,
        "balls": [],
        "walls": [
            {"shape": "box", "width": 2.0, "height": 2.0, "center": [-2.0, 0.0], "velocity": [1.0, 0.0],
             "color": "#00ff00", "label": HOSTILE[:40]},
            {"shape": "path", "closed": False, "points": [[1.0, 1.0], [2.0, 1.0]], "label": "ramp"},
        ],
        "sensors": [{"name": "a", "center": [2.0, -2.0], "zone": {"shape": "circle", "radius": 1.0},
                     "label": "goal", "color": "#ff0000"}],
    }  # fmt: skip
    address = published(Level.model_validate(scene), tmp_path / "a.html", 3.0)
    one = tab if has_webgl else plain
    one.open(address + "#t=2", (800, 600))
    assert middle(one.shot(), 1)[0] == pytest.approx(400, abs=2)
    places = json.loads(
        one.value(
            "JSON.stringify([...find('labels').children].map((one) => [one.textContent, "
            "...['left', 'right', 'top', 'bottom'].map((side) => one.getBoundingClientRect()[side])]))"
        )
    )
    assert [place[0] for place in places] == [HOSTILE[:40], "ramp", "goal"]
    (_, left, right, top, bottom), ramp, goal = places
    scale = (0.5 * (goal[1] + goal[2]) - 400) / 2.0  # px a metre
    assert 55.0 < scale < 75.0
    assert 0.5 * (left + right) == pytest.approx(400, abs=1)
    assert 0.5 * (goal[3] + goal[4]) - 0.5 * (top + bottom) == pytest.approx(2.0 * scale, abs=1)
    assert 0.5 * (top + bottom) - 0.5 * (ramp[3] + ramp[4]) == pytest.approx(scale, abs=1)
    assert 400 + 2.0 * scale + 3 < ramp[1] < 400 + 2.0 * scale + 20
