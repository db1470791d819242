"""Small pictures of levels, made once and kept in the user's cache folder."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from platformdirs import user_cache_path

from game.files.atomic_write import atomic_write
from game.levels.model import Level
from game.render.backends import Renderer
from game.simulation.simulation import Simulation

Picture = NDArray[np.uint8]

SIZE = (320, 240)
"""Width and height of a thumbnail, in pixels."""

MOMENT = 1.0
"""What a thumbnail shows of a level, in s after its start ..."""

PATIENCE = 2.0
"""... unless this many s of work were not enough to get there."""

SLICE = 0.02
"""Work between two frames of a window, in s."""

KEPT = 500
"""Pictures that the cache folder holds at most."""

ROOMS, CODE = ("components", "systems", "game"), (".py", ".glsl", ".vert", ".geom", ".frag")
"""Where the engine is, and what its files are called."""


class Thumbnails:
    """Makes thumbnails and remembers them on disk; without a folder to write to, it makes them anew each time.

    A level that says the same, drawn by the same engine, has the same picture.
    """

    def __init__(self, artist: Callable[[Simulation, tuple[int, int]], Renderer], folder: Path | None = None) -> None:
        """Let ``artist`` draw, and keep the pictures in ``folder``, else in the user's own."""
        self._artist = artist
        self._folder = folder or user_cache_path("heptagon") / "thumbnails"

    def develop(self, level: Level) -> Iterator[Picture | None]:
        """Yield None after every `SLICE` of work, and at last the picture: (240, 320, 3) uint8, top row first."""
        path = self._folder / f"{_key(level)}.png"
        picture = _read(path)
        if picture is None:
            for picture in self._shoot(level):
                yield picture
            if picture is not None:
                self._write(path, picture)
        else:
            yield picture

    def picture(self, level: Level) -> Picture:
        """Return the picture, however long it takes."""
        (picture,) = (picture for picture in self.develop(level) if picture is not None)
        return picture

    def _shoot(self, level: Level) -> Iterator[Picture | None]:
        simulation = Simulation(level)
        try:
            yield None
            painter = self._artist(simulation, SIZE)
            start = pause = perf_counter()
            for _ in range(round(MOMENT * level.world.step_rate)):
                simulation.step()
                if (now := perf_counter()) - start > PATIENCE:
                    break
                if now - pause > SLICE:
                    yield None
                    pause = perf_counter()
            picture = painter.frame()
            painter.close()
        finally:
            simulation.close()
        yield picture

    def _write(self, path: Path, picture: Picture) -> None:
        """Put a picture into the folder, whole or not at all, and remove the oldest that are too many."""
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(path) as file:
                file.write_bytes(png(picture))
            kept = sorted(path.parent.glob("*.png"), key=lambda file: file.stat().st_mtime_ns)
            for old in kept[:-KEPT]:
                old.unlink(missing_ok=True)


def png(picture: Picture) -> bytes:
    """Return a picture (height, width, 3) as a PNG file."""
    file = BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def _read(path: Path) -> Picture | None:
    """Return the picture in a file, if there is one that is whole."""
    try:
        with Image.open(BytesIO(path.read_bytes())) as image:
            picture = np.asarray(image.convert("RGB"))
    except Exception:  # Pillow raises many kinds of errors for a file that is damaged
        return None
    return picture if picture.shape == (SIZE[1], SIZE[0], 3) else None


def _key(level: Level) -> str:
    return blake2b(level.model_dump_json().encode() + _engine(), digest_size=16).hexdigest()


@cache
def _engine() -> bytes:
    """Return a digest of the code: another version may move and draw otherwise."""
    digest = blake2b()
    for room in ROOMS:
        for file in sorted((Path(__file__).parents[3] / room).rglob("*.*")):
            if file.suffix in CODE:
                digest.update(file.read_bytes())
    return digest.digest()
