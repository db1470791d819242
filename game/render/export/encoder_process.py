"""Encodes a recording to a video file in a process of its own, so that the game goes on meanwhile."""

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
from game.render.export.frame_spool import Frame, FrameSpool, read_frames
from game.render.export.movie import MoviePlan

FPS = 30
"""Frames per second of recordings."""

NICE = 10
"""Niceness of the process: the game has a higher priority."""

MAX_SIDE = {".webp": 960, ".mp4": 1920}
"""Longest side in px, by suffix. Encoding webp is slow."""

PROGRESS, ERROR = "progress", "error"
"""First words of the lines that the process prints."""

PROGRESS_INTERVAL = 5
"""Frames between two lines about progress."""


def default_suffix() -> str:
    """Return the suffix of recordings: .mp4 if PyAV is installed, else .webp."""
    return ".mp4" if find_spec("av") else ".webp"


class EncoderProcess:
    """Encodes the frames of a `FrameSpool` to a new file, in a process that a thread watches.

    progress : from 0 to 1
    error : why there is no file, or ""
    """

    def __init__(self, spool: FrameSpool, name: str, suffix: str) -> None:
        """Start to encode a spool that gets no more frames; it is closed at the end. Raises ``OSError``."""
        self.progress, self.error = 0.0, ""
        self._file: ReservedFile = new_file.reserve_file(name, suffix)
        self._process: Popen[str] | None = None
        self._is_cancelled = False
        self._thread = Thread(target=self._encode, args=(spool, suffix), name="encoder", daemon=True)
        self._thread.start()

    @property
    def path(self) -> Path:
        """Name of the file, reserved from the start."""
        return self._file.path

    @property
    def is_finished(self) -> bool:
        """Whether the file is complete, or the encoding has failed or was cancelled."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Wait until the encoding is finished."""
        self._thread.join()

    def cancel(self) -> None:
        """Stop the process and delete its files."""
        self._is_cancelled = True
        if self._process:
            self._process.kill()
        self._thread.join()

    def _encode(self, spool: FrameSpool, suffix: str) -> None:
        try:
            spool.finish_writing()
            spool.file.seek(0)
            self._process = _start_process(spool, self._file.part, suffix)
            if self._is_cancelled:
                self._process.kill()
            status = self._read_output(self._process)
            if status:
                self.error = self.error or f"the encoder ended with status {status}"
            else:
                self._file.commit()
        except OSError as error:
            self.error = error_text(error)
        spool.close()
        if self.error:
            with suppress(OSError):
                self._file.discard()

    def _read_output(self, process: Popen[str]) -> int:
        """Read the output of the process until its end, and return its exit status."""
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                word, _, rest = line.rstrip().partition(" ")
                if word == PROGRESS:
                    self.progress = float(rest)
                elif word == ERROR:
                    self.error = rest
        return process.wait()


def _start_process(spool: FrameSpool, part: Path, suffix: str) -> Popen[str]:
    root = str(Path(__file__).parents[3])
    path = os.pathsep.join([root, os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else [root])
    return Popen(
        [sys.executable, "-m", "game.render.export.encoder_process", str(part), suffix, str(spool.written_count)],
        env={**os.environ, "PYTHONPATH": path},
        stdin=spool.file,
        stdout=PIPE,
        stderr=DEVNULL,
        text=True,
        start_new_session=True,  # so that Ctrl-C reaches only the game
    )


def main(part: str, suffix: str, count: str) -> None:
    """Encode the frames from stdin to a file, and print the progress to stdout."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    total = int(count)

    def reported(frames: Iterator[Frame]) -> Iterator[Frame]:
        for k, frame in enumerate(frames):
            if k % PROGRESS_INTERVAL == 0:
                print(PROGRESS, k / total, flush=True)
            yield frame

    try:
        plan = MoviePlan(suffix, (0, 0), tuple(Fraction(k, FPS) for k in range(total)), FPS)
        plan.write_file(Path(part), reported(read_frames(sys.stdin.buffer)))
    except Exception as error:
        print(ERROR, error_text(error).replace("\n", " "), flush=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main(*sys.argv[1:])
