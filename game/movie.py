"""Pictures and moving pictures as files: png, gif, webp and mp4."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

if TYPE_CHECKING:
    from game.graphics import Artist
    from game.simulation import Simulation

Frame = NDArray[np.uint8]

GIF_SAMPLE = 25
"""Frames from which the colours of a gif are chosen."""

GIF_COLORS = 255
"""Colours of a gif; the last number, which this is too, means that a pixel has not changed."""

GIF_PATIENCE = 2
"""How much closer to the truth a new colour must come for a pixel to change, of 255."""

BT709 = 1
"""The number of the colour space of high-definition video."""


class Format(NamedTuple):
    """What a kind of file is made for, and what it can hold.

    size : px, width and height if nobody says otherwise
    fps : frames a second if nobody says otherwise
    most_fps : players show no more than these
    longest_side : px
    even : whether width and height must be even
    """

    size: tuple[int, int] = (800, 800)
    fps: int = 30
    most_fps: int = 120
    longest_side: int = 8192
    even: bool = False


FORMATS = {
    ".png": Format(),
    ".gif": Format(size=(480, 480), fps=25, most_fps=50, longest_side=2048),  # delays are centiseconds
    ".webp": Format(),
    ".mp4": Format(fps=60, longest_side=4096, even=True),
}


def write(path: Path, frames: Iterable[Frame], count: int, fps: int) -> None:
    """Write the first ``count`` of ``frames``, each (h, w, 3) and shown for 1 / fps s; a png is the first alone.

    The suffix of the path, one of `FORMATS`, tells the format. Frames are taken one by one, as they are needed.
    Raises ``OSError`` when the file cannot be written, ``ModuleNotFoundError`` for an mp4 without PyAV, and
    ``ValueError`` for another suffix.
    """
    film = islice(frames, count)
    match path.suffix.lower():
        case ".png":
            Image.fromarray(next(film)).save(path, optimize=True)
        case ".gif":
            _write_gif(path, film, durations(count, fps, 100))
        case ".webp":
            reel = _Reel(film, count)
            reel.save(path, save_all=True, duration=durations(count, fps, 1000), loop=0, quality=80, method=4)
        case ".mp4":
            _write_mp4(path, film, fps)
        case suffix:
            raise ValueError(f"{suffix} is none of {', '.join(FORMATS)}")


def durations(count: int, fps: int, ticks: int) -> list[int]:
    """How long each frame is shown, in whole 1 / ``ticks`` s; no frame begins more than half of one off."""
    starts = [round(k * ticks / fps) for k in range(count + 1)]
    return [after - before for before, after in zip(starts[:-1], starts[1:], strict=True)]


def shoot(simulation: "Simulation", artist: "Artist", count: int, fps: int) -> Iterator[Frame]:
    """Let time pass from the start, and draw ``count`` frames: frame k at k / fps s exactly, whatever the step."""
    rate = simulation.level.world.step_rate
    for k in range(count):
        steps = -(-k * rate // fps)  # rounded up: the moment lies between the last two steps
        simulation.step(steps - simulation.steps)
        yield artist.frame(1.0 - (steps * fps - k * rate) / fps)


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
        """The number of the present frame."""
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
    """A picture with colours for these pixels (..., 3): common ones weigh more, but only by the root of their count."""
    red, green, blue = pixels.reshape(-1, 3).astype(np.int32).T >> 1
    colors, counts = np.unique(red << 16 | green << 8 | blue, return_counts=True)
    repeated = np.repeat(colors, np.rint(np.sqrt(counts)).astype(int))
    weighted = np.stack((repeated >> 16, repeated >> 8 & 127, repeated & 127), axis=-1).astype(np.uint8) << 1
    picture = Image.fromarray(weighted[None])
    return picture.quantize(GIF_COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _reduced(frames: Iterator[Frame], palette: Image.Image) -> Iterator[Image.Image]:
    """Frames in the colours of a palette. What looks much as before is left as it is: no flicker, and small files."""
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
    return np.asarray(ImageChops.difference(picture, truth)).max(axis=-1)


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
