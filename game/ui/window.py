"""Opens the window of the game and runs a level in it."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import arcade
import pyglet

import systems
from game.files.terminal import print_stderr
from game.levels.library import LevelEntry
from game.levels.model import load_level
from game.ui import preferences, ui_style
from game.ui.display_loss import on_display_loss
from game.ui.fault_guard import FaultGuard
from game.ui.kernel_loading import KernelError, KernelLoading
from game.ui.rescue import rescue
from game.ui.screens.title import TitleView
from game.ui.termination import exit_on_signals

if TYPE_CHECKING:
    from game.session.recording.recorder import Recorder
    from game.session.session import Session
    from game.ui.screens.play import PlayView

SIZE = (1280, 800)
"""Width and height of a new window."""

MAX_SCREEN_PART = 0.9
"""Largest part of the screen that a new window covers, in width and in height."""

TITLE_DELAY = 3.0
"""Time in s that cached kernels may take to load before the title screen is shown."""

DEFAULT_FRAME_RATE = 60.0
"""Frame rate in Hz for a screen that does not report its own."""


MAX_FRAME_TIME = 1.0
"""Longest time of a frame, in s: a sleep of the machine is not made up for."""


class Window(arcade.Window):
    """A window that accepts dropped files, which arcade does not ask pyglet for.

    A minimised window has the size 0 on some systems; here it is 1, because much divides by it.

    guard : gets the errors that events raise; without it they end the event loop
    """

    guard: FaultGuard | None = None

    def dispatch_event(self, *args: Any) -> None:
        """Call the handlers of an event, and pass an error to the guard. ``on_refresh`` is for tests, which fail."""
        try:
            super().dispatch_event(*args)
        except Exception as error:
            if self.guard is None or args[0] == "on_refresh":
                raise
            self.guard.report(args[0], error)

    def _dispatch_frame(self, delta_time: float) -> None:
        """Run a frame whose time is never negative, and never minutes: the machine may have slept."""
        frame_time = min(max(delta_time, 0.0), MAX_FRAME_TIME)
        super()._dispatch_frame(frame_time)
        if self.guard and not self.closed:
            self.guard.end_frame(frame_time)

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

    Raises ``LevelError`` before a window opens, ``KernelError`` if the kernels cannot be compiled, and ``WindowError``
    if the window cannot go on. If it ends by that or by a signal, everything is saved before. The shaders
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
    if loading.storage_fault:
        print_stderr(loading.storage_fault)
        view.notify(loading.storage_fault)
    try:
        _run_guarded(window, view)
    finally:
        view.screen_capture.cancel()
        view.close()


def _show(message: str, *screens: object) -> None:
    """Show a message on all of these screens that show messages."""
    for screen in screens:
        if notify := getattr(screen, "notify", None):
            notify(message)


def _run_guarded(window: Window, view: "PlayView") -> None:
    """Run the event loop, save what would be lost if it ends by an error, and raise that as a ``WindowError``."""

    def save_without_display() -> None:
        print_stderr("cannot draw the window: the display has gone away")
        rescue(view)
        view.screen_capture.cancel()

    guard = window.guard = FaultGuard(pyglet.app.exit)
    guard.show_message = lambda message: _show(message, view, window.current_view)
    guard.retreats = view.leaving.close_all, view.debug_views.close_all, view.show_screen
    on_display_loss(save_without_display)
    threading.excepthook = guard.report_thread
    try:
        with exit_on_signals(pyglet.app.exit):
            arcade.run(view)
        if guard.cause:
            raise guard.cause
        view.recorder_adapter.close()
        view.screen_capture.finish()
    except Exception as error:
        rescue(view)
        with suppress(Exception):  # its last frame is in the memory of the graphics card
            view.screen_capture.finish()
        raise guard.error_of(error) from error
    except BaseException:  # Ctrl-C, or a signal
        rescue(view)
        raise
    finally:
        threading.excepthook = threading.__excepthook__
