"""The font of pictures without OpenGL."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.ImageFont | ImageFont.FreeTypeFont

FILE = "resources/system/fonts/ttf/Liberation/Liberation_Sans_Bold.ttf"
"""A font in the folder of arcade, which this module does not import."""


@lru_cache(maxsize=64)
def font(size: float) -> Font:
    """Return the font of a size in px in the folder of arcade, or else Pillow's own font."""
    arcade = find_spec("arcade")
    if arcade and arcade.origin and (file := Path(arcade.origin).parent / FILE).is_file():
        return ImageFont.truetype(file, size)
    return ImageFont.load_default(size)
