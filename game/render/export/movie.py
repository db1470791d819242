"""Picture and movie files: png, gif, webp and mp4."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from importlib.util import find_spec
from itertools import chain, islice, pairwise
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

if TYPE_CHECKING:
    from game.render.backends import Renderer
    from game.simulation.simulation import Simulation

Frame = NDArray[np.uint8]

DEFAULT_MOMENT, DEFAULT_LENGTH = 2.5, 10.0
"""Default time of a picture, and default length of a movie, s."""

MIN_SIDE = 16
"""Shortest side of a picture, px."""

MAX_GIF_PIXELS = 2_000_000_000
"""Largest number of pixels in all frames of a gif. Pillow keeps all frames in memory, one byte per pixel."""

GIF_SAMPLE = 25
"""Number of first frames from which the colours of a gif are chosen."""

GIF_COLORS = 160
"""Number of colours of a gif. The index after them means that a pixel has not changed."""

GIF_TOLERANCE = 2
"""A pixel of a gif changes only if its new colour is better than the old one by more than this, of 255."""

BT709 = 1
"""Number of the colour space ITU-R BT.709, that of high-definition video."""


class Format(NamedTuple):
    """Defaults and limits of a kind of file.

    is_movie : whether it holds more than one picture
    size : px, default width and height
    max_side : px
    fps : default frames per second
    max_fps : most frames per second that players support
    """

    is_movie: bool = True
    size: tuple[int, int] = (800, 800)
    max_side: int = 4096
    fps: int = 30
    max_fps: int = 120


FORMATS = {
    ".png": Format(is_movie=False),
    ".gif": Format(size=(480, 480), max_side=2048, fps=25, max_fps=50),  # a gif stores delays in centiseconds
    ".webp": Format(size=(640, 640)),
    ".mp4": Format(fps=60),
}


class MoviePlan(NamedTuple):
    """Which frames of a simulation go into a file.

    suffix : of the file, one of `FORMATS`
    size : width and height, px
    times : s, simulated times of the frames, ascending
    fps : frames per second
    """

    suffix: str
    size: tuple[int, int]
    times: tuple[Fraction, ...]
    fps: int

    @classmethod
    def for_file(
        cls,
        path: Path,
        seconds: float | None = None,
        size: tuple[int, int] | None = None,
        fps: int | None = None,
    ) -> "MoviePlan":
        """Return the plan of a file. The suffix gives the defaults.

        seconds : time of a picture, or length of a movie
        size : width and height, px
        Raises ``ValueError`` if a file of this kind cannot hold the frames.
        """
        suffix = path.suffix.lower()
        if suffix not in FORMATS:
            raise ValueError(f"unknown kind of file; allowed: {', '.join(FORMATS)} or .html")
        kind = FORMATS[suffix]
        size, fps = size or kind.size, kind.fps if fps is None else fps
        if not MIN_SIDE <= min(size) <= max(size) <= kind.max_side:
            raise ValueError(
                f"its size would be {size[0]}x{size[1]}; allowed: sides of {MIN_SIDE} to {kind.max_side} pixels"
            )
        if not 1 <= fps <= kind.max_fps:
            raise ValueError(f"it would have {fps} frames a second; allowed: 1 to {kind.max_fps}")
        if suffix == ".mp4" and (size[0] % 2 or size[1] % 2):
            raise ValueError(f"its size would be {size[0]}x{size[1]}; allowed: even sides of an mp4")
        if suffix == ".mp4" and find_spec("av") is None:
            raise ValueError("an mp4 needs PyAV; allowed: after pip install av, or another kind of file")
        if not kind.is_movie:
            moment = Fraction(DEFAULT_MOMENT if seconds is None else seconds).limit_denominator(10**6)
            return cls(suffix, size, (moment,), fps)
        count = max(1, round((DEFAULT_LENGTH if seconds is None else seconds) * fps))
        if suffix == ".gif" and count * size[0] * size[1] > MAX_GIF_PIXELS:
            raise ValueError(
                f"{count} frames of this size are too many for a gif; allowed: a smaller or shorter one, or an mp4"
            )
        return cls(suffix, size, tuple(Fraction(k, fps) for k in range(count)), fps)

    def step_count(self, step_rate: int) -> int:
        """Return the number of steps of the simulation until the last frame; ``step_rate`` in 1/s."""
        return ceil(self.times[-1] * step_rate)

    def render_frames(
        self, simulation: "Simulation", renderer: "Renderer", on_step: Callable[[], object]
    ) -> Iterator[Frame]:
        """Step the simulation and yield each frame at its time; ``on_step`` is called after every step."""
        for time in self.times:
            due = time * simulation.level.world.step_rate
            while simulation.steps < due:
                simulation.step()
                on_step()
            yield renderer.frame(1.0 - float(simulation.steps - due))

    def write_file(self, path: Path, frames: Iterable[Frame]) -> None:
        """Write the frames, (h, w, 3) each, to a file. They are taken from the iterator one by one.

        Raises ``OSError`` if the file cannot be written.
        """
        frames, count = iter(frames), len(self.times)
        match self.suffix:
            case ".png":
                Image.fromarray(next(frames)).save(path, optimize=True)
            case ".gif":
                _write_gif(path, frames, frame_durations(count, self.fps, 100))
            case ".webp":
                delays = frame_durations(count, self.fps, 1000)
                _LazyImage(frames, count).save(path, save_all=True, duration=delays, loop=0, quality=80, method=4)
            case ".mp4":
                _write_mp4(path, frames, self.fps)


def frame_durations(count: int, fps: int, ticks: int) -> list[int]:
    """Return the duration of each frame in ticks of 1 / ``ticks`` s; no start is off by more than half a tick."""
    starts = [round(k * ticks / fps) for k in range(count + 1)]
    return [after - before for before, after in pairwise(starts)]


class _LazyImage(Image.Image):
    """A movie that Pillow can save while only one of its frames is in memory."""

    def __init__(self, frames: Iterator[Frame], count: int) -> None:
        super().__init__()
        self.n_frames = count
        self._frames = frames
        self._current = -1
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Load the next frame. Seeking backwards is impossible."""
        if frame > self._current:
            picture = Image.fromarray(next(self._frames))
            self._current, self._mode, self._size, self.im = frame, picture.mode, picture.size, picture.im

    def tell(self) -> int:
        """Return the index of the current frame."""
        return self._current


def _write_gif(path: Path, frames: Iterator[Frame], centiseconds: list[int]) -> None:
    sample = list(islice(frames, GIF_SAMPLE))
    pictures = _reduced(chain(sample, frames), _palette(np.concatenate(sample[:: GIF_SAMPLE // 4])))
    next(pictures).save(
        path,
        save_all=True,
        append_images=pictures,
        duration=[10 * delay for delay in centiseconds],
        loop=0,
        transparency=GIF_COLORS,
        disposal=1,
        optimize=False,
    )


def _palette(pixels: Frame) -> Image.Image:
    """Choose colours for pixels (..., 3). The weight of a colour is the square root of its count."""
    red, green, blue = pixels.reshape(-1, 3).astype(np.int32).T >> 1
    colors, counts = np.unique(red << 16 | green << 8 | blue, return_counts=True)
    repeated = np.repeat(colors, np.rint(np.sqrt(counts)).astype(int))
    weighted = np.stack((repeated >> 16, repeated >> 8 & 127, repeated & 127), axis=-1).astype(np.uint8) << 1
    picture = Image.fromarray(weighted[None])
    return picture.quantize(GIF_COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _reduced(frames: Iterator[Frame], palette: Image.Image) -> Iterator[Image.Image]:
    """Yield frames in the colours of a palette. Pixels that change little stay: no flicker, and small files."""
    shown = None
    for frame in frames:
        truth = Image.fromarray(frame)
        picture = truth.quantize(palette=palette, dither=Image.Dither.NONE)
        best = picture.convert("RGB")
        if shown is None:
            shown = best
        else:
            stays = _error(shown, truth) <= _error(best, truth).astype(np.int16) + GIF_TOLERANCE
            mask = Image.fromarray(stays)
            picture.paste(GIF_COLORS, mask=mask)
            shown = Image.composite(shown, best, mask)
        yield picture


def _error(picture: Image.Image, truth: Image.Image) -> NDArray[np.uint8]:
    """Return the largest error of the channels of each pixel."""
    error: NDArray[np.uint8] = np.asarray(ImageChops.difference(picture, truth)).max(axis=-1)
    return error


def _write_mp4(path: Path, frames: Iterator[Frame], fps: int) -> None:
    import av  # noqa: PLC0415  (an optional dependency)

    first = next(frames)
    with av.open(str(path), "w", options={"movflags": "faststart"}) as file:
        stream = file.add_stream("libx264", rate=fps, options={"crf": "18"})
        stream.height, stream.width = first.shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.colorspace = BT709  # without it, players guess, and guess wrong
        stream.codec_context.color_primaries = BT709
        stream.codec_context.color_trc = BT709
        for frame in chain([first], frames):
            picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
            file.mux(stream.encode(picture.reformat(format="yuv420p", dst_colorspace="ITU709")))
        file.mux(stream.encode())
