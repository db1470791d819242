"""A page that plays a run in any browser: one file, which asks no network for anything.

The page has two painters. WebGL 2 draws with the shaders of the window. Where a browser has no WebGL 2, a canvas draws
the same scene plainly: Chrome, from version 139 on, may refuse WebGL on a machine without a graphics card. The canvas
alone would not do: a picture takes it 2 ms for 20 balls and 17 ms for 2000, but 104 ms for 10 000, without light and
shadows.
"""

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html import escape
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from components import KinematicMotion
from game.render import belts, theme
from game.render.camera import whole_view
from game.render.gl.shader_text import shader_text
from game.render.outlines import RenderOutline, back_to_front, render_outlines
from game.render.web.tracks import TURN, Tracks
from game.render.zones import EDGE_OPACITY, EDGE_WIDTH, FILL_OPACITY, zone_shapes
from game.simulation.simulation import Simulation

FINENESS = 8192
"""Units of length along what sizes are measured by: on a screen of 4000 pixels a ball is less than half of one off."""

OFTEN, SELDOM = 60, 15
"""Frames a second: as many, but fewer of a level with many balls. Between two of them balls go straight."""

MOST_POSES = 2_000_000
"""Balls times frames that a page holds: some megabytes."""

PARTS = Path(__file__).parent / "assets"
SCRIPTS = ("run", "cells", "shaders", "painter", "sketch", "player")
"""What the page is put together from."""


class Plan(NamedTuple):
    """Which states of a run become frames.

    stride : steps from one frame to the next
    frames : how many there are, that of the start included
    """

    stride: int
    frames: int

    @classmethod
    def of(cls, simulation: Simulation, steps: int) -> "Plan":
        """Choose the frames of the next steps; raises ``ValueError`` when they would be too many for a page."""
        rate = simulation.level.world.step_rate
        count = max(simulation.count + simulation.pending, 1)
        for stride in range(ceil(rate / OFTEN), rate // SELDOM + 1):
            frames = steps // stride + 1
            if frames * count <= MOST_POSES:
                return cls(stride, frames)
        raise ValueError(
            f"{count} balls for {steps / rate:g} s would make a page too large; "
            f"ask for at most {MOST_POSES // count // SELDOM} s"
        )

    @property
    def steps(self) -> int:
        """How many steps of the simulation it takes."""
        return self.stride * (self.frames - 1)


def write_page(path: Path, simulation: Simulation, plan: Plan, step: Callable[[], object]) -> None:
    """Write what happens from now on.

    step : lets one step of the simulation pass
    Raises ``OSError`` when the file cannot be written.
    """
    facts = _facts(simulation, plan)
    tracks = Tracks(simulation, facts["unit"])
    tracks.record()
    facts["motions"] = [(0, _motions(simulation))]
    for frame in range(1, plan.frames):
        tracks.pass_time(step, plan.stride)
        tracks.record()
        if (motions := _motions(simulation)) != facts["motions"][-1][1]:  # somebody has changed how walls move
            facts["motions"].append((frame, motions))
    facts["tracks"] = tracks.table()
    path.write_text(_page(simulation, packed(facts, tracks.pack())), "utf-8")


def packed(facts: dict[str, Any], poses: bytes) -> str:
    """Put facts and the poses of `Tracks.pack` into base64 of deflated bytes: length of the JSON, JSON, poses."""
    text = json.dumps(facts, separators=(",", ":")).encode()
    return b64encode(zlib.compress(len(text).to_bytes(4, "little") + text + poses, 9)).decode()


def _facts(simulation: Simulation, plan: Plan) -> dict[str, Any]:
    """All that the page must know but the tracks; SI units, angles in rad."""
    level, subject = simulation.level, whole_view(simulation)
    width = theme.FRAME_WIDTH.dark * subject.size
    middle, edge = theme.backdrop(level.palette.background)
    colors = theme.wall_colors(level.palette)._asdict() | {"badge": theme.BADGE, "ink": theme.INK}
    return {
        "title": level.title,
        "description": level.description,
        "start": simulation.time,
        "rate": level.world.step_rate / plan.stride,
        "frames": plan.frames,
        "unit": subject.size / FINENESS,
        "turn": TURN,
        "view": [*subject.center, subject.width, subject.height],
        "width": width,
        "darkness": theme.SHADOW.dark,
        "colors": colors | {"middle": middle, "edge": edge},
        "walls": _walls(simulation, width),
        "belts": [_listed(belt) for belt in belts.belts(simulation, width)],
        "rivet": belts.OPACITY,
        "veils": [zone._asdict() | {"color": theme.themed_value(zone.color)} for zone in zone_shapes(simulation)],
        "veil": [FILL_OPACITY, EDGE_OPACITY, EDGE_WIDTH],
        "shaders": {name: shader_text(f"{name}.frag") for name in ("ball", "shadow", "ground", "metal")},
    }


def _listed(belt: belts.Belt) -> dict[str, Any]:
    """A belt, with lists in the place of arrays."""
    return belt._asdict() | {"path": belt.path.tolist(), "distances": belt.distances.tolist()}


def _walls(simulation: Simulation, width: float) -> list[dict[str, Any]]:
    """Return the shape of every wall and its row in ``motions``, in the order of painting: obstacles on top."""
    with simulation.world.active():
        outlines = render_outlines(simulation.walls_table, width)
    containers, obstacles = back_to_front(outlines)
    return [_wall(row, outlines[row]) for row in containers + obstacles]


def _wall(row: int, outline: RenderOutline) -> dict[str, Any]:
    edge = outline.edge
    return {
        "row": row,
        "segments": edge.segments.ravel().tolist(),
        "bounds": np.concatenate(edge.bounds).tolist(),
        "radius": edge.radius,
        "closed": edge.closed,
        "container": outline.outline.container,
        "oneWay": outline.outline.one_way,
        "bolt": outline.bolt,
        "hub": outline.hub,
        "bevel": outline.bevel,
        "groove": outline.groove,
    }


def _motions(simulation: Simulation) -> list[list[float]]:
    """Return the fields of the `KinematicMotion` of every wall, a row a wall."""
    motions: list[list[float]] = simulation.walls_table.block(KinematicMotion).T.tolist()
    return motions


def _page(simulation: Simulation, run: str) -> str:
    """Fill the template. Words of a level are escaped, or in base64: they can be neither markup nor script."""
    level = simulation.level
    script = '"use strict";\n' + "\n".join(_text(f"{name}.js") for name in SCRIPTS)
    words = {
        "title": escape(level.title),
        "description": escape(level.description),
        "digest": b64encode(sha256(script.encode()).digest()).decode(),
        "edge": theme.backdrop(level.palette.background)[1],
        "frame": theme.wall_colors(level.palette).frame[1:],
        "panel": theme.PANEL.dark,
        "text": theme.TEXT.dark,
        "faint": theme.TEXT_FAINT.dark,
        "accent": theme.TEXT_ACCENT.dark,
    }
    style = _filled(_text("page.css"), words)
    return _filled(_text("page.html"), words | {"style": style, "script": script, "run": run})


def _text(name: str) -> str:
    return (PARTS / name).read_text("utf-8")


def _filled(template: str, words: dict[str, str]) -> str:
    """Put words into the places {{name}} of a template, all at once: what is in a word is no place."""
    return re.sub(r"\{\{(\w+)\}\}", lambda name: words[name[1]], template)
