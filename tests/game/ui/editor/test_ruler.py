"""The ruler."""

from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.editor.ruler import Ruler, measure_text
    from tests.game.ui.editor.worlds import drag


def test_the_measure_has_length_direction_and_sides():
    assert measure_text((1.0, 1.0), (4.0, 5.0)) == "5.000 m  ·  53.1°  ·  +3.000, +4.000"


def test_a_measure_stays_until_it_is_cancelled():
    ruler = Ruler()
    assert not ruler.cancel()
    drag(ruler, (0.0, 0.0), (1.0, 0.0))
    assert ruler.cancel()
    assert not ruler.cancel()
