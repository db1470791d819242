"""An X server for tests of the real window, and a way to run a scenario inside the game's own loop."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from tests.machine import lacking

LEVEL = """\
format = 1
title = "{title}"
[view]
height = 7.0
[[walls]]
shape = "polygon"
sides = 7
radius = 3.0
spin = 72.0
[[balls]]
count = 5
radius = 0.4
colors = ["#ea5506"]
spawn = {{ pattern = "ring", radius = 1.5 }}
"""

# Runs after every frame up to the next `yield`. What it puts into `seen` is printed as JSON.
SCENARIO = '''
import json, sys, time
from pathlib import Path
import arcade, esper, numpy as np, pyglet
from arcade import key
from game.levels import library
from game.ui import window as opened

seen = {}
folder = Path(sys.argv[1])

def levels():
    return library.levels([library.Folder("project", folder)])

def frames(count=4):
    for _ in range(count):
        yield

def until(condition, seconds=20.0):
    """Wait; return how long that took, in s and in frames."""
    start, waited = time.perf_counter(), 0
    while not condition():
        assert time.perf_counter() < start + seconds, "waited in vain"
        waited += 1
        yield
    return time.perf_counter() - start, waited

def press(window, symbol, text="", motion=None):
    window.dispatch_event("on_key_press", symbol, 0)
    if text:
        window.dispatch_event("on_text", text)
    if motion:
        window.dispatch_event("on_text_motion", motion)
    yield from frames()

def pixels(window):
    """Return what is on screen, (height, width, 3), top row first."""
    window.current_view.on_draw()
    width, height = window.get_framebuffer_size()
    screen = np.frombuffer(window.ctx.screen.read(components=3), np.uint8)
    return screen.reshape(height, width, 3)[::-1].astype(int)

def play(scenario, level="a.toml", **settings):
    """Open the window, and close it when the scenario ends."""
    def course():
        yield from frames(8)
        window = arcade.get_window()
        while not hasattr(window.current_view, "simulation"):
            yield  # the kernels are compiled
        yield from scenario(window, window.current_view)
        print(json.dumps(seen), flush=True)
        window.close()
        yield from frames(60)
        sys.exit("still open")
    steps = course()
    listen = lambda _: arcade.get_window().push_handlers(on_refresh=lambda _: next(steps, None))
    pyglet.clock.schedule_once(listen, 0)
    opened.run(folder / level, levels, **settings)
'''


@contextmanager
def x_server(cache):
    """Yield environment variables that lead to an X server with 24 bits of colour, and to an own cache folder."""
    if not shutil.which("Xvfb"):
        lacking("Xvfb")
    ours, theirs = os.pipe()
    # noreset: a server that begins anew when its last client leaves refuses whoever comes in that moment
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL) as server:
        os.close(theirs)
        with os.fdopen(ours) as pipe:
            number = pipe.readline().strip()
        variables = {name: value for name, value in os.environ.items() if name != "ARCADE_HEADLESS"}
        here = str(Path(__file__).parents[1])
        quiet = {"ARCADE_SOUND_BACKENDS": "silent"}
        own = {f"XDG_{kind}_HOME": str(cache / kind.lower()) for kind in ("CONFIG", "DATA")}  # not the player's
        yield variables | quiet | own | {"DISPLAY": f":{number}", "PYTHONPATH": here, "XDG_CACHE_HOME": str(cache)}
        server.terminate()


def run_in_window(environment, code, folder):
    """Run a scenario on the levels of a folder; return what it saw."""
    command = [sys.executable, "-W", "error", "-c", SCENARIO + code, str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    if "NoOpenGLException" in done.stderr or 'Library "GL" not found' in done.stderr:
        lacking("OpenGL")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def observe(environment, folder, code):
    """Run a scenario in a folder with one level, "Level a"; return what it saw."""
    (folder / "a.toml").write_text(LEVEL.format(title="Level a"), "utf-8")
    return run_in_window(environment, code, folder)
