"""Screenshots and videos of the window."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import arcade
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from game.files import new_file
from game.files.atomic_write import error_text
from game.files.terminal import print_stderr
from game.render import theme
from game.render.export.encoder_process import EncoderProcess
from game.render.gl.offscreen import OffscreenRenderer
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui import ui_style
from game.ui.capture.video_recording import VideoRecording
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextPanel, TextStyle

LARGE_SIZE = (3840, 2160)
"""Width and height of a large picture, px."""

DOT_SIZE, BAR_SIZE = 12.0, (180.0, 6.0)
"""Diameter of the red dot, and width and height of the progress bar, in units of the style."""

RED = "#ff4b3e"
TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)

Picture = NDArray[np.uint8]


class ScreenCapture:
    """Takes screenshots and videos of the window, and writes their files while the game keeps running.

    A video has at most ten frames in memory, two of them in that of the graphics card.

    recording : the video that is being recorded
    encoding : the video whose file is being written
    """

    def __init__(self, notify: Callable[[str], None]) -> None:
        """Use ``notify`` to show messages."""
        self.recording: VideoRecording | None = None
        self.encoding: EncoderProcess | None = None
        self._notify, self._screenshot_name = notify, ""
        self._pictures: list[Future[Path]] = []
        self._worker = ThreadPoolExecutor(1, "pictures")
        self._rect, self._panel = RoundedRect(), TextPanel((TEXT,))

    def take_screenshot(self, name: str) -> None:
        """Save the next frame of the window; ``name`` is for the file."""
        self._screenshot_name = name

    def take_large_picture(self, simulation: Simulation, subject: ViewRect, alpha: float, name: str) -> None:
        """Draw the world in `LARGE_SIZE`, without panels, and save the picture.

        subject : the rectangle of the world to draw
        alpha : time since the last step as a part of a step, see `Clock.alpha`
        name : for the file
        """
        try:
            renderer = OffscreenRenderer(simulation, LARGE_SIZE, theme=ui_style.current().theme, subject=subject)
            picture = renderer.frame(alpha)
            renderer.close()
        except (MemoryError, ValueError) as problem:  # not enough memory
            self._notify(f"cannot save the picture: {error_text(problem)}")
        else:
            self._save(picture, name)

    def toggle_recording(self, name: str) -> None:
        """Start a video, or stop the one that is being recorded; ``name`` is for the file."""
        if self.recording:
            self._stop()
        elif self.encoding:
            self._notify("the file of the last video is not finished yet")
        else:
            try:
                self.recording = VideoRecording(name)
            except OSError as problem:
                self._notify(f"cannot save the video: {error_text(problem)}")

    def capture_frame(self, now: float) -> None:
        """Save the frame just drawn, if a screenshot or a video needs it; ``now`` is a time (s) of any clock."""
        if self._screenshot_name:
            width, height = size = arcade.get_window().get_framebuffer_size()
            pixels = arcade.get_window().ctx.screen.read(viewport=(0, 0, *size), components=3)
            self._save(np.frombuffer(pixels, np.uint8).reshape(height, width, 3)[::-1], self._screenshot_name)
            self._screenshot_name = ""
        if self.recording:
            self.recording.capture(now)
            if reason := self.recording.end_reason:
                self._notify(f"the video has ended: {reason}")
                self._stop()

    def report_finished(self) -> None:
        """Show a message about each file that is finished or has failed since the last call."""
        for picture in [picture for picture in self._pictures if picture.done()]:
            self._pictures.remove(picture)
            self._notify(_picture_message(picture))
        if self.encoding and self.encoding.is_finished:
            self._notify(_video_message(self.encoding))
            self.encoding = None

    def draw(self, window: tuple[float, float], is_paused: bool = False) -> None:
        """Draw the state of a video at the top of a window of that size: a red dot and its length, or a progress bar.

        is_paused : whether recording is paused, because another screen is shown
        """
        if self.recording:
            self._panel.set_texts((f"{self.recording.time:.1f} s{', paused' if is_paused else ''}",))
            left, middle = self._draw_panel(window, DOT_SIZE + 0.5 * theme.PADDING)
            box = Box(left, middle + 0.5 * DOT_SIZE, DOT_SIZE, DOT_SIZE)
            self._rect.draw(window, box, RED, 1.0, 0.5 * DOT_SIZE)
        elif self.encoding:
            self._panel.set_texts((f"writing {self.encoding.path.name}",))
            width, height = BAR_SIZE
            left, middle = self._draw_panel(window, width + theme.PADDING)
            box = Box(left, middle + 0.5 * height, width, height)
            self._rect.draw(window, box, theme.TEXT_FAINT, 0.4, 0.5 * height)
            done = max(self.encoding.progress * width, height)
            self._rect.draw(window, box._replace(width=done), theme.TEXT_ACCENT, 1.0, 0.5 * height)

    def finish(self) -> None:
        """Finish all files after the window is closed, and report them on stderr."""
        if self.recording:
            self._stop()
        if self.encoding:
            print_stderr(f"writing {self.encoding.path} ...")
            self.encoding.wait()
            print_stderr(_video_message(self.encoding))
            self.encoding = None
        for picture in self._pictures:
            print_stderr(_picture_message(picture))
        self._pictures.clear()
        self._worker.shutdown()

    def cancel(self) -> None:
        """Discard all unfinished files, and report the loss of a video on stderr."""
        if self.encoding:
            self.encoding.cancel()
        if self.recording:
            self.recording.discard()
        if self.recording or self.encoding:
            print_stderr("the video was discarded")
        self.recording = self.encoding = None
        self._worker.shutdown()

    def _save(self, picture: Picture, name: str) -> None:
        write = partial(Image.fromarray(np.ascontiguousarray(picture)).save, compress_level=4)
        self._pictures.append(self._worker.submit(new_file.write_new_file, name, ".png", write))

    def _stop(self) -> None:
        recording, self.recording = self.recording, None
        if recording:
            try:
                self.encoding = recording.start_encoding()
            except OSError as problem:
                self._notify(f"cannot save the video: {error_text(problem)}")

    def _draw_panel(self, window: tuple[float, float], room: float) -> tuple[float, float]:
        """Draw the panel with room at the left of its text; return the left end and the middle height of the room."""
        width, height = window
        panel = self._panel
        box = Box(round(0.5 * (width - panel.width - room)), height - theme.MARGIN, panel.width + room, panel.height)
        self._rect.draw(window, box)
        panel.draw(window, box.left + room, box.top)
        return box.left + theme.PADDING, box.top - 0.5 * box.height


def _picture_message(picture: Future[Path]) -> str:
    try:
        return f"wrote {picture.result()}"
    except (OSError, MemoryError) as problem:
        return f"cannot save the picture: {error_text(problem)}"


def _video_message(encoding: EncoderProcess) -> str:
    return f"cannot save the video: {encoding.error}" if encoding.error else f"wrote {encoding.path}"
