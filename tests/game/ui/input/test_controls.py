"""Every action in the real window: its key is pressed, and its effect is checked."""

import pytest

from game.ui.input.keymap import Action

TAP = """
from game.ui.input.keyboard import MODIFIERS, SYMBOLS
from game.ui.input.keymap import Action, normalize, split_modifiers

def tap(window, name, wait=frames):
    "Press a key by its name, wait, and release it."
    modifiers, word = split_modifiers(normalize(name))
    symbol, held = SYMBOLS.get(word) or ord(word.lower()), sum(MODIFIERS[modifier] for modifier in modifiers)
    window.dispatch_event("on_key_press", symbol, held)
    if (len(word) == 1 or word == "Space") and not held & ~key.MOD_SHIFT:
        window.dispatch_event("on_text", " " if word == "Space" else word.lower())
    yield from wait()
    window.dispatch_event("on_key_release", symbol, held)
    yield
"""

PROOFS = {
    "PAUSE": "not view.session.clock.paused and sim.steps > old.steps",
    "STEP": "sim.steps == old.steps + 1",
    "BACK": "sim.steps == old.steps - 1",
    "REWIND": "sim.steps < old.steps - 3",
    "SLOWER": "view.session.clock.speed == 0.5 * old.speed",
    "FASTER": "view.session.clock.speed == 2.0 * old.speed",
    "RESTART": "sim is not old.sim and sim.steps < old.steps and window.caption == old.caption",
    "PREVIOUS": "window.caption == 'Level a'",
    "NEXT": "window.caption == 'Level c'",
    "LEVELS": "type(window.current_view).__name__ == 'LevelBrowserView'",
    "ABOUT": "view.guidance.card.is_open and differs()",
    "PANEL": "view.panels.is_open('tuning') and differs()",
    "EDIT": "type(window.current_view).__name__ == 'EditView'",
    "ZOOM_IN": "view.subject.width < 0.9 * old.width",
    "ZOOM_OUT": "view.subject.width > 1.1 * old.width",
    "PAN_LEFT": "view.subject.center[0] < old.x",
    "PAN_RIGHT": "view.subject.center[0] > old.x",
    "PAN_UP": "view.subject.center[1] > old.y",
    "PAN_DOWN": "view.subject.center[1] < old.y",
    "FIT": "view.subject == view.default_subject",
    "OVERLAY": "view.debug_views.overlays.active is not old.overlay and differs()",
    "GRAPHS": "view.panels.is_open('graphs') and differs()",
    "TIMING": "view.debug_views.timing.is_open and differs()",
    "HAND_LEFT": "view._hands.position[0] < old.place[0] and differs()",
    "HAND_RIGHT": "view._hands.position[0] > old.place[0] and differs()",
    "HAND_UP": "view._hands.position[1] > old.place[1] and differs()",
    "HAND_DOWN": "view._hands.position[1] < old.place[1] and differs()",
    "GRAB": "sim.pipeline.mouse_joint.target and sim.pipeline.mouse_joint.target[0] == first",
    "PUT": "sim.count == old.count + 1 and np.hypot(*sim.positions[-1]) < 0.1",
    "THROW": "sim.count == old.count + 1 and sim.velocities[-1][0] > 0.1",
    "INSPECT": "view.panels.is_open('inspector') and view.debug_views.selection.body[0] == first and differs()",
    "REMOVE": "first not in sim.balls.entities.tolist()",
    "UNDO": "sim.count == old.count - 1",
    "REDO": "sim.count == old.count + 1",
    "SAVE": "view.message.startswith('saved as') and view.message != old.message",
    "PICTURE": "view.message.startswith('wrote') and view.message != old.message",
    "LARGE_PICTURE": "view.message.startswith('wrote') and view.message != old.message",
    "RECORDING": "view.screen_capture.recording and view.screen_capture.recording.time > 0.2",
    "SOUND": "view.speaker.muted != old.muted",
    "LOUDER": "view.speaker.volume == old.volume + 1",
    "QUIETER": "view.speaker.volume == old.volume - 1",
    "THEME": "ui_style.current().theme != old.look.theme and differs()",
    "LARGER": "ui_style.current().scale > old.look.scale and differs()",
    "SMALLER": "ui_style.current().scale < old.look.scale and differs()",
    "USUAL_SIZE": "ui_style.current().scale == 1.0 != old.look.scale",
    "TOOLBAR": "not view.guidance.toolbar.is_visible and differs()",
    "FULLSCREEN": "window.fullscreen",
    "HELP": "view.help_is_open and differs()",
    "QUIT": "",  # see test_escape_quits
}
"""Conditions that are false before an action, and true after it."""

EVERY = (
    TAP
    + """
from types import SimpleNamespace
from game.render.camera import Camera
from game.simulation.view_rect import ViewRect
from game.render.export import encoder_process
from game.files import new_file
from game.ui import ui_style
encoder_process.find_spec = lambda name: None  # webp, which Pillow writes
new_file.output_folders = lambda: iter([folder / "kept"])

BEFORE = {"THROW": ["THROW", "HAND_RIGHT", "HAND_RIGHT"], "USUAL_SIZE": ["LARGER"], "UNDO": ["PUT"],
    "REDO": ["PUT", "UNDO"]}
AT_A_BALL = {"GRAB", "INSPECT", "REMOVE"}
TWICE = {"ABOUT", "TOOLBAR", "PANEL", "GRAPHS", "TIMING", "SOUND", "RECORDING", "FULLSCREEN"}

def settle(proof):
    try:
        yield from until(proof)
    except AssertionError:
        pass  # the test of this action fails

def scenario(window, view):
    def ask(action, wait=frames):
        yield from tap(window, view.controls.keys.keys(action)[0], wait)

    for action in Action:
        if action is Action.QUIT:
            continue
        view.play_level(folder / "b.toml")
        yield from frames(3)
        view.session.toggle_pause()
        for _ in range(8):
            view.session.rewind.step()
        sim, first = view.simulation, int(view.simulation.balls.entities[0])
        view._hands.position = 0.5 * window.width, 0.5 * window.height
        if action.name in AT_A_BALL:
            view._hands.position = Camera(view.subject, window.get_size()).to_window(*sim.positions[0])
        if action is Action.FIT:
            view.look_at(ViewRect((1.0, 1.0), 2.0, 2.0))
        for other in BEFORE.get(action.name, ()):
            yield from ask(Action[other])
        yield from frames(2)
        (x, y), width, _ = view.subject
        old = SimpleNamespace(sim=sim, steps=sim.steps, count=sim.count, speed=view.session.clock.speed, x=x, y=y,
            width=width, caption=window.caption, place=view._hands.position, message=view.message,
            muted=view.speaker.muted, volume=view.speaker.volume, overlay=view.debug_views.overlays.active,
            look=ui_style.current(), pixels=pixels(window))

        def differs():
            now = pixels(window)
            return now.shape == old.pixels.shape and (np.abs(now - old.pixels).max(axis=2) > 30).sum() > 20

        def proof():
            scope = dict(view=view, window=window, sim=view.simulation, old=old, first=first, differs=differs, np=np,
                ui_style=ui_style)
            return bool(eval(PROOFS[action.name], scope))

        before = proof()
        yield from ask(action, lambda: settle(proof))
        seen[action.name] = before, proof()
        if action.name in TWICE:
            yield from ask(action)
            seen[action.name + " again"] = proof()
            yield from until(lambda: not view.screen_capture.encoding)
        if window.current_view is not view:
            yield from press(window, key.ESCAPE)
        while view.help_is_open:
            yield from ask(Action.HELP)

play(scenario, level="b.toml")
"""
)

QUIT = """
def scenario(window, view):
    seen["open"] = not window.closed
    print(json.dumps(seen), flush=True)
    window.dispatch_event("on_key_press", key.ESCAPE, 0)
    yield from frames(60)
    sys.exit("still open")

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, folder):
    return desktop.play(f"PROOFS = {PROOFS!r}\n{EVERY}", folder)


def test_every_action_has_a_proof():
    assert list(PROOFS) == [action.name for action in Action]


@pytest.mark.parametrize("action", [name for name in PROOFS if name != "QUIT"])
def test_the_key_of_an_action_performs_it(seen, action):
    assert seen[action] == [False, True]
    assert not seen.get(f"{action} again")


def test_escape_quits(desktop, folder):
    assert desktop.play(QUIT, folder) == {"open": True}


OWN = """
pause = ["P", "Ctrl+Space"]
put = ["V"]
help = ["H"]
levels = ["L"]
next = ["N"]
rewind = ["Shift+R"]
faster = ["Num 5"]
"""

OVERRIDES = (
    TAP
    + """
def scenario(window, view):
    seen["hint"] = view.guidance.hints.text("help")
    for name in ("Space", "P", "Ctrl+Space", "p"):
        yield from tap(window, name)
        seen[name] = view.session.clock.paused
    yield from tap(window, "F1")
    seen["F1"] = view.help_is_open
    yield from tap(window, "h")
    seen["H"] = view.help_is_open
    yield from tap(window, "h")
    window.dispatch_event("on_key_press", key.NUM_5, 0)
    window.dispatch_event("on_text", "5")
    yield from frames()
    seen["Num 5"] = view.session.clock.speed
    yield from tap(window, "P")  # resume: the steps so far depend on the machine
    sim = view.simulation
    yield from until(lambda: sim.steps > 20)
    window.dispatch_event("on_key_press", key.R, key.MOD_SHIFT)
    window.dispatch_event("on_text", "R")
    steps = sim.steps
    yield from until(lambda: sim.steps < steps)
    seen["Shift R rewinds"] = view.simulation is sim
    window.dispatch_event("on_deactivate")
    yield from frames(2)
    seen["another window"] = view.session.is_rewinding
    window.dispatch_event("on_key_press", key.R, 0)
    window.dispatch_event("on_text", "r")
    yield from frames()
    seen["R restarts"] = view.simulation is not sim
    yield from tap(window, "l")
    picker = window.current_view
    yield from until(lambda: all(tile.level for tile in picker.tiles.values()))
    seen["picker"] = type(picker).__name__, picker._hint.text
    for name in ("L", "n", "Backspace", "Backspace"):
        if name == "Backspace":
            window.dispatch_event("on_text_motion", key.MOTION_BACKSPACE)
        else:
            yield from tap(window, name)
        seen["query " + name] = picker.query
    yield from tap(window, "c")
    seen["found"] = [entry.name for entry in picker.listed]
    seen["thumbnail"] = picker.tiles[picker.listed[0]].has_picture or None
    yield from tap(window, "Esc")
    seen["closed"] = window.current_view is view

play(scenario)
"""
)


def test_custom_keys_work_on_every_screen(desktop, folder, tmp_path):
    (tmp_path / "heptagon").mkdir()
    (tmp_path / "heptagon" / "preferences.toml").write_text(f"[keys]{OWN}", "utf-8")
    seen = desktop.play(OVERRIDES, folder, XDG_CONFIG_HOME=str(tmp_path))
    assert seen["hint"] == "Press H to see what else you can do"
    assert (seen["Space"], seen["P"], seen["Ctrl+Space"], seen["p"]) == (False, True, False, True)
    assert (seen["F1"], seen["H"]) == (False, True)
    assert seen["Num 5"] == 2.0
    assert seen["Shift R rewinds"]
    assert not seen["another window"]
    assert seen["R restarts"]
    assert seen["picker"] == [
        "LevelBrowserView",
        "arrows: select  ·  Enter, click: play  ·  type: filter  ·  [: previous, next  ·  Esc: back",
    ]
    assert (seen["query L"], seen["query n"], seen["query Backspace"]) == ("l", "ln", "")
    assert seen["found"] == ["c"]
    assert seen["closed"]


BROKEN = """
def scenario(window, view):
    error = view.problem_panel.error
    seen["problems"] = [str(problem) for problem in error.problems] if error else None
    before = pixels(window)
    view.problem_panel.set_error(None)
    seen["seen"] = int((np.abs(pixels(window) - before).max(axis=2) > 60).sum())
    yield from press(window, key.SPACE, " ")
    seen["default keys work"] = view.session.clock.paused

play(scenario)
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[keys]\npuase = ["P"]\n', ':2:1: keys.puase: unknown action; did you mean "pause"?'),
        ('[keys]\npause = ["P", "Spcae"]\n', ':2:15: keys.pause[1]: unknown key "Spcae"; did you mean "Space"?'),
        ('[keys]\npause = ["Esc"]\n', ':2:10: keys.pause[0]: takes the last key of "quit"'),
        ("volume = 11\n", ":1:10: volume: must be at most 10"),
    ],
)
def test_mistakes_in_preferences_are_shown_and_the_game_starts(desktop, folder, tmp_path, text, line):
    (tmp_path / "heptagon").mkdir()
    (tmp_path / "heptagon" / "preferences.toml").write_text(text, "utf-8")
    seen = desktop.play(BROKEN, folder, XDG_CONFIG_HOME=str(tmp_path))
    (problem,) = seen["problems"]
    assert f"preferences.toml{line}" in problem
    assert seen["seen"] > 500
    assert seen["default keys work"]
