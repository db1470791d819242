"""The first run: a window with a title screen opens while the kernels are compiled."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from tests.display import LEVEL
from tests.machine import skip_missing

CODE = textwrap.dedent("""
    import json, os, sys, time
    start = time.perf_counter()
    from pathlib import Path
    import arcade, numpy as np, pyglet
    from game.ui import window as opened
    seen = {"titles": 0, "pictures": []}
    def look(_):
        window = arcade.get_window()
        view = window.current_view
        seen.setdefault("first frame", time.perf_counter() - start)
        if type(view).__name__ == "TitleView":
            seen["titles"] += 1
            if seen["titles"] in {10, 30}:
                width, height = window.get_framebuffer_size()
                view.on_draw()
                pixels = np.frombuffer(window.ctx.screen.read(components=3), np.uint8).reshape(height, width, 3)
                seen["pictures"].append(pixels[::-1].astype(int))
                if "HEPTAGON_SHOTS" in os.environ:
                    from PIL import Image
                    Image.fromarray(pixels[::-1]).save(Path(os.environ["HEPTAGON_SHOTS"]) / "title.png")
            HOOK
        else:
            seen.setdefault("level", time.perf_counter() - start)
            seen["playing"] = type(view).__name__, window.caption
            if view.simulation.steps > 5:
                window.close()
    pyglet.clock.schedule_once(lambda _: arcade.get_window().push_handlers(on_refresh=look), 0)
    opened.run(Path(sys.argv[1]), lambda: [])
    pictures = seen.pop("pictures")
    seen["turns"] = int((pictures[0] != pictures[1]).any(axis=2).sum()) if len(pictures) == 2 else 0
    seen["bright"] = int((pictures[0].max(axis=2) > 150).sum()) if pictures else 0
    print(json.dumps(seen))
""")


@pytest.fixture
def level(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(LEVEL.format(title="Level a"), "utf-8")
    return path


def run(environment, level, cache, hook="pass"):
    command = [sys.executable, "-W", "error", "-c", CODE.replace("HOOK", hook), str(level)]
    variables = environment | ({"NUMBA_CACHE_DIR": str(cache)} if cache else {})
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=240, check=False)
    if "NoOpenGLException" in done.stderr or 'Library "GL" not found' in done.stderr:
        skip_missing("OpenGL")
    assert (done.returncode, done.stderr) == (0, "")
    return eval(done.stdout)  # JSON without true, false and null


@pytest.mark.slow
def test_the_title_screen_is_shown_only_while_the_kernels_are_compiled(environment, level, tmp_path):
    cold, warm = (run(environment, level, tmp_path / "cache") for _ in range(2))
    print("cold", cold, "warm", warm, sep="\n")
    assert cold["titles"] > 30
    assert cold["first frame"] < 0.5 * cold["level"]
    assert cold["turns"] > 300
    assert cold["bright"] > 1000
    assert cold["playing"] == ["PlayView", "Level a"]
    assert warm["titles"] == 0
    assert warm["playing"] == ["PlayView", "Level a"]


@pytest.mark.slow
def test_closing_the_window_ends_the_loading(environment, level, tmp_path):
    seen = run(environment, level, tmp_path / "cache", "window.close()")
    assert seen["titles"] == 1
    assert "level" not in seen


def command_line(environment, level, code):
    command = [sys.executable, "-c", f"{code}\nfrom game.cli.main import main\nmain()", "play", str(level)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_an_error_of_the_compiler_is_printed(environment, level):
    code = (
        "import systems\ndef load_kernels(in_background):\n    raise RuntimeError('no LLVM')\n"
        "systems.load_kernels = load_kernels"
    )
    with command_line(environment, level, code) as game:
        out, err = game.communicate(timeout=120)
    assert (game.returncode, out, err) == (1, "", "cannot compile the kernels: RuntimeError: no LLVM\n")


def test_no_kernel_is_loaded_before_the_window(environment, level):
    code = "import sys, game.ui.window\ngame.ui.window.run = lambda *_: print('numba' in sys.modules)"
    with command_line(environment, level, code) as game:
        out, err = game.communicate(timeout=120)
    assert (game.returncode, out, err) == (0, "False\n", "")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xdotool"), reason="xdotool is missing")
def test_ctrl_c_ends_the_loading(environment, level, tmp_path):
    with command_line(environment | {"NUMBA_CACHE_DIR": str(tmp_path)}, level, "") as game:
        search, deadline = ["xdotool", "search", "--name", "^Level a$"], time.monotonic() + 60.0
        while not subprocess.run(search, env=environment, capture_output=True, check=False).stdout:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        time.sleep(0.5)
        os.kill(game.pid, signal.SIGINT)
        _, err = game.communicate(timeout=60)
    assert (game.returncode, err) == (130, "interrupted\n")
