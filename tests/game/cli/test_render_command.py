"""Tests of the command `render`."""

import sys

import numpy as np
import pytest
from PIL import Image

from game.render import backends
from tests.command_line import LEVEL, heptagon, process
from tests.machine import skip_missing


def test_render_uses_pillow_without_opengl(here):
    result = heptagon("render", LEVEL, "-o", "a.png", "--size", "96x64", "--seconds", 0.5)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "wrote a.png\n", "")
    with Image.open("a.png") as picture:
        assert picture.size == (96, 64)
        assert len(picture.getcolors(10_000)) > 500


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".mp4"])
def test_render_draws_animations(here, suffix):
    if suffix == ".mp4":
        pytest.importorskip("av")
    result = heptagon("render", LEVEL, "-o", f"a{suffix}", "--size", "64x64", "--seconds", 0.4, "--fps", 10)
    assert result.exit_code == 0, result.stderr
    assert [path.name for path in here.iterdir()] == [f"a{suffix}"]
    if suffix != ".mp4":
        with Image.open(f"a{suffix}") as picture:
            assert (picture.size, picture.n_frames) == ((64, 64), 4)


def test_render_uses_egl(tmp_path):
    if obstacle := backends.detect_graphics().offscreen:
        skip_missing(f"OpenGL without a window ({obstacle.reason})")
    result = process("render", LEVEL, "-o", tmp_path / "a.png", "--size", "320x320")
    assert result.returncode == 0, result.stderr
    with Image.open(tmp_path / "a.png") as picture:
        red, _, blue = np.moveaxis(np.asarray(picture).astype(int), -1, 0)
    assert 0.01 < np.mean((red > 150) & (red > blue + 80)) < 0.2  # orange balls


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="EGL is for Linux")
def test_pillow_draws_without_messages_if_egl_finds_no_driver(tmp_path):
    no_driver = {"__EGL_VENDOR_LIBRARY_FILENAMES": str(tmp_path / "none.json")}
    result = process("render", LEVEL, "-o", tmp_path / "a.png", "--size", "64x64", **no_driver)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"wrote {tmp_path / 'a.png'}\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "a.bmp"], "cannot write a.bmp: wrong suffix for a drawing; allowed: .png, .gif, .webp, .mp4 or .html"),
        (["-o", "a.png", "--size", "8x8"], "cannot draw a.png: its size would be 8x8; allowed: sides of 16 to 4096 "),
        (["-o", "a.png", "--size", "800"], "cannot use --size 800: not a size; allowed: WIDTHxHEIGHT, such as"),
        (["-o", "a.png", "--size", "-8x8"], "cannot use --size -8x8: not a size; allowed: WIDTHxHEIGHT, such as"),
        (["-o", "a.webp", "--fps", "1000"], "cannot use --fps 1000: out of range; allowed: whole numbers, 1 to 120"),
        (["-o", "a.webp", "--seconds", "601"], "cannot use --seconds 601: out of range; allowed: 0 to 600 s"),
        (["-o", "no/a.png"], "cannot write no/a.png: there is no folder no; allowed: an existing folder"),
        (["-o", "con.png"], "cannot write con.png: Windows reserves the name con for a device; allowed: another name"),
        ([], "cannot run heptagon render: --output FILE is missing; allowed: heptagon render LEVEL --output FILE"),
    ],
)
def test_render_rejects_invalid_arguments(here, arguments, message):
    result = heptagon("render", LEVEL, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1
    assert [*here.iterdir()] == []
