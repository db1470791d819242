"""A contact sheet: one picture with a small picture of every level."""

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from game.levels.model import Level
from game.render import theme
from game.render.backends import Renderer
from game.render.pillow.font import font
from game.simulation.simulation import Simulation

Picture = NDArray[np.uint8]

SIZE = (240, 180)
"""Width and height of the picture of a level, in pixels."""

OVERSAMPLING = 2
"""The picture is drawn larger by this factor and then reduced."""

MOMENT = 5.0
"""Time of the pictures after the start of the level, s."""

COLUMNS = 5
"""Pictures in a row."""

GAP, CAPTION_HEIGHT = 8, 22
"""Space between pictures, and height of the name below each picture, in pixels."""


def level_picture(level: Level, create_renderer: Callable[[Simulation, tuple[int, int]], Renderer]) -> Picture:
    """Return the picture of a level, (180, 240, 3), the first row at the top."""
    simulation = Simulation(level)
    try:
        simulation.step(round(MOMENT * level.world.step_rate))
        width, height = SIZE
        renderer = create_renderer(simulation, (OVERSAMPLING * width, OVERSAMPLING * height))
        picture = Image.fromarray(renderer.frame()).resize(SIZE, Image.Resampling.BOX)
        renderer.close()
    finally:
        simulation.close()
    return np.asarray(picture)


def compose_sheet(names: Sequence[str], pictures: Sequence[Picture]) -> Image.Image:
    """Return the pictures in rows, with a name below each picture."""
    width, height = SIZE[0] + GAP, SIZE[1] + CAPTION_HEIGHT + GAP
    rows = ceil(len(names) / COLUMNS)
    canvas = Image.new("RGB", (COLUMNS * width + GAP, rows * height + GAP), theme.BACKDROP_EDGE.dark)
    draw = ImageDraw.Draw(canvas)
    for k, (name, picture) in enumerate(zip(names, pictures, strict=True)):
        left, top = GAP + k % COLUMNS * width, GAP + k // COLUMNS * height
        canvas.paste(Image.fromarray(picture), (left, top))
        middle = (left + 0.5 * SIZE[0], top + SIZE[1] + 0.5 * CAPTION_HEIGHT)
        draw.text(middle, name, theme.TEXT.dark, font(14.0), anchor="mm")
    return canvas
