"""Dropping files on the real window."""

import pytest

from tests.display import LEVEL

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">
  <rect x="10" y="10" width="380" height="380" fill="none" stroke="black"/>
  <circle id="ball" cx="200" cy="200" r="30"/>
</svg>
"""

DROPS = """
from game import Simulation, load_level
from game.session.recording.recorder import Recorder
from game.session.recording.state_file import save_state

def scenario(window, view):
    outside = folder.parent / "outside"
    def drop(name):
        window.dispatch_event("on_file_drop", 5, 5, [str(outside / name)])
        yield from frames()
        seen[name] = window.caption, view.message
    seen["accepts"] = window._file_drops
    yield from drop("other.toml")
    seen["count"] = view.simulation.count
    yield from drop("broken.toml")
    yield from drop("drawing.svg")
    seen["drawn"] = view.simulation.count
    yield from drop("drawing.svg")
    yield from drop("empty.svg")
    yield from drop("notes.txt")
    yield from drop("gone.toml")
    yield from drop("gone.rec")
    yield from drop("bad.npz")
    record = Recorder(outside / "run.rec")
    other = Simulation(load_level(outside / "other.toml"))
    with record:
        record.record_simulation(other)
        for _ in range(90):
            other.step()
            record.record_step()
    save_state(other, outside / "run.npz")
    yield from drop("run.rec")
    replaying = view.session
    seen["replay"] = window.caption, replaying.last_step
    yield from until(lambda: replaying.simulation.steps == 90)
    yield from drop("run.npz")
    yield from until(lambda: view.simulation.steps > 92)
    seen["state"] = window.caption, view.session is not replaying
    view.play_level(folder.parent / "data" / "heptagon" / "levels" / "drawing.toml")
    before = view.simulation.steps
    yield from until(lambda: view.simulation.steps > before + 5)
    yield from press(window, key.L, "l")
    yield from drop("other.toml")
    seen["from the levels"] = window.current_view is view, window.caption
    window.dispatch_event("on_file_drop", 5, 5, [])

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    place = tmp_path_factory.mktemp("drops")
    outside, folder = place / "outside", place / "levels"
    outside.mkdir()
    folder.mkdir()
    (folder / "a.toml").write_text(LEVEL.format(title="Level a"), "utf-8")
    (outside / "other.toml").write_text(LEVEL.format(title="Other").replace("count = 5", "count = 3"), "utf-8")
    (outside / "broken.toml").write_text(LEVEL.format(title="Broken").replace("sides = 7", "sides = 1"), "utf-8")
    (outside / "drawing.svg").write_text(DRAWING, "utf-8")
    (outside / "empty.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    (outside / "notes.txt").write_text("milk", "utf-8")
    (outside / "bad.npz").write_text("milk", "utf-8")
    own = {"XDG_DATA_HOME": str(place / "data")}
    return desktop.play(DROPS, folder, **own) | {"data": place / "data" / "heptagon" / "levels"}


def test_the_window_accepts_dropped_files(seen):
    assert seen["accepts"]


def test_a_dropped_level_is_played(seen):
    assert seen["other.toml"][0] == "Other"
    assert seen["count"] == 3
    assert seen["from the levels"] == [True, "Other"]


def test_a_recording_is_replayed_and_a_state_continues(seen):
    assert seen["replay"] == ["Other", 90]
    assert seen["state"] == ["Other", True]


def test_a_drawing_is_imported_into_the_users_levels(seen):
    title, message = seen["drawing.svg"]
    assert title == "drawing"
    assert seen["drawn"] == 1
    assert message.startswith(f"wrote {seen['data'] / 'drawing-2.toml'}")  # the first import is not overwritten
    assert sorted(file.name for file in seen["data"].iterdir()) == ["drawing-2.toml", "drawing.toml"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("broken.toml", "walls[0].sides"),
        ("empty.svg", "has no walls or balls that can be imported"),
        ("notes.txt", "cannot open notes.txt: unknown file type; allowed: a level (.toml), a recording (.rec), "),
        ("gone.toml", "does not exist"),
        ("gone.rec", "gone.rec: No such file or directory"),
        ("bad.npz", "bad.npz: it is not an npz file"),
    ],
)
def test_an_unusable_file_gives_a_message_and_the_level_keeps_running(seen, name, message):
    title, shown = seen[name]
    assert title == ("Other" if name == "broken.toml" else "drawing")
    assert message in shown


DRAGS = """
from ctypes import POINTER, byref, c_ubyte, cast, pointer
from pyglet.libs.x11 import xlib
from pyglet.window.xlib import XA_ATOM

VERSION = 5
FILES = b"file:///outside/a%20level.toml\\r\\n"

def atom(window, name):
    return xlib.XInternAtom(window._x_display, name.encode(), False)

def send(window, kind, *data):
    "Send a message of the protocol Xdnd through the X server, from the window to itself."
    event = xlib.XEvent()
    event.xclient.type, event.xclient.window, event.xclient.format = xlib.ClientMessage, window._window, 32
    event.xclient.message_type = atom(window, kind)
    for k, value in enumerate((window._window, *data)):
        event.xclient.data.l[k] = value
    xlib.XSendEvent(window._x_display, window._window, False, xlib.NoEventMask, byref(event))
    xlib.XFlush(window._x_display)
    yield from frames()

def offer(window, request):
    "Answer a request for the selection with the list of files."
    data = cast((c_ubyte * len(FILES)).from_buffer_copy(FILES), POINTER(c_ubyte))
    xlib.XChangeProperty(request.display, request.requestor, request.property, request.target, 8,
        xlib.PropModeReplace, data, len(FILES))
    event = xlib.XEvent()
    event.xselection.type, event.xselection.requestor = xlib.SelectionNotify, request.requestor
    event.xselection.selection, event.xselection.target = request.selection, request.target
    event.xselection.property = request.property
    xlib.XSendEvent(request.display, request.requestor, False, xlib.NoEventMask, byref(event))

def drop(window):
    yield from send(window, "XdndPosition", 0, (100 << 16) + 100, xlib.CurrentTime)
    yield from send(window, "XdndDrop", 0, xlib.CurrentTime)

def scenario(window, view):
    dropped = []
    window.push_handlers(on_file_drop=lambda x, y, paths: dropped.extend(paths) or True)
    window._event_handlers[xlib.SelectionRequest] = lambda event: offer(window, event.xselectionrequest)
    xlib.XSetSelectionOwner(window._x_display, atom(window, "XdndSelection"), window._window, xlib.CurrentTime)
    files, text = atom(window, "text/uri-list"), atom(window, "text/plain")
    for name, types in {"files": (text, files), "text": (text,), "no type": ()}.items():
        yield from send(window, "XdndEnter", VERSION << 24, *types)
        yield from drop(window)
        seen[name], dropped[:] = dropped[:], []
    types = (xlib.Atom * 4)(text, text + 1, text + 2, files)
    xlib.XChangeProperty(window._x_display, window._window, atom(window, "XdndTypeList"), XA_ATOM, 32,
        xlib.PropModeReplace, cast(types, POINTER(c_ubyte)), len(types))
    yield from send(window, "XdndEnter", VERSION << 24 | 1, *types[:3])
    yield from drop(window)
    seen["four types"] = dropped

play(scenario)
"""


def test_a_drag_may_offer_any_number_of_types(desktop, tmp_path):
    assert desktop.play(DRAGS, tmp_path) == {
        "files": ["/outside/a level.toml"],
        "text": [],
        "no type": [],
        "four types": ["/outside/a level.toml"],
    }
