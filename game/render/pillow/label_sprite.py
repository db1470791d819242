"""The picture of a label, which OpenGL and Pillow draw."""

from functools import lru_cache
from math import ceil

from PIL import Image, ImageColor, ImageDraw

from game.render.labels import CORNER, LINE, PADDING
from game.render.pillow.font import font
from game.render.theme import PANEL, PANEL_OPACITY, TEXT, Theme

SCALE = 4
"""The panel is drawn larger by this factor and then reduced, because Pillow draws without antialiasing."""


@lru_cache(maxsize=256)
def label_sprite(text: str, size: float, theme: Theme = "dark") -> Image.Image:
    """Draw a text on a panel with round corners, RGBA.

    size : of the letters, px
    """
    face = font(size)
    width = ceil(face.getlength(text) + 2.0 * PADDING * size)
    height = ceil((LINE + PADDING) * size)
    panel = Image.new("L", (SCALE * width, SCALE * height))
    box = 0, 0, SCALE * width - 1, SCALE * height - 1
    opacity = round(255.0 * PANEL_OPACITY.variant(theme))
    ImageDraw.Draw(panel).rounded_rectangle(box, SCALE * CORNER * size, fill=opacity)
    sprite = Image.new("RGBA", (width, height), PANEL.variant(theme))
    sprite.putalpha(panel.reduce(SCALE))
    letters = Image.new("L", (width, height))
    base = 0.5 * height + 0.36 * size  # capital letters are 0.72 sizes high
    ImageDraw.Draw(letters).text((0.5 * width, base), text, 255, face, anchor="ms")
    ink = Image.new("RGBA", (width, height), (*ImageColor.getrgb(TEXT.variant(theme))[:3], 255))
    return Image.composite(ink, sprite, letters)
