"""What is played again and again: a round uses every part of the window, and ends as it began."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

from arcade import key

from game.session.recording.recorder import Recorder
from game.simulation.commands import SetParameter
from game.ui.capture.recorder_adapter import RecorderAdapter
from game.ui.screens.edit import EditView
from game.ui.screens.play import PlayView

Frames = Iterator[None]


class Player:
    """Plays rounds in a window that shows level "a" of a folder with the levels of `tests.soak.levels`."""

    def __init__(self, window: Any, view: PlayView, folder: Path) -> None:
        self._window, self._view, self._folder = window, view, folder
        self._emit = window.dispatch_event

    def play_round(self) -> Frames:
        """Play a round, a frame for each item."""
        for part in (
            self._record,
            self._show_panels,
            self._act,
            self._rewind,
            self._replay,
            self._change_levels,
            self._browse,
            self._edit,
            self._change_window,
            self._capture,
            self._reload,
        ):
            yield from part()
        yield from self._return()

    # -- parts ------------------------------

    def _record(self) -> Frames:
        """Record some seconds with a change and a restart."""
        view = self._view
        (self._folder / "soak.rec").unlink(missing_ok=True)
        view.recorder_adapter = RecorderAdapter(Recorder(self._folder / "soak.rec"), view.notify)
        yield from self._press(key.R, "r")
        yield from _frames(60)
        view.session.enqueue(SetParameter("gravity", 4.0), "gravity")
        yield from _frames(30)
        yield from self._press(key.R, "r")
        yield from _frames(20)
        view.recorder_adapter.close()

    def _show_panels(self) -> Frames:
        """Open panels and overlays one by one, and close them."""
        for symbol, text in ((key.TAB, ""), (key.E, "e"), (key.M, "m"), (key.N, "n"), (key.H, "h")):
            yield from self._press(symbol, text)
            yield from _frames(15)
        for _ in range(6):
            yield from self._press(key.D, "d")
            yield from _frames(8)
        for _ in range(4):
            yield from self._press(key.F1)
        for name in ("tuning", "graphs", "inspector"):
            self._view.panels.panel(name).is_open = False
        yield from self._press(key.M, "m")

    def _act(self) -> Frames:
        """Add, throw, grab and remove balls by keys and mouse; undo and redo all that."""
        for symbol, text in ((key.P, "p"), (key.RIGHT, ""), (key.P, "p"), (key.F, "f"), (key.UP, ""), (key.F, "f")):
            yield from self._press(symbol, text)
        yield from self._press(key.G, "g")
        yield from _frames(20)
        yield from self._press(key.G, "g")
        yield from self._press(key.DELETE)
        yield from self._drag((0.5, 0.5), (0.65, 0.62))
        for _ in range(6):
            yield from self._press(key.Z, modifiers=key.MOD_CTRL)
        for _ in range(3):
            yield from self._press(key.Y, modifiers=key.MOD_CTRL)
            yield from _frames(10)
        yield from self._press(key.SPACE, " ")

    def _rewind(self) -> Frames:
        """Hold the key to rewind, step, and change the speed."""
        self._emit("on_key_press", key.BACKSPACE, 0)
        yield from _frames(60)
        self._emit("on_key_release", key.BACKSPACE, 0)
        for symbol, text in ((key.PERIOD, "."), (key.COMMA, ","), (key.MINUS, "-"), (key.PLUS, "+")):
            yield from self._press(symbol, text)
        self._view.session.clock.paused = False

    def _replay(self) -> Frames:
        """Drop the recording on the window, and move in it."""
        self._emit("on_file_drop", 10, 10, [str(self._folder / "soak.rec")])
        yield from _frames(20)
        for _ in range(3):
            yield from self._press(key.RIGHT)
        for place in (0.2, 0.5, 0.8):
            yield from self._drag((place, 0.07), (place + 0.1, 0.07))
        yield from self._press(key.R, "r")

    def _change_levels(self) -> Frames:
        """Play all levels, the broken one too, and restart each."""
        for text in "]]]][[":
            yield from self._press(key.BRACKETRIGHT if text == "]" else key.BRACKETLEFT, text)
            yield from self._press(key.R, "r")
            yield from _frames(6)

    def _browse(self) -> Frames:
        """Open the browser, search, and choose a level."""
        yield from self._press(key.L, "l")
        yield from _frames(40)
        self._emit("on_text", "B")
        yield from _frames(6)
        yield from self._press(key.ENTER)
        yield from _frames(10)
        if self._window.current_view is not self._view:
            self._view.show_screen()

    def _edit(self) -> Frames:
        """Draw balls and walls, undo, play the edits, and give them up."""
        yield from self._press(key.F4)
        edit = self._window.current_view
        assert isinstance(edit, EditView)
        for name in ("disc", "line", "ball"):
            edit.toolbox.choose(name)
            yield from self._drag((0.63, 0.73), (0.66, 0.76))
        for _ in range(2):
            yield from self._press(key.Z, modifiers=key.MOD_CTRL)
        yield from self._press(key.Z, modifiers=key.MOD_CTRL | key.MOD_SHIFT)
        yield from self._press(key.A, modifiers=key.MOD_CTRL)
        yield from self._press(key.F)
        yield from self._press(key.F)
        yield from self._press(key.SPACE, " ")
        yield from _frames(20)
        yield from self._press(key.F4)
        self._view.show_screen()
        self._view.drafts.discard(edit)
        yield from _frames(4)

    def _change_window(self) -> Frames:
        """Change the theme, the size of text and of the window, the volume and the toolbar."""
        for _ in range(3):
            yield from self._press(key.T, "t")
        for modifiers in (key.MOD_CTRL,):
            for symbol, text in ((key.PLUS, "+"), (key.MINUS, "-"), (key.KEY_0, "0")):
                yield from self._press(symbol, text, modifiers)
        for symbol in (key.PAGEUP, key.PAGEDOWN):
            yield from self._press(symbol)
        for _ in range(2):
            yield from self._press(key.S, "s")
        width, height = self._window.get_size()
        for size in ((width - 60, height - 50), (width, height)):
            self._window.set_size(*size)
            yield from _frames(6)

    def _capture(self) -> Frames:
        """Save pictures and a video."""
        view, capture = self._view, self._view.screen_capture
        yield from self._press(key.F2)
        capture.toggle_recording("soak")
        yield from _frames(40)
        capture.toggle_recording("soak")
        yield from _until(lambda: capture.encoding is None and not capture._pictures)
        for file in self._folder.glob("kept/*"):
            file.unlink()
        view.message = ""

    def _reload(self) -> Frames:
        """Break the file of the level, and mend it."""
        self._view.play_level(self._folder / "a.toml")
        file = self._folder / "a.toml"
        text = file.read_text("utf-8")
        file.write_text(text.replace("sides = 7", "sides = 1"), "utf-8")
        yield from _until(lambda: self._view.problem_panel.is_level_broken)
        yield from _frames(10)
        file.write_text(text, "utf-8")
        yield from _until(lambda: not self._view.problem_panel.is_level_broken)

    def _return(self) -> Frames:
        """Close everything, and start level "a" from its beginning."""
        view = self._view
        view.panels.close_last()
        view.debug_views.close()
        view.play_level(self._folder / "a.toml")
        view.look_at(None)
        yield from _frames(30)

    # -- input ------------------------------

    def _press(self, symbol: int, text: str = "", modifiers: int = 0) -> Frames:
        self._emit("on_key_press", symbol, modifiers)
        if text:
            self._emit("on_text", text)
        yield from _frames(3)
        self._emit("on_key_release", symbol, modifiers)
        yield

    def _drag(self, start: tuple[float, float], end: tuple[float, float]) -> Frames:
        """Drag from one place to another, given as parts of the width and the height of the window."""
        width, height = self._window.get_size()
        (x, y), (to_x, to_y) = ((int(place[0] * width), int(place[1] * height)) for place in (start, end))
        self._emit("on_mouse_motion", x, y, 0, 0)
        yield from _frames(2)
        self._emit("on_mouse_press", x, y, 1, 0)
        yield from _frames(2)
        for place in (((x + to_x) // 2, (y + to_y) // 2), (to_x, to_y)):
            self._emit("on_mouse_drag", *place, 5, 5, 1, 0)
            yield from _frames(2)
        self._emit("on_mouse_release", to_x, to_y, 1, 0)
        yield from _frames(2)


def _frames(count: int) -> Frames:
    for _ in range(count):
        yield


def _until(condition: Callable[[], bool], seconds: float = 120.0) -> Frames:
    """Wait for a condition. Raises TimeoutError."""
    end = monotonic() + seconds
    while not condition():
        if monotonic() > end:
            raise TimeoutError
        yield
