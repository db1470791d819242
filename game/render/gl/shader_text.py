"""Source texts of the shaders in ``shaders/``, which the window and the web page share."""

import re
from pathlib import Path

SHADERS = Path(__file__).parent / "shaders"


def shader_text(name: str) -> str:
    """Return the text of a shader file, with each ``#include "file"`` replaced by the text of that file."""
    text = (SHADERS / name).read_text("utf-8")
    return re.sub(r'#include "(.+)"', lambda include: shader_text(include[1]), text)
