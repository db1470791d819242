"""Opens the window of the game and runs a level in it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import arcade

import systems
from game.levels.library import LevelEntry
from game.levels.model import load_level
from game.ui import preferences, ui_style
from game.ui.kernel_loading import KernelError, KernelLoading
from game.ui.screens.title import TitleView

if TYPE_CHECKING:
    from game.session.recording.recorder import Recorder
    from game.session.session import Session

SIZE = (1280, 800)
"""Width and height of a new window."""

MAX_SCREEN_PART = 0.9
"""Largest part of the screen that a new window covers, in width and in height."""

TITLE_DELAY = 3.0
"""Time in s that cached kernels may take to load before the title screen is shown."""

DEFAULT_FRAME_RATE = 60.0
"""Frame rate in Hz for a screen that does not report its own."""


class Window(arcade.Window):
    """A window that accepts dropped files, which arcade does not ask pyglet for.

    A minimised window has the size 0 on some systems; here it is 1, because much divides by it.
    """

    def _create(self) -> None:
        self._file_drops = True
        super()._create()

    def get_size(self) -> tuple[int, int]:
        """Return width and height in units of the window, at least 1."""
        width, height = super().get_size()
        return max(width, 1), max(height, 1)

    def get_framebuffer_size(self) -> tuple[int, int]:
        """Return width and height in pixels, at least 1."""
        width, height = super().get_framebuffer_size()
        return max(width, 1), max(height, 1)

    def _on_resize(self, width: int, height: int) -> Any:
        return super()._on_resize(max(width, 1), max(height, 1))

    def _event_drag_enter(self, event: Any) -> None:
        """Look for a list of files among the types that a drag offers (X11, XdndEnter).

        pyglet 2.1.19 raises TypeError for a drag that offers at most three types: they are in the event itself.
        """
        source, flags, *types = event.xclient.data.l
        if flags & 1:  # more types, in a property of the source
            super()._event_drag_enter(event)
            return
        files = self._xdnd_atoms["text/uri-list"]
        self._xdnd_source, self._xdnd_version = source, flags >> 24
        self._xdnd_format = files if files in types else None

    def _event_drag_drop(self, event: Any) -> None:
        """Ask for the dropped files (X11, XdndDrop); pyglet 2.1.19 raises TypeError where there are none."""
        if self._xdnd_format:
            super()._event_drag_drop(event)


def run(
    path: Path,
    levels: Callable[[], Iterable[LevelEntry]],
    seed: int | None = None,
    start: "Session | None" = None,
    recorder: "Recorder | None" = None,
) -> None:
    """Open a window, run the level at ``path`` in it, and return when the window is closed.

    levels : lists the levels of the level browser; called again whenever files change
    seed : random seed of every level (default: the level's own)
    start : session to start with, instead of the level at ``path``
    recorder : writes a recording of the first level

    Raises ``LevelError`` before a window opens, and ``KernelError`` if the kernels cannot be compiled. The shaders
    antialias edges, so there is no multisampling: it would halve the speed of a software renderer.
    """
    title = start.simulation.level.title if start else load_level(path).title
    is_cold = systems.compiled_fraction() < 1.0
    screen = arcade.get_screens()[0]
    largest = MAX_SCREEN_PART * screen.width, MAX_SCREEN_PART * screen.height
    width, height = (int(min(*sides)) for sides in zip(SIZE, largest, strict=True))
    frame = 1.0 / (screen.get_mode().rate or DEFAULT_FRAME_RATE)
    window = Window(
        width,
        height,
        title,
        resizable=True,
        vsync=True,
        antialiasing=False,
        center_window=True,
        update_rate=frame,
        draw_rate=frame,
    )
    window.set_minimum_size(320, 240)
    settings, errors = preferences.load()
    ui_style.set_current(ui_style.UiStyle(settings.theme, settings.scale, settings.reduced_motion))
    ui_style.fit_to_window(window)
    loading = KernelLoading()
    if not loading.wait(0.0 if is_cold else TITLE_DELAY):
        arcade.run(TitleView(loading))
    if window.closed:
        return
    try:
        loading.raise_error()
    except KernelError:
        window.close()
        raise

    from game.ui.screens.play import PlayView  # noqa: PLC0415  (imports the kernels, which are loaded now)

    view = PlayView(path, levels, settings, seed, errors, start, recorder)
    try:
        arcade.run(view)
        view.recorder_adapter.close()
        view.screen_capture.finish()
    finally:
        view.screen_capture.cancel()
        view.close()
