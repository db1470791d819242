"""All levels on one picture, each after some seconds."""

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from game.levels.model import Level
from game.render import theme
from game.render.backends import Renderer
from game.render.pillow.renderer import font
from game.simulation.simulation import Simulation

Picture = NDArray[np.uint8]

SIZE = (240, 180)
"""Width and height of the picture of a level, in pixels."""

FINER = 2
"""It is drawn larger by this factor, and then reduced."""

MOMENT = 5.0
"""What is shown of a level, in s after its start."""

COLUMNS, GAP, CAPTION = 5, 8, 22
"""Pictures in a row; pixels between them, and for the name below each."""


def shoot(level: Level, artist: Callable[[Simulation, tuple[int, int]], Renderer]) -> Picture:
    """Return the picture of a level, (180, 240, 3), top row first."""
    simulation = Simulation(level)
    try:
        simulation.step(round(MOMENT * level.world.step_rate))
        width, height = SIZE
        painter = artist(simulation, (FINER * width, FINER * height))
        picture = Image.fromarray(painter.frame()).resize(SIZE, Image.Resampling.BOX)
        painter.close()
    finally:
        simulation.close()
    return np.asarray(picture)


def sheet(names: Sequence[str], pictures: Sequence[Picture]) -> Image.Image:
    """Return the pictures in rows, a name below each."""
    width, height = SIZE[0] + GAP, SIZE[1] + CAPTION + GAP
    rows = ceil(len(names) / COLUMNS)
    canvas = Image.new("RGB", (COLUMNS * width + GAP, rows * height + GAP), theme.BACKDROP_EDGE.dark)
    draw = ImageDraw.Draw(canvas)
    for k, (name, picture) in enumerate(zip(names, pictures, strict=True)):
        left, top = GAP + k % COLUMNS * width, GAP + k // COLUMNS * height
        canvas.paste(Image.fromarray(picture), (left, top))
        middle = (left + 0.5 * SIZE[0], top + SIZE[1] + 0.5 * CAPTION)
        draw.text(middle, name, theme.TEXT.dark, font(14.0), anchor="mm")
    return canvas
