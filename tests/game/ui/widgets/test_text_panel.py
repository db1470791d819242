"""Text panels: they look as if each text was drawn by itself, and render texts only after a change."""

import pytest

SCENARIO = """
from game.ui.widgets import text_panel
from game.ui.widgets.text_panel import TextBatch, TextPanel, TextStyle, TextLabel
from game.ui.widgets.rounded_rect import Box, RoundedRect

BIG, SMALL = TextStyle(16, "#ffffff", bold=True), TextStyle(11, "#ffcc00")
SIZE = (300, 120)

def scenario(window, view):
    canvas = window.ctx.framebuffer(color_attachments=[window.ctx.texture(SIZE, components=3)])

    def capture(draw):
        with canvas.activate():
            canvas.clear(color=(40, 90, 150, 255))
            draw()
        return np.frombuffer(canvas.read(components=3), np.uint8).astype(int)

    def one_by_one(rows, left, top, width, height):
        RoundedRect().draw(SIZE, Box(left, top, width, height))
        y = top - 0.75 * theme.PADDING
        for style, text in rows:
            batch = TextBatch()
            label = TextLabel(style, batch)
            label.text, label.position = text, (left + theme.PADDING, y)
            batch.draw()
            y -= text_panel.ROW_HEIGHT * label.content_height

    drawn = []
    draw_batch = TextBatch.draw
    TextBatch.draw = lambda batch, *origin: (drawn.append(batch), draw_batch(batch, *origin))
    def capture_and_count(draw):
        drawn.clear()
        return capture(draw), len(drawn)

    panel = TextPanel((BIG,), (SMALL,))
    seen["differences"], seen["renderings"] = [], []
    for rows, left, top in (
        ((("Short",), ("one, two, three, four",)), 7.0, 110.0),
        ((("A longer title",), ("",)), 7.0, 110.0),
        ((("A longer title",), ("",)), 31.4, 97.7),
        ((("A title",), ("and all that there is to say of it",)), 31.4, 97.7),
        ((("A title that nobody reads to its end " * 100,), ("it begins beyond the edge",)), -31.4, 97.7),
    ):
        panel.set_texts(*rows)
        first, first_count = capture_and_count(lambda: panel.draw(SIZE, left, top))
        again, second_count = capture_and_count(lambda: panel.draw(SIZE, left, top))
        panel.set_texts(*rows)
        same, third_count = capture_and_count(lambda: panel.draw(SIZE, left, top))
        visible = [(style, text) for style, (text,) in zip((BIG, SMALL), rows) if text]
        expected = capture(lambda: one_by_one(visible, left, top, panel.width, panel.height))
        seen["differences"] += [int(abs(picture - expected).max()) for picture in (first, again, same)]
        seen["renderings"].append((first_count, second_count, third_count))
        seen["text visible"] = int((abs(expected - expected[0]).max() > 60))
    empty = capture(lambda: None)
    panel.set_texts(("",), ("",))
    seen["empty panel hidden"] = bool((capture(lambda: panel.draw(SIZE, 7.0, 110.0)) == empty).all())

    order, draw_world = [], view.draw_world
    TextBatch.draw = lambda batch, *origin: (order.append("texts"), draw_batch(batch, *origin))
    view.draw_world = lambda: (order.append("world"), draw_world())
    view.on_draw()
    order.clear()
    view._hud.set_content(view.simulation, "another status", "another message")
    for _ in range(4):
        view.on_draw()
    seen["order"] = order.copy()
    yield

from game.render import theme
play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, folder):
    return desktop.play(SCENARIO, folder)


def test_a_panel_looks_as_if_each_text_was_drawn_by_itself(seen):
    assert seen["text visible"]
    assert max(seen["differences"]) <= 3


def test_texts_are_rendered_only_after_they_or_their_position_changed(seen):
    assert seen["renderings"] == [[1, 0, 0]] * 5


def test_the_hud_renders_texts_before_the_world_and_one_panel_a_frame(seen):
    changed = seen["order"].count("texts")
    assert changed in (2, 3)  # the text with the angle of the wall may have changed
    assert seen["order"] == ["texts", "world"] * changed + ["world"] * (4 - changed)


def test_an_empty_panel_is_invisible(seen):
    assert seen["empty panel hidden"]
