"""Makes a file of a recording, in a process of its own, so that the game runs on meanwhile."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread

from game.files import new_file
from game.files.atomic_write import error_text
from game.files.new_file import ReservedFile
from game.render.export.frame_spool import Frame, FrameSpool, unrolled
from game.render.export.movie import Film

FPS = 30
NICE = 10
"""How far the game goes before it, where processes have an order."""

LONGEST_SIDE = {".webp": 960, ".mp4": 1920}
"""px; webp is slow to make."""


PROGRESS, TROUBLE = "progress", "trouble"
"""First words of the lines that the process says."""

TOLD = 5
"""Frames from one line about progress to the next."""


def usual_suffix() -> str:
    """Return what recordings are on this machine: mp4 with PyAV, webp without."""
    return ".mp4" if find_spec("av") else ".webp"


class EncoderProcess:
    """A recording that becomes a file; it can be awaited, and given up at any time.

    path : what the file is going to be called
    progress : from 0 to 1
    trouble : why there is no file, if so
    """

    def __init__(self, reel: FrameSpool, name: str, suffix: str) -> None:
        """Begin with a reel that gets no more frames, and close it in the end. Raises ``OSError``."""
        self.progress, self.trouble = 0.0, ""
        self._file: ReservedFile = new_file.reserve_file(name, suffix)
        self._process: Popen[str] | None = None
        self._is_given_up = False
        self._thread = Thread(target=self._develop, args=(reel, suffix), name="developing", daemon=True)
        self._thread.start()

    @property
    def path(self) -> Path:
        """What the file is going to be called."""
        return self._file.path

    @property
    def is_over(self) -> bool:
        """Whether the file is there, or never will be."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Wait until it is over."""
        self._thread.join()

    def give_up(self) -> None:
        """End it, and leave nothing behind."""
        self._is_given_up = True
        if self._process:
            self._process.kill()
        self._thread.join()

    def _develop(self, reel: FrameSpool, suffix: str) -> None:
        try:
            reel.end()
            reel.file.seek(0)
            self._process = _encoder(reel, self._file.part, suffix)
            if self._is_given_up:
                self._process.kill()
            status = self._listen(self._process)
            if status:
                self.trouble = self.trouble or f"the encoder ended with status {status}"
            else:
                self._file.commit()
        except OSError as problem:
            self.trouble = error_text(problem)
        reel.close()
        if self.trouble:
            with suppress(OSError):
                self._file.discard()

    def _listen(self, process: Popen[str]) -> int:
        """Follow what the process says to its end, and return its exit status."""
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                word, _, rest = line.rstrip().partition(" ")
                if word == PROGRESS:
                    self.progress = float(rest)
                elif word == TROUBLE:
                    self.trouble = rest
        return process.wait()


def _encoder(reel: FrameSpool, part: Path, suffix: str) -> Popen[str]:
    room = str(Path(__file__).parents[3])
    path = os.pathsep.join([room, os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else [room])
    return Popen(
        [sys.executable, "-m", "game.render.export.encoder_process", str(part), suffix, str(reel.kept)],
        env={**os.environ, "PYTHONPATH": path},
        stdin=reel.file,
        stdout=PIPE,
        stderr=DEVNULL,
        text=True,
        start_new_session=True,  # Ctrl-C is for the game to answer
    )


def main(part: str, suffix: str, count: str) -> None:
    """Write the reel on stdin to a file, and tell on stdout how far that is."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    total = int(count)

    def told(frames: Iterator[Frame]) -> Iterator[Frame]:
        for k, frame in enumerate(frames):
            if k % TOLD == 0:
                print(PROGRESS, k / total, flush=True)
            yield frame

    try:
        film = Film(suffix, (0, 0), tuple(Fraction(k, FPS) for k in range(total)), FPS)
        film.write(Path(part), told(unrolled(sys.stdin.buffer)))
    except Exception as problem:
        print(TROUBLE, error_text(problem).replace("\n", " "), flush=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main(*sys.argv[1:])
