"""Pictures and moving pictures as files: png, gif, webp and mp4."""

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

GOOD_MOMENT, GOOD_LENGTH = 2.5, 10.0
"""s: when a picture is taken, and how long a moving one lasts, if nobody says otherwise."""

SHORTEST_SIDE = 16  # px

LARGEST_GIF = 2_000_000_000
"""Pixels in all frames of a gif: Pillow keeps them until the last is there, one byte each."""

GIF_SAMPLE = 25
"""Frames from which the colours of a gif are chosen."""

GIF_COLORS = 160
"""Colours of a gif. This number too is used: it means that a pixel has not changed."""

GIF_PATIENCE = 2
"""How much closer to the truth a new colour must come for a pixel to change, of 255."""

BT709 = 1
"""The number of the colour space of high-definition video."""


class Format(NamedTuple):
    """What a kind of file is made for, and what it can hold.

    moving : whether it holds more than one picture
    size : px, width and height if nobody says otherwise
    longest_side : px
    fps, most_fps : frames a second if nobody says otherwise, and the most that players show
    """

    moving: bool = True
    size: tuple[int, int] = (800, 800)
    longest_side: int = 4096
    fps: int = 30
    most_fps: int = 120


FORMATS = {
    ".png": Format(moving=False),
    ".gif": Format(size=(480, 480), longest_side=2048, fps=25, most_fps=50),  # its delays are centiseconds
    ".webp": Format(size=(640, 640)),
    ".mp4": Format(fps=60),
}


class Film(NamedTuple):
    """Frames to be drawn.

    suffix : of the file, one of `FORMATS`
    size : width and height, px
    times : s, when the frames are taken, ascending
    fps : frames a second
    """

    suffix: str
    size: tuple[int, int]
    times: tuple[Fraction, ...]
    fps: int

    @classmethod
    def plan(
        cls,
        path: Path,
        seconds: float | None = None,
        size: tuple[int, int] | None = None,
        fps: int | None = None,
    ) -> "Film":
        """Fill in what is not given: the moment of a picture, or the length of a moving one, from its suffix.

        Raises ``ValueError`` when a file of this kind cannot hold that.
        """
        suffix = path.suffix.lower()
        if suffix not in FORMATS:
            raise ValueError(f"{path} must end in {', '.join(FORMATS)} or .html")
        kind = FORMATS[suffix]
        size, fps = size or kind.size, kind.fps if fps is None else fps
        if not SHORTEST_SIDE <= min(size) <= max(size) <= kind.longest_side:
            raise ValueError(f"the sides of a {suffix} must be from {SHORTEST_SIDE} to {kind.longest_side} pixels")
        if not 1 <= fps <= kind.most_fps:
            raise ValueError(f"a {suffix} has from 1 to {kind.most_fps} frames a second (got {fps})")
        if suffix == ".mp4" and (size[0] % 2 or size[1] % 2):
            raise ValueError(f"the sides of an mp4 must be even (got {size[0]}x{size[1]})")
        if suffix == ".mp4" and find_spec("av") is None:
            raise ValueError("an mp4 needs PyAV; to install it: pip install av")
        if not kind.moving:
            moment = Fraction(GOOD_MOMENT if seconds is None else seconds).limit_denominator(10**6)
            return cls(suffix, size, (moment,), fps)
        count = max(1, round((GOOD_LENGTH if seconds is None else seconds) * fps))
        if suffix == ".gif" and count * size[0] * size[1] > LARGEST_GIF:
            raise ValueError("this would be too large for a gif; make it an mp4, smaller or shorter")
        return cls(suffix, size, tuple(Fraction(k, fps) for k in range(count)), fps)

    def steps(self, step_rate: int) -> int:
        """How many steps of the simulation it takes."""
        return ceil(self.times[-1] * step_rate)

    def shoot(self, simulation: "Simulation", artist: "Renderer", advance: Callable[[], object]) -> Iterator[Frame]:
        """Let time pass from the start, and draw each frame at its time; ``advance`` is called every step."""
        for time in self.times:
            due = time * simulation.level.world.step_rate
            while simulation.steps < due:
                simulation.step()
                advance()
            yield artist.frame(1.0 - float(simulation.steps - due))

    def write(self, path: Path, frames: Iterable[Frame]) -> None:
        """Write the frames, (h, w, 3) each, to a file of this kind; they are taken one by one, when needed.

        Raises ``OSError`` when that is impossible.
        """
        frames, count = iter(frames), len(self.times)
        match self.suffix:
            case ".png":
                Image.fromarray(next(frames)).save(path, optimize=True)
            case ".gif":
                _write_gif(path, frames, durations(count, self.fps, 100))
            case ".webp":
                delays = durations(count, self.fps, 1000)
                _Reel(frames, count).save(path, save_all=True, duration=delays, loop=0, quality=80, method=4)
            case ".mp4":
                _write_mp4(path, frames, self.fps)


def durations(count: int, fps: int, ticks: int) -> list[int]:
    """How long each frame is shown, in whole 1 / ``ticks`` s; no frame begins more than half of one off."""
    starts = [round(k * ticks / fps) for k in range(count + 1)]
    return [after - before for before, after in pairwise(starts)]


class _Reel(Image.Image):
    """A moving picture for Pillow to save, of which only one frame exists at a time."""

    def __init__(self, frames: Iterator[Frame], count: int) -> None:
        super().__init__()
        self.n_frames = count
        self._frames = frames
        self._current = -1
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Make the next frame the present one; there is no way back."""
        if frame > self._current:
            picture = Image.fromarray(next(self._frames))
            self._current, self._mode, self._size, self.im = frame, picture.mode, picture.size, picture.im

    def tell(self) -> int:
        """Return the number of the present frame."""
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
    """Choose colours for these pixels (..., 3); what is common weighs more, by the root of its count."""
    red, green, blue = pixels.reshape(-1, 3).astype(np.int32).T >> 1
    colors, counts = np.unique(red << 16 | green << 8 | blue, return_counts=True)
    repeated = np.repeat(colors, np.rint(np.sqrt(counts)).astype(int))
    weighted = np.stack((repeated >> 16, repeated >> 8 & 127, repeated & 127), axis=-1).astype(np.uint8) << 1
    picture = Image.fromarray(weighted[None])
    return picture.quantize(GIF_COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _reduced(frames: Iterator[Frame], palette: Image.Image) -> Iterator[Image.Image]:
    """Yield frames in the colours of a palette. What looks much as before stays: no flicker, and small files."""
    shown = None
    for frame in frames:
        truth = Image.fromarray(frame)
        picture = truth.quantize(palette=palette, dither=Image.Dither.NONE)
        best = picture.convert("RGB")
        if shown is None:
            shown = best
        else:
            stays = _error(shown, truth) <= _error(best, truth).astype(np.int16) + GIF_PATIENCE
            mask = Image.fromarray(stays)
            picture.paste(GIF_COLORS, mask=mask)
            shown = Image.composite(shown, best, mask)
        yield picture


def _error(picture: Image.Image, truth: Image.Image) -> NDArray[np.uint8]:
    """How far every pixel is off, in the channel where that is most."""
    error: NDArray[np.uint8] = np.asarray(ImageChops.difference(picture, truth)).max(axis=-1)
    return error


def _write_mp4(path: Path, frames: Iterator[Frame], fps: int) -> None:
    import av  # noqa: PLC0415  (an extra)

    first = next(frames)
    with av.open(str(path), "w", options={"movflags": "faststart"}) as file:
        stream = file.add_stream("libx264", rate=fps, options={"crf": "18"})
        stream.height, stream.width = first.shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.colorspace = BT709  # players that are not told guess, and guess wrong
        stream.codec_context.color_primaries = BT709
        stream.codec_context.color_trc = BT709
        for frame in chain([first], frames):
            picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
            file.mux(stream.encode(picture.reformat(format="yuv420p", dst_colorspace="ITU709")))
        file.mux(stream.encode())
