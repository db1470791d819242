"""The cache of compiled shaders of Mesa, the graphics library of Linux."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile

ROOM = 2 * 1024**2
"""Size of the index of the cache, which Mesa maps into memory, bytes."""

SWITCH = "MESA_SHADER_CACHE_DISABLE"
"""The variable of the environment that switches the cache off."""


def switch_off_if_full() -> None:
    """Switch the cache off for this process if its disk is full; call it before OpenGL is loaded.

    Mesa maps its files without reserving their space; on a full disk the first shader ends the process (SIGBUS).
    """
    if SWITCH not in os.environ and not _has_room(cache_folder(os.environ)):
        os.environ[SWITCH] = "true"


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of the cache, which need not exist."""
    if own := environment.get("MESA_SHADER_CACHE_DIR"):
        return Path(own)
    return Path(environment.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "mesa_shader_cache"


def _has_room(folder: Path) -> bool:
    """Return whether a file of the size of the index can be written; True where Mesa would not write any."""
    nearest = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
    if nearest is None or not os.access(nearest, os.W_OK):
        return True
    try:
        with TemporaryFile(dir=nearest) as file:
            file.write(bytes(ROOM))
    except OSError:
        return False
    return True
