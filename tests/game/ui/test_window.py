"""The real window on an X server: its contents, and the effect of keys."""

import shutil
import subprocess
import sys
import textwrap
import time

import pytest

from tests.display import LEVEL
from tests.machine import skip_missing

SCENARIO = '''
from components import PreviousPose
from game.render.camera import Camera
from game.simulation.view_rect import ViewRect

SUBJECT = ViewRect((0.0, 0.0), 7.0, 7.0)

def orange(window, view):
    """Whether every ball is orange around its badge, and whether all four corners are dark."""
    view.session.clock.paused = True
    yield from frames()
    view.draw_world()  # without panels and hints
    width, height = window.get_framebuffer_size()
    pixels = np.frombuffer(window.ctx.screen.read(components=3), np.uint8).reshape(height, width, 3).astype(int)
    camera = Camera(SUBJECT, (width, height))
    previous = view.simulation.balls[PreviousPose]
    start = np.column_stack((previous.x, previous.y))
    rows, columns = np.mgrid[:height, :width]
    hits = []
    for place in start + view.session.clock.alpha * (view.simulation.positions - start):
        x, y = camera.to_window(*place)
        away = np.hypot(columns + 0.5 - x, rows + 0.5 - y) / (0.4 * camera.scale)
        red, green, blue = np.median(pixels[(away > 0.68) & (away < 0.9)], axis=0)
        hits.append(bool(red > 120 and green < 0.6 * red and blue < 0.4 * red))
    view.session.clock.paused = False
    return hits, [pixels[y, x].max().item() for x in (2, -3) for y in (2, -3)]

def scenario(window, view):
    seen["size"] = window.get_size()
    seen["resizable"] = window._resizable
    seen["title"] = window.caption
    seen["balls"], seen["corners"] = yield from orange(window, view)

    before = view.simulation.steps
    yield from frames(15)
    seen["ran"] = view.simulation.steps - before
    yield from press(window, key.SPACE, " ")
    seen["paused"] = view.session.clock.paused
    before = view.simulation.steps
    yield from frames(6)
    seen["ran while paused"] = view.simulation.steps - before
    yield from press(window, key.PERIOD, ".")
    yield from press(window, key.PERIOD)
    seen["single steps"] = view.simulation.steps - before
    yield from press(window, key.SPACE)
    seen["went on"] = not view.session.clock.paused

    yield from press(window, key.PLUS, "+")
    yield from press(window, key.EQUAL, "+")
    seen["fast"] = view.session.clock.speed
    for _ in range(9):
        yield from press(window, key.MINUS, "-")
    seen["slow"] = view.session.clock.speed
    for _ in range(4):
        yield from press(window, key.NUM_ADD)

    seen["seed"] = view.simulation.seed
    old = view.simulation
    yield from press(window, key.SPACE)
    yield from press(window, key.R, "r")
    seen["restarted"] = view.simulation is not old and view.simulation.level is old.level
    seen["same seed"] = view.simulation.seed == old.seed
    seen["begins anew"] = view.simulation.steps < old.steps
    seen["old world is gone"] = old.world.name not in esper.list_worlds()

    yield from press(window, key.BRACKETRIGHT, "]")
    seen["next"] = window.caption
    yield from press(window, key.BRACKETRIGHT, "]")
    seen["broken"], seen["message"] = window.caption, view.message
    yield from press(window, key.BRACKETRIGHT)
    seen["around"] = window.caption
    yield from press(window, key.BRACKETLEFT)
    yield from press(window, key.BRACKETLEFT, "[")
    seen["back"] = window.caption
    yield from press(window, key.KEY_8, "[")
    seen["AltGr 8"] = window.caption
    yield from press(window, key.BRACKETLEFT, "\\u00df")
    seen["sharp s"] = window.caption

    yield from press(window, key.SLASH, "?")
    seen["help"] = view.help_is_open
    yield from press(window, key.F1)
    seen["help closed"] = not view.help_is_open

    window.set_size(500, 700)
    yield from frames(10)
    seen["tall"] = window.get_framebuffer_size()
    seen["tall balls"], seen["tall corners"] = yield from orange(window, view)
    yield from press(window, key.F11)
    yield from frames(10)
    seen["fullscreen"], seen["fullscreen size"] = window.fullscreen, window.get_framebuffer_size()
    seen["fullscreen balls"], _ = yield from orange(window, view)
    yield from press(window, key.F11)
    yield from frames(10)
    seen["fullscreen again"] = window.fullscreen

play(scenario, size=opened.SIZE, seed=11)
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three levels, the last of them broken."""
    place = tmp_path_factory.mktemp("levels")
    for name in ("a", "b"):
        (place / f"{name}.toml").write_text(LEVEL.format(title=f"Level {name}"), "utf-8")
    (place / "broken.toml").write_text(LEVEL.format(title="Broken").replace("sides = 7", "sides = 1"), "utf-8")
    return place


@pytest.fixture(scope="module")
def seen(desktop, folder):
    """Results of the scenario."""
    return desktop.play(SCENARIO, folder)


def test_a_new_window_fits_the_screen(seen):
    assert seen["size"] == [1152, 800]  # nine tenths of the screen's 1280
    assert seen["resizable"]
    assert seen["title"] == "Level a"


@pytest.mark.parametrize("way", ["", "tall ", "fullscreen "])
def test_balls_are_drawn_at_their_positions(seen, way):
    assert seen[f"{way}balls"] == [True] * 5


def test_the_backdrop_reaches_every_corner(seen):
    for corner in seen["corners"] + seen["tall corners"]:
        assert 5 < corner < 60


def test_space_pauses_and_resumes(seen):
    assert seen["ran"] > 0
    assert seen["paused"]
    assert seen["ran while paused"] == 0
    assert seen["went on"]


def test_a_full_stop_runs_one_step(seen):
    assert seen["single steps"] == 2


def test_plus_and_minus_change_the_speed_within_limits(seen):
    assert seen["fast"] == 4.0
    assert seen["slow"] == 1.0 / 16.0


def test_r_restarts_with_the_same_seed(seen):
    assert seen["seed"] == 11
    assert seen["restarted"]
    assert seen["same seed"]
    assert seen["begins anew"]
    assert seen["old world is gone"]


def test_brackets_change_the_level(seen):
    assert seen["next"] == "Level b"
    assert seen["around"] == "Level a"
    assert seen["back"] == "Level b"


def test_a_broken_level_does_not_replace_the_running_one(seen):
    assert seen["broken"] == "Level b"
    assert "broken.toml:7:9: walls[0].sides" in seen["message"]


def test_the_typed_character_decides_on_every_layout(seen):
    assert seen["AltGr 8"] == "Level a"
    assert seen["sharp s"] == "Level a"


def test_help_opens_and_closes(seen):
    assert seen["help"]
    assert seen["help closed"]


def test_the_window_can_be_resized(seen):
    assert seen["tall"] == [500, 700]
    assert seen["fullscreen"]
    assert seen["fullscreen size"] == [1280, 1024]
    assert not seen["fullscreen again"]


def test_keys_of_a_keyboard(environment, folder):
    """Keys sent through the X server: one changes the level and so the title, Escape closes the window."""
    if not shutil.which("xdotool"):
        skip_missing("xdotool")

    def xdotool(*words):
        return subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, check=False)

    def wait_for(title, key=None):
        """Wait for a window title; press a key again and again, since the title screen ignores it."""
        deadline = time.monotonic() + 60.0
        while not xdotool("search", "--name", f"^{title}$").stdout:
            assert game.poll() is None, game.communicate()[1]
            assert time.monotonic() < deadline, f"no window is called {title}"
            if key:
                xdotool("key", key)
            time.sleep(0.1)

    code = textwrap.dedent("""
        import sys; from pathlib import Path
        from game.levels.library import LevelFolder, list_levels; from game.ui.window import run
        run(Path(sys.argv[1]) / "a.toml", lambda: list_levels([LevelFolder("project", Path(sys.argv[1]))]))
    """)
    command = [sys.executable, "-c", code, str(folder)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as game:
        try:
            wait_for("Level a")
            xdotool("mousemove", "640", "512", "click", "1")
            wait_for("Level b", key="bracketright")
            xdotool("key", "Escape")
            assert game.wait(timeout=60) == 0
            assert game.stderr.read() == ""
        finally:
            game.kill()
