"""A web page that plays a run in any browser: one file, which makes no network requests.

The page has two painters. One uses WebGL 2 and the shaders of the window. The other uses a 2D canvas and draws less
detail. It is needed because Chrome, since version 139, may refuse WebGL on a machine without a graphics card. It is
not enough on its own, because it needs 2 ms for a frame of 20 balls, 17 ms for 2000 and 104 ms for 10 000.
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

from components import KinematicMotion, Stroke
from game.files.counted import counted
from game.render import belts, theme
from game.render.camera import whole_view
from game.render.gl.shader_text import shader_text
from game.render.labels import CORNER, GAP, LINE, MAX_SIZE, MIN_HEIGHT, MIN_SIZE, PADDING, SIZE, labels
from game.render.outlines import RenderOutline, back_to_front, render_outlines
from game.render.web.tracks import ANGLE_UNITS, Tracks
from game.render.zones import EDGE_OPACITY, EDGE_WIDTH, FILL_OPACITY, zone_shapes
from game.simulation.simulation import Simulation

RESOLUTION = 8192
"""Units of length along the size of the view. On a screen of 4000 pixels the error is below half a pixel."""

MAX_FPS, MIN_FPS = 60, 15
"""Most and fewest frames per second; levels with many balls have fewer. Between two frames balls move straight."""

MAX_POSES = 2_000_000
"""Largest number of balls times frames in a page: some megabytes."""

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("run", "cells", "shaders", "webgl_painter", "canvas_painter", "player")
"""Names of the scripts in the order in which the page contains them."""


class PagePlan(NamedTuple):
    """Which states of a run become frames.

    stride : steps from one frame to the next
    frames : number of frames, with the one at the start
    """

    stride: int
    frames: int

    @classmethod
    def for_steps(cls, simulation: Simulation, steps: int) -> "PagePlan":
        """Choose the frames of the next steps. Raises ``ValueError`` if there are too many for a page."""
        rate = simulation.level.world.step_rate
        count = max(simulation.count + simulation.pending, 1)
        for stride in range(ceil(rate / MAX_FPS), rate // MIN_FPS + 1):
            frames = steps // stride + 1
            if frames * count <= MAX_POSES:
                return cls(stride, frames)
        raise ValueError(
            f"a page of {steps / rate:g} s with {counted(count, 'ball')} is too large; "
            f"allowed: at most {MAX_POSES // count // MIN_FPS} s"
        )

    @property
    def steps(self) -> int:
        """Number of steps of the simulation until the last frame."""
        return self.stride * (self.frames - 1)


def write_page(path: Path, simulation: Simulation, plan: PagePlan, step: Callable[[], object]) -> None:
    """Run a simulation from its present state on and write the page.

    step : advances the simulation by one step
    Raises ``OSError`` if the file cannot be written.
    """
    data = _data(simulation, plan)
    tracks = Tracks(simulation, data["unit"])
    tracks.record_frame()
    data["motions"] = [(0, _motions(simulation))]
    for frame in range(1, plan.frames):
        tracks.run_steps(step, plan.stride)
        tracks.record_frame()
        if (motions := _motions(simulation)) != data["motions"][-1][1]:  # a command has changed the motion of a wall
            data["motions"].append((frame, motions))
    data["tracks"] = tracks.table()
    path.write_text(_page(simulation, pack_run(data, tracks.encode())), "utf-8")


def pack_run(data: dict[str, Any], poses: bytes) -> str:
    """Return base64 of deflated bytes: length of the JSON text, JSON text, poses as encoded by `Tracks`."""
    text = json.dumps(data, separators=(",", ":")).encode()
    return b64encode(zlib.compress(len(text).to_bytes(4, "little") + text + poses, 9)).decode()


def _data(simulation: Simulation, plan: PagePlan) -> dict[str, Any]:
    """Return everything that the page needs except the tracks, in SI units and rad."""
    level, subject = simulation.level, whole_view(simulation)
    width = theme.frame_width(level.palette, subject.size)
    middle, edge = theme.backdrop(level.palette)
    wall_colors = theme.wall_colors(level.palette)
    colors = wall_colors._asdict() | {"badge": theme.BADGE, "ink": theme.INK}
    return {
        "title": level.title,
        "description": level.description,
        "start": simulation.time,
        "rate": level.world.step_rate / plan.stride,
        "frames": plan.frames,
        "unit": subject.size / RESOLUTION,
        "turn": ANGLE_UNITS,
        "view": [*subject.center, subject.width, subject.height],
        "width": width,
        "darkness": theme.SHADOW.dark,
        "colors": colors | {"middle": middle, "edge": edge},
        "walls": _walls(simulation, width, wall_colors),
        "belts": [_belt(belt) for belt in belts.belts(simulation, width)],
        "rivetOpacity": belts.OPACITY,
        "zones": [zone._asdict() | {"color": theme.themed_value(zone.color)} for zone in zone_shapes(simulation)],
        "labels": [label._asdict() | {"points": label.points.tolist()} for label in labels(simulation)],
        "labelGap": GAP,
        "zoneStyle": [FILL_OPACITY, EDGE_OPACITY, EDGE_WIDTH],
        "shaders": {name: shader_text(f"{name}.frag") for name in ("ball", "shadow", "ground", "metal")},
    }


def _belt(belt: belts.Belt) -> dict[str, Any]:
    """Return a belt with lists instead of arrays."""
    return belt._asdict() | {"path": belt.path.tolist(), "distances": belt.distances.tolist()}


def _walls(simulation: Simulation, width: float, colors: theme.WallColors) -> list[dict[str, Any]]:
    """Return the shape of every wall and its row in ``motions``, in the order of painting: obstacles on top."""
    with simulation.world.active():
        outlines = render_outlines(simulation.walls_table, width)
    containers, obstacles = back_to_front(outlines)
    return [_wall(row, outlines[row], colors) for row in containers + obstacles]


def _wall(row: int, outline: RenderOutline, colors: theme.WallColors) -> dict[str, Any]:
    edge = outline.edge
    return {
        "row": row,
        "segments": edge.segments.ravel().tolist(),
        "bounds": np.concatenate(edge.bounds).tolist(),
        "radius": edge.radius,
        "closed": edge.closed,
        "container": outline.outline.container,
        "color": outline.metal_color(colors),
        "bolt": outline.bolt,
        "hub": outline.hub,
        "bevel": outline.bevel,
        "groove": outline.groove,
    }


def _motions(simulation: Simulation) -> list[list[float]]:
    """Return the arguments of `pose_at` after the time: the motion and the stroke of every wall, a row a wall."""
    walls = simulation.walls_table
    motions: list[list[float]] = np.vstack((walls.block(KinematicMotion), walls.block(Stroke))).T.tolist()
    return motions


def _page(simulation: Simulation, run: str) -> str:
    """Return the page. Texts of a level are escaped or in base64, so that they cannot contain markup or scripts."""
    level, (_, edge) = simulation.level, theme.backdrop(simulation.level.palette)
    controls: theme.Theme = "light" if theme.is_light(edge) else "dark"
    script = '"use strict";\n' + "\n".join(_text(f"{name}.js") for name in SCRIPTS)
    values = {
        "title": escape(level.title),
        "description": escape(level.description),
        "digest": b64encode(sha256(script.encode()).digest()).decode(),
        "edge": edge,
        "frame": theme.wall_colors(level.palette).frame[1:],
        "panel": theme.PANEL.variant(controls),
        "text": theme.TEXT.variant(controls),
        "faint": theme.TEXT_FAINT.variant(controls),
        "accent": theme.TEXT_ACCENT.variant(controls),
        "letter": f"clamp({MIN_SIZE:g}px, {100.0 * SIZE:g}vh, {MAX_SIZE:g}px)",
        "lowest": f"{MIN_HEIGHT - 1}px",
        "line": f"{LINE:g}",
        "padding": f"{PADDING:g}em",
        "corner": f"{CORNER:g}em",
        "opacity": f"{100.0 * theme.PANEL_OPACITY.dark:g}%",
    }
    style = _filled(_text("page.css"), values)
    return _filled(_text("page.html"), values | {"style": style, "script": script, "run": run})


def _text(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


def _filled(template: str, values: dict[str, str]) -> str:
    """Replace each {{name}} of a template by its value, all at once: a {{name}} inside of a value stays."""
    return re.sub(r"\{\{(\w+)\}\}", lambda name: values[name[1]], template)
