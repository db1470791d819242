"""The mouse, and the keys that rewind, in the real window."""

import pytest

SCENE = """
import arcade

def on_screen(window, view, x, y):
    from game.render.camera import Camera
    return Camera(view.subject, window.get_size()).to_window(x, y)

def place(view, row=0):
    return view.simulation.positions[row].tolist()

def scenario(window, view):
    LEFT, RIGHT, MIDDLE = arcade.MOUSE_BUTTON_LEFT, arcade.MOUSE_BUTTON_RIGHT, arcade.MOUSE_BUTTON_MIDDLE
    emit = window.dispatch_event
    yield from frames(10)
    entity = int(view.simulation.balls.entities[0])

    x, y = on_screen(window, view, *place(view))
    emit("on_mouse_press", x, y, LEFT, 0)
    yield from frames(2)
    seen["held"] = view.simulation.pipeline.mouse_joint.target[0] == entity
    target = on_screen(window, view, -0.5, 1.0)
    emit("on_mouse_drag", *target, 5, 5, LEFT, 0)
    yield from until(lambda: np.hypot(*(view.simulation.positions[0] - (-0.5, 1.0))) < 0.05)
    seen["dragged to"] = place(view)
    emit("on_mouse_release", *target, LEFT, 0)
    yield from frames(3)
    seen["let go"] = view.simulation.pipeline.mouse_joint.target is None

    yield from press(window, key.SPACE, " ")
    count = view.simulation.count
    emit("on_mouse_press", *on_screen(window, view, 1.5, 1.5), RIGHT, 0)
    yield from press(window, key.PERIOD, ".")
    seen["put"] = view.simulation.count - count
    seen["put at"] = place(view, -1)

    emit("on_mouse_press", *on_screen(window, view, -1.5, 1.5), LEFT, key.MOD_SHIFT)
    before = pixels(window)
    emit("on_mouse_drag", *on_screen(window, view, -1.0, 1.5), 5, 5, LEFT, key.MOD_SHIFT)
    seen["aim"] = int((pixels(window) != before).any(axis=2).sum())
    emit("on_mouse_release", *on_screen(window, view, -1.0, 1.5), LEFT, key.MOD_SHIFT)
    yield from press(window, key.PERIOD, ".")
    seen["thrown"] = view.simulation.velocities[-1].tolist()

    last = int(view.simulation.balls.entities[-1])
    emit("on_mouse_motion", *on_screen(window, view, *place(view, -1)), 0, 0)
    yield from press(window, key.DELETE)
    yield from press(window, key.PERIOD, ".")
    seen["removed"] = last not in view.simulation.balls.entities.tolist()
    emit("on_mouse_motion", 1, 1, 0, 0)
    yield from press(window, key.DELETE)
    yield from press(window, key.PERIOD, ".")
    seen["nothing removed"] = view.simulation.count - count

    digests = []
    for _ in range(3):
        digests.append(view.simulation.hash())
        yield from press(window, key.PERIOD, ".")
    for _ in range(3):
        yield from press(window, key.COMMA, ",")
    seen["back"] = view.simulation.hash() == digests[0]
    seen["paused"] = view.session.clock.paused

    yield from press(window, key.SPACE, " ")
    yield from frames(10)
    steps = view.simulation.steps
    window.dispatch_event("on_key_press", key.BACKSPACE, 0)
    yield from until(lambda: view.simulation.steps < steps - 20)
    window.dispatch_event("on_key_release", key.BACKSPACE, 0)
    yield from frames(2)
    steps = view.simulation.steps
    yield from frames(6)
    seen["goes on"] = view.simulation.steps > steps
    window.dispatch_event("on_key_press", key.BACKSPACE, 0)
    yield from until(lambda: view.simulation.steps == 0)
    yield from frames(3)
    seen["said"] = view.message
    window.dispatch_event("on_key_release", key.BACKSPACE, 0)

    whole = view.subject
    at = on_screen(window, view, 1.0, 0.5)
    emit("on_mouse_scroll", *at, 0, 3)
    seen["zoom"] = whole.width / view.subject.width
    seen["stays"] = [a - b for a, b in zip(on_screen(window, view, 1.0, 0.5), at)]
    emit("on_mouse_drag", 300, 300, 40, -30, MIDDLE, 0)
    seen["pan"] = [a - b for a, b in zip(on_screen(window, view, 1.0, 0.5), at)]
    for _ in range(200):
        emit("on_mouse_scroll", *at, 0, -1)
    seen["furthest"] = view.subject.width / whole.width
    yield from press(window, key.HOME)
    seen["fits"] = view.subject == whole

play(scenario, seed=3)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    return desktop.play(SCENE, tmp_path_factory.mktemp("levels"))


def test_a_ball_is_dragged(seen):
    assert seen["held"]
    assert seen["dragged to"] == pytest.approx((-0.5, 1.0), abs=0.1)
    assert seen["let go"]


def test_a_ball_is_added_thrown_and_removed(seen):
    assert seen["put"] == 1
    assert seen["put at"] == pytest.approx((1.5, 1.5), abs=0.05)
    assert seen["aim"] > 20
    assert seen["thrown"][0] == pytest.approx(2.0, abs=0.05)
    assert seen["removed"]
    assert seen["nothing removed"] == 1


def test_keys_step_back_and_rewind(seen):
    assert seen["back"]
    assert seen["paused"]
    assert seen["goes on"]
    assert seen["said"] == "cannot rewind further: this is the oldest stored state"


def test_the_camera_zooms_and_pans(seen):
    assert seen["zoom"] == pytest.approx(1.15**3)
    assert seen["stays"] == pytest.approx((0.0, 0.0), abs=0.5)
    assert seen["pan"] == pytest.approx((40.0, -30.0), abs=0.5)
    assert seen["furthest"] == pytest.approx(20.0)
    assert seen["fits"]
