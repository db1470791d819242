"""The texts of the shaders."""

import re
from pathlib import Path

SHADERS = Path(__file__).parent / "shaders"


def shader_text(name: str) -> str:
    """Return the text of a shader, with the files it includes in their places."""
    text = (SHADERS / name).read_text("utf-8")
    return re.sub(r'#include "(.+)"', lambda include: shader_text(include[1]), text)
