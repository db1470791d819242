"""Valid files of every kind, which the mutations start from."""

import tempfile
from functools import cache
from pathlib import Path

from game import Level, Simulation, save_state
from game.session.recording.recorder import Recorder
from game.simulation.commands import AddBall, Grab, Place, Release, RemoveBall, SetParameter
from tests.game.session.recording.scenes import everything, first, play

ROOT = Path(__file__).parents[2]
DRAWINGS = ROOT / "tests" / "game" / "levels" / "importing" / "drawings"
MAX_BYTES = 10_000
"""Largest size of a level file that is used."""

BOX = {
    "format": 1,
    "title": "Box",
    "walls": [{"shape": "box", "width": 4.0, "height": 3.0, "container": True, "spin": 30.0}],
    "balls": [{"radius": 0.2, "position": [0.0, 0.0]}],
}
EXTENDED = """format = 1
title = "Child"
extends = "beside.toml"
[templates.small]
radius = 0.1
[[balls]]
template = "small"
position = [-1.0, 0.5]
"""
DRAWN = """format = 1
title = "Curves, copies and labels"
[[walls]]
shape = "path"
points = [[-3.0, 2.0], [[-3.0, -4.0], [3.0, -4.0], [3.0, 2.0]]]
tolerance = 0.01
color = "#5f86b8"
[[walls]]
shape = "box"
width = 0.2
height = 0.1
center = [1.0, 0.0]
label = "peg {n}"
sway = { offset = [0.1, 0.0], period = 2.0 }
repeat = { count = 6, turn = 60.0, about = [0.0, 0.0], rows = 2, row_step = [0.0, -0.5], first = 0 }
[[sensors]]
name = "bin {n}"
zone = { shape = "box", width = 0.4, height = 0.2 }
repeat = { count = 3, step = [0.5, 0.0] }
[[balls]]
count = 5
radius = 0.1
spawn = { pattern = "line", length = 2.0, center = [0.0, 1.5], speed = [1.0, 2.0], direction = 90.0, spread = 5.0 }
"""
PREFERENCES = """# mine
theme = "light"
scale = 1.5
reduced_motion = true
volume = 3
muted = false
[keys]
pause = ["P", "Space"]
put = ["V"]
"""
SHAPES = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 640 480">
<style>.ball {fill: red} #room {stroke: #123456; stroke-width: 2}</style>
<rect id="room" x="10" y="10" width="620" height="460" rx="5" data-friction="0.3" data-container="true"/>
<circle class="ball" cx="100" cy="100" r="20" data-velocity-x="2" transform="rotate(30 10 10) scale(1.1 0.9)"/>
<ellipse cx="300" cy="100" rx="30" ry="20" data-spin="45"/>
<polyline points="50,300 100,320 150,300" fill="none" stroke="black" stroke-width="3mm"/>
<polygon points="250,300 300,320 350,300 320 220" opacity="50%"/>
<path id="p" d="M 400 300 c 10 0 20 10 30 10 s 5 5 9 9 q 1 2 3 4 t 5 6 A 5 9 30 1 0 450 350 z"/>
<symbol id="s"><line x1="1" y1="2" x2="30" y2="40" stroke="red"/></symbol><use href="#s" x="200" y="200"/>
<circle id="spawn" cx="520" cy="100" r="50" data-count="5" data-radius="0.1" data-speed="1"/></svg>"""

STYLED = """<!DOCTYPE svg [<!ENTITY blue "#3fa0c8">]>
<svg xmlns="http://www.w3.org/2000/svg" width="20em" height="15em" viewBox="-10 0 320 240" style="--c: hsl(30 90% 50%)">
<style>@media screen { g > .wall:nth-child(2n) { fill: var(--c, red); transform-origin: 50% 50% } } #ring { fill: blue }
.wall { stroke: none !important; transform: rotate(0.1turn) translate(5%, 1mm); transform-box: fill-box }</style>
<rect width="100%" height="100%" fill="white"/><rect id="container" x="5" y="5" width="90%" height="calc(100% - 2em)"/>
<g class="layer" font-size="8"><ellipse class="wall" cx="50" cy="60" rx="20" style="stroke-width:1%"/>
<rect class="wall" x="8em" y="9em" width="3em" height="1em" rx="2" fill="url(#g)"/></g>
<path id="ring" fill-rule="evenodd" d="M200 100h60v60h-60zM210 110a20 20 0 1 0 40 0a20 20 0 1 0-40 0zM222 112h9v9z"/>
<svg x="10" y="150" width="80" height="40" viewBox="0 0 20 20" preserveAspectRatio="xMinYMax slice">
<circle id="ball" cx="10" cy="10" r="3" fill="&blue;"/></svg>
<symbol id="s" viewBox="0 0 10 10"><path d="M0 0L9 1 5 9"/></symbol>
<switch><foreignObject requiredExtensions="x"/>
<use href="#s" x="110" y="150" width="30" height="40" opacity=".5"/></switch>
<path d="M20 200C60 180 90 220 130 200" fill="none" stroke="color(display-p3 1 0.5 0)" stroke-width="2"/>
<linearGradient id="g"><stop stop-color="light-dark(red, blue)"/>
<stop offset="1" stop-opacity="0.5"/></linearGradient></svg>"""


@cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """Return the seeds of a kind of file."""
    if kind == "level":
        files = sorted((ROOT / "levels").glob("*.toml"))
        small = (file.read_bytes() for file in files if not file.stem.startswith(("rain", "large")))
        return (*(raw for raw in small if len(raw) < MAX_BYTES), EXTENDED.encode(), DRAWN.encode())
    if kind == "preferences":
        return (PREFERENCES.encode(),)
    if kind in {"recording", "state"}:
        return tuple(_record(kind, build) for build in (everything, _box, _everything_running))
    drawn = tuple(file.read_bytes() for file in DRAWINGS.glob(f"*.{kind}"))
    if kind == "svg":
        cases = (path.read_bytes() for path in sorted((DRAWINGS.parent / "svg" / "cases").glob("*.svg")))
        return (*drawn, *cases, SHAPES.encode(), STYLED.encode())
    return drawn


def _box() -> Simulation:
    return Simulation(Level.model_validate(BOX))


def _everything_running() -> Simulation:
    simulation = everything()
    simulation.step(45)
    return simulation


def _record(kind: str, build) -> bytes:
    """Return a recording of a scene, or a state of it with pending commands."""
    simulation = build()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        if kind == "state":
            play(simulation, 37)
            ball = first(simulation)
            commands = Grab(ball, 0.5, 0.5), Place(ball, 0.4, 0.4), AddBall(1.0, 1.0), RemoveBall(ball), Release()
            for command in (*commands, SetParameter("balls", 5), SetParameter("spin", 1.5)):
                simulation.enqueue(command)
            save_state(simulation, path)
        else:
            with Recorder(path) as recorder:
                recorder.record_simulation(simulation)
                play(simulation, 70, after=recorder.record_step)
        simulation.close()
        return path.read_bytes()
