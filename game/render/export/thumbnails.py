"""Small pictures of levels, cached in the user's cache folder."""

from collections.abc import Callable, Iterable, Iterator
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
from game.files.regular_file import read_regular_file
from game.levels.model import Level
from game.levels.toml.source import MAX_BYTES
from game.render.backends import Renderer
from game.simulation.simulation import Simulation

Picture = NDArray[np.uint8]

SIZE = (320, 240)
"""Width and height of a thumbnail, in pixels."""

MOMENT = 1.0
"""Time of the picture after the start of the level, s of simulated time."""

TIME_LIMIT = 2.0
"""Computing time, in s, after which the simulation stops before `MOMENT`."""

TIME_SLICE = 0.02
"""Computing time between two frames of a window, s."""

MAX_FILES = 500
"""Largest number of pictures in the cache folder."""

PACKAGES, SUFFIXES = ("components", "systems", "game"), (".py", ".glsl", ".vert", ".geom", ".frag")
"""Packages of the engine, and suffixes of its source files."""


class Thumbnails:
    """Draws thumbnails and caches them on disk. If the folder cannot be written, it draws them each time.

    A cached picture is used again for the same content of a level and the same source code of the engine.
    """

    def __init__(
        self, create_renderer: Callable[[Simulation, tuple[int, int]], Renderer], folder: Path | None = None
    ) -> None:
        """Draw with the renderers of ``create_renderer``; cache in ``folder``, by default the user's cache folder."""
        self._create_renderer = create_renderer
        self._folder = folder or user_cache_path("heptagon") / "thumbnails"

    def find(self, files: Iterable[Path]) -> Picture | None:
        """Return the cached picture of the level in these files, nearest first; None if there is none."""
        return _read(self._path(_files_key(files)))

    def draw_in_slices(self, level: Level) -> Iterator[Picture | None]:
        """Yield a picture of the start, None after every `TIME_SLICE`, and the picture of the moment.

        Pictures are (240, 320, 3) uint8, first row at the top. A cached picture is the only one.
        """
        path = self._path(_files_key(level.source_files) if level.source_files else _key(level))
        picture = _read(path)
        if picture is None:
            for picture in self._draw(level):
                yield picture
            if picture is not None:
                self._write(path, picture)
        else:
            yield picture

    def picture(self, level: Level) -> Picture:
        """Return the picture at once, without slices."""
        return [picture for picture in self.draw_in_slices(level) if picture is not None][-1]

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.png"

    def _draw(self, level: Level) -> Iterator[Picture | None]:
        simulation = Simulation(level)
        try:
            yield None
            renderer = self._create_renderer(simulation, SIZE)
            yield renderer.frame()
            start = pause = perf_counter()
            for _ in range(round(MOMENT * level.world.step_rate)):
                simulation.step()
                if (now := perf_counter()) - start > TIME_LIMIT:
                    break
                if now - pause > TIME_SLICE:
                    yield None
                    pause = perf_counter()
            picture = renderer.frame()
            renderer.close()
        finally:
            simulation.close()
        yield picture

    def _write(self, path: Path, picture: Picture) -> None:
        """Write a picture into the folder, and delete the oldest pictures beyond `MAX_FILES`."""
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(path) as file:
                file.write_bytes(encode_png(picture))
            files = sorted(path.parent.glob("*.png"), key=lambda file: file.stat().st_mtime_ns)
            for old in files[:-MAX_FILES]:
                old.unlink(missing_ok=True)


def encode_png(picture: Picture) -> bytes:
    """Return the PNG file of a picture (height, width, 3)."""
    file = BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def _read(path: Path) -> Picture | None:
    """Return the picture in a file; None if the file is missing or damaged."""
    try:
        with Image.open(BytesIO(path.read_bytes())) as image:
            picture = np.asarray(image.convert("RGB"))
    except Exception:  # Pillow raises many kinds of exceptions for damaged files
        return None
    return picture if picture.shape == (SIZE[1], SIZE[0], 3) else None


def _key(level: Level) -> str:
    return blake2b(level.model_dump_json().encode() + _engine(), digest_size=16).hexdigest()


def _files_key(files: Iterable[Path]) -> str:
    digest = blake2b(_engine(), digest_size=16)
    for file in files:
        with suppress(OSError):
            digest.update(blake2b(read_regular_file(file, MAX_BYTES)).digest())
    return digest.hexdigest()


@cache
def _engine() -> bytes:
    """Return a digest of the source code, because another version may simulate and draw differently."""
    digest = blake2b()
    for package in PACKAGES:
        for file in sorted((Path(__file__).parents[3] / package).rglob("*.*")):
            if file.suffix in SUFFIXES:
                digest.update(file.read_bytes())
    return digest.digest()
