"""Malicious files are rejected quickly, with a position and in little memory; large valid files load quickly."""

import math
import os
import subprocess
import sys
import tracemalloc
from functools import cache
from pathlib import Path
from time import process_time

import pytest
from pydantic import ValidationError

from game.levels.model import Level, LevelError, load_level
from tests.lanes import cases

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from game.levels.model import LevelError, load_level
try:
    load_level(sys.argv[1])
except LevelError:
    print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))
"""
HEAD = 'format = 1\ntitle = "x"\n'
MEGA = 1024 * 1024
HOSTILE = {
    "keys": HEAD + "".join(f"a{n}=1\n" for n in range(110_000)),
    "items": HEAD + "walls=[" + "1," * 500_000 + "]",
    "tables": HEAD + "[[balls]]\n" * 100_000,
    "headers": HEAD + "".join(f"[a{n}]\n" for n in range(115_000)),
    "inline": HEAD + "world={" + ",".join(f"a{n}=1" for n in range(110_000)) + "}",
    "dots": HEAD + ".".join(["x"] * 500_000) + "=1",
    "dotted": HEAD + "".join(f"[{'.'.join(['x'] * 200)}.y{n}]\n" for n in range(2400)),
    "points": HEAD + "[[walls]]\nshape='path'\npoints=[" + "[0,0]," * 170_000 + "]",
    "numbers": HEAD + "[[balls]]\nradius=0.1\nfirst_number=1\nposition=[0,0]\n" * 18_000,
    "unknown": HEAD + "balls=[" + "{a=1,b=1,c=1,d=1,e=1,f=1,g=1}," * 19_000 + "]",
    "strewn": HEAD + ("[[balls]]\nradius=1\nspawn.pattern='points'\nspawn.points=[1" + ",1" * 19_000 + "]\n") * 25,
    "lent": HEAD + "[templates.a]\n" + "".join(f"k{n}=1\n" for n in range(900)) + "[[balls]]\ntemplate='a'\n" * 19_000,
    "hints": HEAD + "".join(f"[templates.a{n}]\n" for n in range(900)) + "[[balls]]\ntemplate='b'\n" * 19_000,
    "names": HEAD
    + "".join(f"[materials.{'a' * 20}{n}]\n" for n in range(900))
    + "".join(f"[[balls]]\nradius=1\nposition=[{n}0,0]\nmaterial='a{n}'\n" for n in range(15_000)),
    "curves": HEAD + "[[walls]]\nshape='path'\nclosed=false\npoints=[[0,0],[[0,400],[400,400],[400,0]]]\n" * 10_000,
    "copies": HEAD + "[[walls]]\nshape='circle'\nradius=-1\nrepeat={count=10000,step=[1,0]}\n" * 2,
    "repeats": HEAD + "[[walls]]\nshape='circle'\nradius=-1\nrepeat={count=10000,step=[1,0]}\n" * 15_000,
    "word": "x" * MEGA,
    "large": "#" * 16 * MEGA,
}


TYPICAL = ("keys", "items", "inline", "dots", "strewn", "lent", "large")
"""One of each kind, which the quick lane reads."""


def problems(path):
    with pytest.raises(LevelError) as caught:
        load_level(path)
    return caught.value.problems


@pytest.fixture(scope="module")
def load_hostile(tmp_path_factory):
    """A function that reads a hostile file once; it returns the problems, and the processor time in s."""
    path = tmp_path_factory.mktemp("hostile") / "level.toml"

    @cache
    def read(name):
        path.write_text(HOSTILE[name])
        start = process_time()
        return problems(path), process_time() - start

    return read


@pytest.mark.both_lanes
@pytest.mark.parametrize("name", cases(quick=TYPICAL, slow=tuple(HOSTILE)))
def test_a_hostile_file_is_rejected_quickly_with_a_position(load_hostile, name):
    found, seconds = load_hostile(name)
    assert seconds < 5.0, "expected: 2 s without other load"
    assert min(found[0].line, found[0].column) >= 1
    assert len(found) <= 1001


@pytest.mark.parametrize(
    ("name", "position", "message"),
    [
        ("keys", (1, 1, "file"), "has too many keys (got 110002); allowed: up to 1000"),
        ("items", (3, 7, "walls"), "has too many items (got 500000); allowed: up to 20000"),
        ("inline", (3, 7, "world"), "has too many keys (got 110000)"),
        ("dots", (3, 1, "toml"), "is nested too deeply"),
        ("strewn", (1, 1, "file"), "has too many values in total; allowed: up to 300000"),
        ("lent", (3, 1, "templates"), "give too many fields in total"),
        ("large", (1, 1, "file"), "is too large; allowed: up to 1 MB"),
    ],
)
def test_exceeded_limits_are_reported_first(load_hostile, name, position, message):
    (problem,), _ = load_hostile(name)
    assert (problem.line, problem.column, problem.field) == position
    assert message in problem.message


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="requires /proc")
@pytest.mark.parametrize("name", ["keys", "items", "unknown", "numbers", "strewn"])
def test_a_hostile_file_takes_less_than_half_a_gigabyte(tmp_path, name):
    path = tmp_path / f"{name}.toml"
    path.write_text(HOSTILE[name])
    command = [sys.executable, "-c", PROGRAM, str(path)]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert int(result.stdout) < 500 * 1024


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="requires named pipes")
def test_a_pipe_and_a_circular_link_are_rejected(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    assert problems(tmp_path / "pipe.toml")[0].message == "is not a regular file; allowed: a TOML file"
    (tmp_path / "circular.toml").symlink_to(tmp_path / "circular.toml")
    assert problems(tmp_path / "circular.toml")[0].message.startswith("cannot be read: ")


def test_validation_stops_after_1001_errors():
    data = {"format": 1, "title": "x", "balls": [{"radius": 0.1, "position": [0.0, 0.0]}] * 1500 + [{}] * 200_000}
    tracemalloc.start()
    try:
        with pytest.raises(ValidationError) as caught:
            Level.model_validate(data)
        assert tracemalloc.get_traced_memory()[1] < 10e6
    finally:
        tracemalloc.stop()
    assert caught.value.errors()[0]["loc"][:2] == ("balls", 1500)
    assert caught.value.error_count() == 1001


def test_errors_late_in_a_list_have_the_right_index():
    balls = [{"radius": 0.1, "position": [0.3 * k, 0.0]} for k in range(2500)]
    for k in (3, 1000, 2499):
        balls[k] = {"radius": 0.1, "position": [0.3 * k, "a"]}
    with pytest.raises(ValidationError) as caught:
        Level.model_validate({"format": 1, "title": "x", "balls": balls})
    assert [line["loc"] for line in caught.value.errors()] == [("balls", k, "position", 1) for k in (3, 1000, 2499)]


def test_many_balls_load_quickly(tmp_path):
    for count, seconds in ((20, 0.03), (10_000, 0.4)):
        side = math.isqrt(count) + 1
        balls = (f"[[balls]]\nradius = 0.1\nposition = [{n % side}, {n // side}]\n" for n in range(count))
        path = tmp_path / f"{count}.toml"
        path.write_text(HEAD + "".join(balls))
        times = []
        for _ in range(3):
            start = process_time()
            load_level(path)
            times.append(process_time() - start)
        print(f"{count} balls: {min(times):.4f} s")
        assert min(times) < 3.0 * seconds, f"expected: {seconds} s without other load"
