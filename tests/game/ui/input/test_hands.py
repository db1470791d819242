"""What hands do while the game is paused, and how they are drawn, in the real window."""

import pytest

SCENE = """
import arcade
from arcade import MOUSE_BUTTON_LEFT as LEFT, MOUSE_BUTTON_RIGHT as RIGHT
from game.render.camera import Camera

def scenario(window, view):
    emit = window.dispatch_event
    view.play_level(folder / "a.toml")
    view.session.clock.paused = True
    sim = view.simulation
    at = lambda x, y: Camera(view.subject, window.get_size()).to_window(x, y)
    changed = lambda before: int((np.abs(pixels(window) - before).max(axis=2) > 40).sum())
    yield from frames(10)
    count, steps, digest = sim.count, sim.steps, sim.hash()

    # -- add, refuse, remove
    before = pixels(window)
    emit("on_mouse_press", *at(0.0, 0.0), RIGHT, 0)
    seen["added"] = sim.count - count, sim.positions[-1].tolist(), changed(before) > 200
    emit("on_mouse_press", *at(3.3, 0.0), RIGHT, 0)
    seen["refused"] = sim.count - count, view.message
    view._hands.position = at(0.3, 0.0)
    view._hands.add_ball_here()
    seen["occupied"] = sim.count - count, view.message
    emit("on_mouse_press", *at(0.1, 0.1), RIGHT, 0)
    seen["removed"] = sim.count - count

    # -- drag
    x, y = sim.positions[0]
    emit("on_mouse_press", *at(x + 0.2, y), LEFT, 0)
    emit("on_mouse_drag", *at(0.2, 0.0), 5, 5, LEFT, 0)
    seen["dragged"] = sim.positions[0].tolist()
    before = pixels(window)
    emit("on_mouse_drag", *at(4.5, 0.0), 5, 5, LEFT, 0)
    seen["blocked"] = float(sim.positions[0][0])
    seen["tether"] = changed(before)
    emit("on_mouse_drag", *at(0.2, 0.0), 5, 5, LEFT, 0)
    emit("on_deactivate")
    seen["let go"] = view._hands.held is None and sim.pipeline.mouse_joint.target is None
    seen["no step"] = sim.steps == steps and sim.hash() == digest

    # -- undo and redo by keys
    def ctrl(modifiers=0, symbol=key.Z):
        emit("on_key_press", symbol, key.MOD_CTRL | modifiers)
        emit("on_key_release", symbol, key.MOD_CTRL | modifiers)
        yield from frames()
    yield from ctrl()
    seen["undone"] = view.message, sim.positions[0].tolist() == [x, y]
    yield from ctrl(key.MOD_SHIFT)
    seen["redone"] = view.message, sim.positions[0].tolist()
    for _ in range(3):
        yield from ctrl()
    seen["all undone"] = view.message, sim.count - count, sim.commands[:]
    yield from ctrl(symbol=key.Y)
    seen["ctrl y"] = view.message, sim.count - count

    # -- throw
    yield from ctrl()
    before = pixels(window)
    emit("on_mouse_press", *at(0.0, 0.0), LEFT, key.MOD_SHIFT)
    emit("on_mouse_drag", *at(0.5, 0.5), 5, 5, LEFT, key.MOD_SHIFT)
    seen["aimed"] = changed(before)
    yield from press(window, key.ESCAPE)
    seen["cancelled"] = view._hands.throw_start is None and not window.closed
    emit("on_mouse_release", *at(0.5, 0.5), LEFT, key.MOD_SHIFT)
    seen["not thrown"] = sim.count - count
    emit("on_mouse_press", *at(0.0, 0.0), LEFT, key.MOD_SHIFT)
    emit("on_mouse_drag", *at(0.5, 0.5), 5, 5, LEFT, key.MOD_SHIFT)
    path = view._hand_drawing._path(sim, view._hands.throw_start)
    emit("on_mouse_release", *at(0.5, 0.5), LEFT, key.MOD_SHIFT)
    seen["thrown"] = sim.count - count, sim.velocities[-1].tolist()
    thrown = int(sim.balls.entities[-1])
    for _ in range(5):
        yield from press(window, key.PERIOD, ".")
    row = sim.balls.entities.tolist().index(thrown)
    seen["on its path"] = np.abs(sim.positions[row] - path.points[sim.steps - steps]).max().item()

play(scenario, seed=3)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    return desktop.play(SCENE, tmp_path_factory.mktemp("levels"))


def test_balls_are_added_and_removed_at_once_while_paused(seen):
    added, place, is_drawn = seen["added"]
    assert (added, is_drawn) == (1, True)
    assert place == pytest.approx((0.0, 0.0), abs=0.02)
    assert seen["removed"] == 0


def test_a_refused_ball_says_what_is_in_the_way(seen):
    assert seen["refused"] == [1, "cannot add a ball here: a wall is in the way"]
    assert seen["occupied"] == [1, "cannot add a ball here: ball 6 is in the way"]


def test_a_ball_that_is_dragged_while_paused_keeps_the_point_under_the_mouse(seen):
    assert seen["dragged"] == pytest.approx((0.0, 0.0), abs=0.02)


def test_a_ball_is_dragged_no_further_than_the_wall_and_shows_its_tether(seen):
    assert 1.5 < seen["blocked"] < 2.7
    assert seen["tether"] > 100


def test_a_ball_is_let_go_when_the_window_loses_the_keyboard(seen):
    assert seen["let go"]


def test_what_is_done_while_paused_belongs_to_the_next_step(seen):
    assert seen["no step"]


def test_keys_undo_and_redo(seen):
    assert seen["undone"] == ["undone: moving a ball", True]
    message, place = seen["redone"]
    assert message == "redone: moving a ball"
    assert place == pytest.approx((0.0, 0.0), abs=0.02)
    assert seen["all undone"] == ["undone: adding a ball", 0, []]
    assert seen["ctrl y"] == ["redone: adding a ball", 1]


def test_a_throw_shows_its_arrow_and_its_path_and_the_ball_follows_it(seen):
    assert seen["aimed"] > 300
    assert seen["thrown"][0] == 1
    assert seen["thrown"][1] == pytest.approx((2.0, 2.0), abs=0.1)
    assert seen["on its path"] < 1e-9


def test_escape_cancels_a_throw(seen):
    assert seen["cancelled"]
    assert seen["not thrown"] == 0
