"""Pictures and moving pictures as files: png, gif, webp and mp4."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Frame = NDArray[np.uint8]

GIF_SAMPLE = 24
"""Frames from which the colours of a gif are chosen."""

GIF_COLORS = 255  # and one for what has not changed since the last frame
BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16.0 - 0.5


class Format(NamedTuple):
    """What a kind of file can hold.

    fps : frames a second if nobody says otherwise
    most_fps : more than these, players would not show as told
    largest : px, longest side
    even : whether sides must be even
    """

    fps: int
    most_fps: int
    largest: int
    even: bool = False


FORMATS = {
    ".png": Format(fps=1, most_fps=1, largest=16384),
    ".gif": Format(fps=30, most_fps=50, largest=4096),
    ".webp": Format(fps=30, most_fps=120, largest=16383),
    ".mp4": Format(fps=60, most_fps=240, largest=4096, even=True),
}


def write(path: Path, frames: Iterable[Frame], count: int, fps: int) -> None:
    """Write ``count`` frames (h, w, 3), one after the other, each shown for 1 / fps s; a png holds the first.

    The suffix of the path, one of `FORMATS`, says the format. Frames are taken one by one, never all at once.
    Raises ``OSError`` when the file cannot be written and ``ModuleNotFoundError`` for mp4 without PyAV.
    """
    frames = islice(frames, count)
    match path.suffix.lower():
        case ".png":
            Image.fromarray(next(frames)).save(path, optimize=True)
        case ".gif":
            _write_gif(path, frames, durations(count, fps, 100))
        case ".webp":
            reel = _Reel(frames, count)
            reel.save(path, save_all=True, duration=durations(count, fps, 1000), loop=0, quality=80, method=4)
        case ".mp4":
            _write_mp4(path, frames, fps)
        case other:
            raise ValueError(f"{other} is none of {', '.join(FORMATS)}")


def durations(count: int, fps: int, ticks: int) -> list[int]:
    """How long each frame is shown, in whole 1 / ``ticks`` s, so that no frame is ever more than half a tick off."""
    ends = [round(k * ticks / fps) for k in range(count + 1)]
    return [end - start for start, end in zip(ends[:-1], ends[1:], strict=True)]


def _write_gif(path: Path, frames: Iterator[Frame], centiseconds: list[int]) -> None:
    """One palette for all frames, and a fixed pattern of dots between its colours: nothing flickers."""
    sample = list(islice(frames, GIF_SAMPLE))
    mosaic = Image.fromarray(np.concatenate(sample[::6]))
    palette = mosaic.quantize(GIF_COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    height, width = sample[0].shape[:2]
    dots = np.tile(BAYER * 4, (height // 4 + 1, width // 4 + 1))[:height, :width, None]

    def reduced(frame: Frame) -> Image.Image:
        dotted = np.clip(frame + dots, 0, 255).astype(np.uint8)
        return Image.fromarray(dotted).quantize(palette=palette, dither=Image.Dither.NONE)

    first, *_ = pictures = (reduced(frame) for frame in chain(sample, frames))
