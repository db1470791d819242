"""An X server for tests of the real window, and scenarios that run inside the event loop of the game."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from tests.machine import skip_missing

ROOT = str(Path(__file__).parents[1])

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

# A scenario is a generator that continues after every frame. Its results in `seen` are printed as JSON.
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
    return library.list_levels([library.LevelFolder("project", folder)])

def frames(count=4):
    for _ in range(count):
        yield

def until(condition, seconds=20.0):
    """Wait for a condition; return the time that it took in s, and the number of frames."""
    start, waited = time.perf_counter(), 0
    while not condition():
        assert time.perf_counter() < start + seconds, "timeout"
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
    """Draw the current screen, and return its pixels (height, width, 3), top row first."""
    window.current_view.on_draw()
    width, height = window.get_framebuffer_size()
    screen = np.frombuffer(window.ctx.screen.read(components=3), np.uint8)
    return screen.reshape(height, width, 3)[::-1].astype(int)

def play(scenario, level="a.toml", size=(640, 480), **settings):
    """Run a scenario in a new window, and close it at the end; a small window draws faster."""
    opened.SIZE = size
    def run():
        yield from frames(8)
        window = arcade.get_window()
        while not hasattr(window.current_view, "simulation"):
            yield  # wait for the kernels
        yield from scenario(window, window.current_view)
        print(json.dumps(seen), flush=True)
        window.close()
        yield from frames(60)
        sys.exit("the window is still open")
    steps = run()
    listen = lambda _: arcade.get_window().push_handlers(on_refresh=lambda _: next(steps, None))
    pyglet.clock.schedule_once(listen, 0)
    opened.run(folder / level, levels, **settings)
'''


class Desktop:
    """Runs scenarios on an X server, with own folders for preferences, data and cache.

    environment : environment variables of a process that uses this server and these folders
    """

    def __init__(self, display, folder, server):
        variables = {name: value for name, value in os.environ.items() if name != "ARCADE_HEADLESS"}
        own = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
        self.environment = variables | own | {"DISPLAY": display, "PYTHONPATH": ROOT, "ARCADE_SOUND_BACKENDS": "silent"}
        self._folder, self._server = folder, server

    def process(self, code, folder, **variables):
        """Run a scenario on the levels of a folder, which has at least "Level a"; return the completed process."""
        if not (folder / "a.toml").exists():
            (folder / "a.toml").write_text(LEVEL.format(title="Level a"), "utf-8")
        outputs = [self._folder / name for name in ("stdout", "stderr")]
        for output in outputs:
            output.unlink(missing_ok=True)
        status = self._server.run(SCENARIO + code, [folder], self.environment | variables, *outputs)
        return subprocess.CompletedProcess(code, status, *(output.read_text("utf-8") for output in outputs))

    def play(self, code, folder, **variables):
        """Run a scenario as `process` does, and return its results."""
        done = self.process(code, folder, **variables)
        if "NoOpenGLException" in done.stderr:
            skip_missing("OpenGL")
        assert (done.returncode, done.stderr) == (0, ""), f"exit status {done.returncode}: {done.stderr}"
        return json.loads(done.stdout)


class WindowServer:
    """A process of `tests.window_server`, started by the first request."""

    def __init__(self):
        self._process = None

    def run(self, code, arguments, environment, stdout, stderr):
        """Run code in a process with these arguments, variables and output files; return its exit status."""
        if not self._process:
            command = [sys.executable, "-W", "error", "-m", "tests.window_server"]
            # a process with several threads must not fork
            variables = environment | {"OPENBLAS_NUM_THREADS": "1"}
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, env=variables, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        request = {
            "code": code,
            "arguments": [str(argument) for argument in arguments],
            "environment": environment,
            "stdout": str(stdout),
            "stderr": str(stderr),
        }
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        assert answer, "the window server has ended"
        return int(answer)

    def close(self):
        """End the process if it was started."""
        if self._process:
            self._process.communicate()


@contextmanager
def x_server():
    """Start an X server with 24 bits of colour, and yield the name of its display and the number of its process."""
    if not shutil.which("Xvfb"):
        skip_missing("Xvfb")
    reader, writer = os.pipe()
    # -noreset: a server that resets after its last client has left refuses connections at that moment
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        try:
            yield f":{number}", server.pid
        finally:
            server.terminate()
