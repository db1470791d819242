"""A gamepad in the real window, simulated by the events that pyglet sends."""

import pytest

PAD = '''
from types import SimpleNamespace
from pyglet.input import base

class Pad(pyglet.event.EventDispatcher):
    """A gamepad with the events of pyglet's Controller."""
    def open(self):
        seen["opened"] = True

for event in ("on_button_press", "on_button_release", "on_stick_motion", "on_dpad_motion", "on_trigger_motion"):
    assert event in base.Controller.event_types
    Pad.register_event_type(event)

pad = Pad()

def push(button, wait=frames):
    pad.dispatch_event("on_button_press", pad, button)
    yield from wait()
    pad.dispatch_event("on_button_release", pad, button)
    yield

def pull(trigger, wait=frames):
    pad.dispatch_event("on_trigger_motion", pad, trigger, 0.9)
    yield from wait()
    pad.dispatch_event("on_trigger_motion", pad, trigger, 0.1)
    yield

def tilt(stick, x, y, wait=frames):
    pad.dispatch_event("on_stick_motion", pad, stick, pyglet.math.Vec2(x, y))
    yield from wait()
    pad.dispatch_event("on_stick_motion", pad, stick, pyglet.math.Vec2(0.0, 0.0))
    yield

def cross(x, y, wait=frames):
    pad.dispatch_event("on_dpad_motion", pad, pyglet.math.Vec2(x, y))
    yield from wait()
    pad.dispatch_event("on_dpad_motion", pad, pyglet.math.Vec2(0.0, 0.0))
    yield
'''

PLAYING = """
from game.render.camera import Camera

def scenario(window, view):
    gamepad, hands = view.controls.gamepad, view._hands
    seen["none"] = gamepad.is_connected
    gamepad.on_connect(pad)
    gamepad.on_connect(pad)
    seen["one"] = gamepad.is_connected, len(gamepad._pads)
    yield from push("start")
    seen["paused"], sim = view.session.clock.paused, view.simulation
    for _ in range(20):
        view.session.rewind.step()
    steps = sim.steps
    yield from pull("righttrigger")
    seen["a step"] = sim.steps - steps
    pad.dispatch_event("on_button_press", pad, "leftshoulder")
    yield from pull("righttrigger")
    seen["a step back"] = sim.steps - steps
    pad.dispatch_event("on_button_release", pad, "leftshoulder")
    yield from frames()
    seen["same level"] = view.simulation is sim
    yield from pull("righttrigger")
    yield from pull("lefttrigger", lambda: until(lambda: sim.steps < steps - 3))
    steps = sim.steps
    yield from frames()
    seen["stays"] = sim.steps == steps
    yield from cross(1.0, 0.0)
    seen["faster"] = view.session.clock.speed
    yield from cross(-1.0, 0.0)
    yield from cross(-1.0, 0.0)
    seen["slower"] = view.session.clock.speed

    width = view.subject.width
    yield from cross(0.0, 1.0, lambda: until(lambda: view.subject.width < 0.8 * width))
    width = view.subject.width
    yield from cross(0.0, -1.0, lambda: until(lambda: view.subject.width > 1.1 * width))
    (x, y) = view.subject.center
    yield from tilt("rightstick", 0.9, -0.9, lambda: until(lambda: view.subject.center[0] > x + 0.2))
    seen["view goes right and down"] = view.subject.center[1] < y
    yield from push("rightstick")
    seen["whole"] = view.subject == view.default_subject

    place, before = hands.position, pixels(window)
    yield from tilt("leftstick", 0.1, -0.15)
    seen["dead"] = hands.position == place, hands.is_cursor_visible
    yield from tilt("leftstick", -0.5, 0.5, lambda: until(lambda: hands.position[0] < place[0] - 20))
    seen["hand goes left and up"] = hands.position[1] > place[1]
    seen["hand is seen"] = int((np.abs(pixels(window) - before).max(axis=2) > 30).sum())
    hands.position = Camera(view.subject, window.get_size()).to_window(*sim.positions[0])
    yield from push("a")
    yield from pull("righttrigger")
    hold = sim.pipeline.mouse_joint.target
    seen["held"] = hold[0] == int(sim.balls.entities[0])
    place = hands.position
    yield from tilt("leftstick", 1.0, 0.0, lambda: until(lambda: hands.position[0] > place[0] + 20))
    yield from pull("righttrigger")
    seen["dragged"] = bool(sim.pipeline.mouse_joint.target[1] > hold[1])
    yield from push("a")
    yield from pull("righttrigger")
    seen["let go"] = sim.pipeline.mouse_joint.target is None
    view.play_level(view.level_selection.path)  # all balls at the start, none in the way
    view.session.toggle_pause()
    sim, count = view.simulation, view.simulation.count
    hands.position = Camera(view.subject, window.get_size()).to_window(0.0, -0.55)
    yield from push("x")
    yield from pull("righttrigger")
    seen["put"] = sim.count - count
    hands.position = Camera(view.subject, window.get_size()).to_window(0.0, 0.55)
    place = hands.position
    yield from push("y")
    yield from tilt("leftstick", 0.0, -1.0, lambda: until(lambda: hands.position[1] < place[1] - 20))
    yield from push("y")
    yield from pull("righttrigger")
    seen["thrown"] = sim.count - count, float(sim.velocities[-1][1])

    hands.position = Camera(view.subject, window.get_size()).to_window(*sim.positions[0])
    count, ball = sim.count, int(sim.balls.entities[0])
    pad.dispatch_event("on_button_press", pad, "leftshoulder")
    yield from push("x")
    pad.dispatch_event("on_button_release", pad, "leftshoulder")
    yield from pull("righttrigger")
    seen["taken out"] = count - sim.count, ball in sim.balls.entities, view.simulation is sim

    window.dispatch_event("on_mouse_motion", 5, 5, 1, 1)
    seen["mouse hides it"] = hands.is_cursor_visible
    yield from push("leftstick")
    seen["help"] = view.help_is_open
    with_pad = pixels(window)
    from game.ui.widgets.help_panel import help_sections
    seen["help rows"] = dict(help_sections(view.controls))["Gamepad"]
    yield from push("rightshoulder")
    seen["next"] = window.caption
    yield from push("leftshoulder")
    yield from push("b")
    seen["restarted"] = view.simulation is not sim and window.caption
    view.session.toggle_pause()

    yield from push("back")
    picker = window.current_view
    seen["picker"] = type(picker).__name__, picker.selected.name
    yield from until(lambda: all(tile.level for tile in picker.tiles.values()))
    yield from cross(1.0, 0.0)
    seen["right"] = picker.selected.name
    yield from tilt("leftstick", 1.0, 0.0)
    seen["further"] = picker.selected.name
    yield from cross(-1.0, 0.0)
    yield from push("rightshoulder")
    seen["level"] = window.caption, picker.selected.name
    yield from push("a")
    seen["chosen"] = window.current_view is view, window.caption
    yield from push("back")
    yield from push("b")
    seen["closed"] = window.current_view is view, window.caption

    pad.dispatch_event("on_trigger_motion", pad, "lefttrigger", 1.0)
    pad.dispatch_event("on_stick_motion", pad, "leftstick", pyglet.math.Vec2(1.0, 0.0))
    gamepad.on_disconnect(pad)
    yield from frames()
    place = hands.position
    yield from frames()
    seen["gone"] = gamepad.is_connected, view.session.is_rewinding, hands.position == place
    yield from push("start")
    seen["deaf"] = not view.session.clock.paused
    without = pixels(window)
    seen["help lists its buttons"] = with_pad.shape == without.shape and int(np.abs(with_pad - without).max()) > 60

play(scenario)
"""

TROUBLE = """
from game.ui.input import gamepad

def refuse(*_):
    raise OSError("permission denied")

class Shy(Pad):
    open = refuse

import pyglet.input
pyglet.input.ControllerManager = refuse
gamepad.LINUX_DEVICES = ()

def scenario(window, view):
    seen["no backend"] = view.controls.gamepad._manager is None
    view.controls.gamepad.on_connect(Shy())
    seen["shy"] = view.controls.gamepad.is_connected
    gamepad.LINUX_DEVICES = ("/nowhere",)
    seen["no devices"] = gamepad.Gamepad()._manager is None
    yield from press(window, key.SPACE, " ")
    seen["paused"] = view.session.clock.paused

play(scenario)
"""

PLUGGING = """
class Manager(pyglet.event.EventDispatcher):
    def get_controllers(self):
        return [pad]

Manager.register_event_type("on_connect")
Manager.register_event_type("on_disconnect")
manager = Manager()

from game.ui.input import gamepad
gamepad._controller_manager = lambda: manager

def scenario(window, view):
    seen["at first"] = view.controls.gamepad.is_connected
    manager.dispatch_event("on_disconnect", pad)
    seen["unplugged"] = view.controls.gamepad.is_connected
    manager.dispatch_event("on_connect", pad)
    yield from push("start")
    seen["plugged in"] = view.session.clock.paused

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, folder):
    return desktop.play(PAD + PLAYING, folder)


def test_a_gamepad_is_connected_once(seen):
    assert not seen["none"]
    assert seen["opened"]
    assert seen["one"] == [True, 1]


def test_buttons_step_rewind_and_change_the_speed(seen):
    assert seen["paused"]
    assert (seen["a step"], seen["a step back"]) == (1, 0)
    assert seen["same level"]
    assert seen["stays"]
    assert (seen["faster"], seen["slower"]) == (2.0, 0.5)


def test_the_right_stick_and_the_d_pad_move_the_camera(seen):
    assert seen["view goes right and down"]
    assert seen["whole"]


def test_the_left_stick_moves_a_visible_cursor(seen):
    assert seen["dead"] == [True, False]
    assert seen["hand goes left and up"]
    assert seen["hand is seen"] > 100
    assert not seen["mouse hides it"]


def test_buttons_grab_add_throw_and_remove_balls(seen):
    assert seen["held"]
    assert seen["dragged"]
    assert seen["let go"]
    assert seen["put"] == 1
    count, upward = seen["thrown"]
    assert count == 2
    assert upward < -0.1
    assert seen["taken out"] == [1, False, True]


def test_buttons_open_help_and_change_the_level(seen):
    assert seen["help"]
    assert ["RT  LB+RT", "step forward, step back"] in seen["help rows"]
    assert ["LB+X", "remove the ball"] in seen["help rows"]
    assert seen["next"] == "Level b"
    assert seen["restarted"] == "Level a"


def test_a_level_is_chosen_in_the_browser(seen):
    assert seen["picker"] == ["LevelBrowserView", "a"]
    assert (seen["right"], seen["further"]) == ("b", "c")
    assert seen["level"] == ["Level b", "b"]
    assert seen["chosen"] == [True, "Level b"]
    assert seen["closed"] == [True, "Level b"]


def test_a_disconnected_gamepad_holds_nothing(seen):
    assert seen["gone"] == [False, False, True]
    assert seen["deaf"]
    assert seen["help lists its buttons"]


def test_errors_of_drivers_are_ignored(desktop, folder):
    seen = desktop.play(PAD + TROUBLE, folder)
    assert seen["no backend"]
    assert not seen["shy"]
    assert seen["no devices"]
    assert seen["paused"]


def test_gamepads_connect_and_disconnect(desktop, folder):
    seen = desktop.play(PAD + PLUGGING, folder)
    assert (seen["at first"], seen["unplugged"], seen["plugged in"]) == (True, False, True)
