"""The window."""

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
LARGEST = 0.9
"""Part of the screen that a new window may cover, in width and in height."""

PATIENCE = 3.0
"""s that loading compiled kernels takes at most before a title is shown; compiling them shows it at once."""

USUAL_RATE = 60.0
"""Frames a second where the screen does not tell."""


class Window(arcade.Window):
    """A window that accepts dropped files, which arcade does not ask pyglet for."""

    def _create(self) -> None:
        self._file_drops = True
        super()._create()

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
    """Open a window on the level at ``path`` and return when it is closed.

    levels : lists the levels to choose from, again and again: they may come and go
    seed : where chance begins, instead of each level's own
    start : what is played at first, instead of the level at ``path``
    recorder : takes down what happens to the first level

    Raises ``LevelError`` before anything opens, and ``KernelError`` when the kernels cannot be compiled. The shaders
    smooth their own edges, so there is no need for multisampling, which halves the speed of a software renderer.
    """
    title = start.simulation.level.title if start else load_level(path).title
    is_cold = systems.needs_compilation()
    screen = arcade.get_screens()[0]
    width, height = min(SIZE[0], int(LARGEST * screen.width)), min(SIZE[1], int(LARGEST * screen.height))
    frame = 1.0 / (screen.get_mode().rate or USUAL_RATE)
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
    prefers, mistakes = preferences.load()
    ui_style.set_current(ui_style.UiStyle(prefers.theme, prefers.scale, prefers.reduced_motion))
    ui_style.fit(window)
    loading = KernelLoading()
    if not loading.wait(0.0 if is_cold else PATIENCE):
        arcade.run(TitleView(loading))
    if window.closed:
        return
    try:
        loading.check()
    except KernelError:
        window.close()
        raise

    from game.ui.screens.play import PlayView  # noqa: PLC0415  (now it does not compile)

    view = PlayView(path, levels, prefers, seed, mistakes, start, recorder)
    try:
        arcade.run(view)
        view.tape.end()
        view.screen_capture.finish()
    finally:
        view.screen_capture.give_up()
        view.close()
