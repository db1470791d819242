"""Cards: what is drawn is what it would be text by text, and texts are drawn only when they change."""

import pytest

SCENARIO = """
from game.ui.widgets import text_panel as cards
from game.ui.widgets.text_panel import TextBatch, TextPanel, TextStyle, TextLabel
from game.ui.widgets.rounded_rect import Box, RoundedRect

BIG, SMALL = TextStyle(16, "#ffffff", bold=True), TextStyle(11, "#ffcc00")
SIZE = (300, 120)

def scenario(window, view):
    canvas = window.ctx.framebuffer(color_attachments=[window.ctx.texture(SIZE, components=3)])

    def shot(draw):
        with canvas.activate():
            canvas.clear(color=(40, 90, 150, 255))
            draw()
        return np.frombuffer(canvas.read(components=3), np.uint8).astype(int)

    def one_by_one(rows, left, top, width, height):
        RoundedRect().draw(SIZE, Box(left, top, width, height))
        y = top - 0.75 * theme.PADDING
        for style, text in rows:
            batch = TextBatch()
            words = TextLabel(style, batch)
            words.text, words.position = text, (left + theme.PADDING, y)
            batch.draw()
            y -= cards.LEADING * words.content_height

    drawn = []
    once = TextBatch.draw
    TextBatch.draw = lambda batch, *begin: (drawn.append(batch), once(batch, *begin))
    def cost(draw):
        drawn.clear()
        return shot(draw), len(drawn)

    card = TextPanel((BIG,), (SMALL,))
    seen["far"], seen["texts"] = [], []
    for rows, left, top in (
        ((("Short",), ("one, two, three, four",)), 7.0, 110.0),
        ((("A longer title",), ("",)), 7.0, 110.0),
        ((("A longer title",), ("",)), 31.4, 97.7),
        ((("A title",), ("and all that there is to say of it",)), 31.4, 97.7),
        ((("A title that nobody reads to its end " * 100,), ("it begins beyond the edge",)), -31.4, 97.7),
    ):
        card.set_texts(*rows)
        first, texts = cost(lambda: card.draw(SIZE, left, top))
        again, none = cost(lambda: card.draw(SIZE, left, top))
        card.set_texts(*rows)
        still, nothing = cost(lambda: card.draw(SIZE, left, top))
        told = [(style, text) for style, (text,) in zip((BIG, SMALL), rows) if text]
        expected = shot(lambda: one_by_one(told, left, top, card.width, card.height))
        seen["far"] += [int(abs(picture - expected).max()) for picture in (first, again, still)]
        seen["texts"].append((texts, none, nothing))
        seen["ink"] = int((abs(expected - expected[0]).max() > 60))
    empty = shot(lambda: None)
    card.set_texts(("",), ("",))
    seen["nothing"] = bool((shot(lambda: card.draw(SIZE, 7.0, 110.0)) == empty).all())

    order, world = [], view.draw_world
    TextBatch.draw = lambda batch, *begin: (order.append("texts"), once(batch, *begin))
    view.draw_world = lambda: (order.append("world"), world())
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


def test_a_card_looks_as_if_drawn_text_by_text(seen):
    assert seen["ink"]
    assert max(seen["far"]) <= 3


def test_texts_are_drawn_only_when_they_or_their_place_have_changed(seen):
    assert seen["texts"] == [[1, 0, 0]] * 5


def test_the_hud_draws_texts_before_the_world_and_one_card_a_frame(seen):
    changed = seen["order"].count("texts")
    assert changed in (2, 3)  # the wall may have turned
    assert seen["order"] == ["texts", "world"] * changed + ["world"] * (4 - changed)


def test_an_empty_card_is_not_there(seen):
    assert seen["nothing"]
