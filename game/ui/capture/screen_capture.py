"""Pictures and recordings of what the window shows."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import arcade
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from game.batch.progress import print_stderr
from game.files import new_file
from game.files.atomic_write import error_text
from game.render import theme
from game.render.export.encoder_process import EncoderProcess
from game.render.gl.offscreen import OffscreenRenderer
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui import ui_style
from game.ui.capture.video_recording import Recording
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextPanel, TextStyle

LARGE = (3840, 2160)
"""Width and height of a picture of the world alone, px."""

LAMP, BAR = 12.0, (180.0, 6.0)
"""Diameter of the red dot, and size of the progress bar, in units of the look."""

RED = "#ff4b3e"
WORDS = TextStyle(theme.TEXT_SIZE, theme.TEXT)

Picture = NDArray[np.uint8]


class ScreenCapture:
    """Takes pictures and recordings of the window, and makes files of them while the game runs on.

    A recording has at most ten frames in memory, two of them in that of the graphics card.

    recording : the one that goes on
    developing : the one that becomes a file
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Let ``tell`` show messages."""
        self.recording: Recording | None = None
        self.developing: EncoderProcess | None = None
        self._tell, self._snapped = tell, ""
        self._pictures: list[Future[Path]] = []
        self._worker = ThreadPoolExecutor(1, "pictures")
        self._plate, self._card = RoundedRect(), TextPanel((WORDS,))

    def snap(self, name: str) -> None:
        """Keep what is drawn next, as it is in the window."""
        self._snapped = name

    def portray(self, simulation: Simulation, subject: ViewRect, alpha: float, name: str) -> None:
        """Draw what the camera shows of the world, alone, in `LARGE`, and keep it; ``alpha`` as in `Render.process`."""
        try:
            painter = OffscreenRenderer(simulation, LARGE, theme=ui_style.current().theme, subject=subject)
            picture = painter.frame(alpha)
            painter.close()
        except (MemoryError, ValueError) as problem:  # no room for so many pixels
            self._tell(f"no picture: {error_text(problem)}")
        else:
            self._keep(picture, name)

    def toggle(self, name: str) -> None:
        """Begin a recording, or end the one that goes on."""
        if self.recording:
            self._stop()
        elif self.developing:
            self._tell("the recording before is not finished yet")
        else:
            try:
                self.recording = Recording(name)
            except OSError as problem:
                self._tell(f"no recording: {error_text(problem)}")

    def expose(self, now: float) -> None:
        """Take what has just been drawn at a time (s) of any clock, where somebody asked for it."""
        if self._snapped:
            width, height = size = arcade.get_window().get_framebuffer_size()
            pixels = arcade.get_window().ctx.screen.read(viewport=(0, 0, *size), components=3)
            self._keep(np.frombuffer(pixels, np.uint8).reshape(height, width, 3)[::-1], self._snapped)
            self._snapped = ""
        if self.recording:
            self.recording.take(now)
            if reason := self.recording.end_reason:
                self._tell(f"the recording has ended: {reason}")
                self._stop()

    def look(self) -> None:
        """Tell what has become a file by now, or has not."""
        for picture in [picture for picture in self._pictures if picture.done()]:
            self._pictures.remove(picture)
            self._tell(_kept(picture))
        if self.developing and self.developing.is_finished:
            self._tell(_developed(self.developing))
            self.developing = None

    def draw(self, window: tuple[float, float], waits: bool = False) -> None:
        """Draw a red dot and the length of a recording, or how far its file is, at the top of a window of that size.

        waits : whether it stands still, because something else than the game is seen
        """
        if self.recording:
            self._write(f"{self.recording.time:.1f} s{', paused' if waits else ''}")
            left, middle = self._draw_card(window, LAMP + 0.5 * theme.PADDING)
            box = Box(left, middle + 0.5 * LAMP, LAMP, LAMP)
            self._plate.draw(window, box, RED, 1.0, 0.5 * LAMP)
        elif self.developing:
            self._write(f"writing {self.developing.path.name}")
            width, height = BAR
            left, middle = self._draw_card(window, width + theme.PADDING)
            box = Box(left, middle + 0.5 * height, width, height)
            self._plate.draw(window, box, theme.TEXT_FAINT, 0.4, 0.5 * height)
            done = max(self.developing.progress * width, height)
            self._plate.draw(window, box._replace(width=done), theme.TEXT_ACCENT, 1.0, 0.5 * height)

    def finish(self) -> None:
        """Make files of all that was begun, however long it takes, and tell that on stderr; the window is closed."""
        if self.recording:
            self._stop()
        if self.developing:
            print_stderr(f"writing {self.developing.path} ...")
            self.developing.wait()
            print_stderr(_developed(self.developing))
            self.developing = None
        for picture in self._pictures:
            print_stderr(_kept(picture))
        self._pictures.clear()
        self._worker.shutdown()

    def give_up(self) -> None:
        """Leave nothing half done behind, and tell on stderr what is lost."""
        if self.developing:
            self.developing.cancel()
        if self.recording:
            self.recording.give_up()
        if self.recording or self.developing:
            print_stderr("the recording was not kept")
        self.recording = self.developing = None
        self._worker.shutdown()

    def _keep(self, picture: Picture, name: str) -> None:
        write = partial(Image.fromarray(np.ascontiguousarray(picture)).save, compress_level=4)
        self._pictures.append(self._worker.submit(new_file.write_new_file, name, ".png", write))

    def _stop(self) -> None:
        recording, self.recording = self.recording, None
        if recording:
            try:
                self.developing = recording.end()
            except OSError as problem:
                self._tell(f"no recording: {error_text(problem)}")

    def _write(self, words: str) -> None:
        self._card.set_texts((words,))

    def _draw_card(self, window: tuple[float, float], room: float) -> tuple[float, float]:
        """Draw the words with some room at their left; return where that begins, and the height of its middle."""
        width, height = window
        card = self._card
        box = Box(round(0.5 * (width - card.width - room)), height - theme.MARGIN, card.width + room, card.height)
        self._plate.draw(window, box)
        card.draw(window, box.left + room, box.top)
        return box.left + theme.PADDING, box.top - 0.5 * box.height


def _kept(picture: Future[Path]) -> str:
    try:
        return f"wrote {picture.result()}"
    except (OSError, MemoryError) as problem:
        return f"no picture: {error_text(problem)}"


def _developed(developing: EncoderProcess) -> str:
    return f"no recording: {developing.error}" if developing.error else f"wrote {developing.path}"
