"""Drawing with the mouse: every shape by a drag or by clicks."""

import pytest

from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.editor.draw_tools import SHAPES, DrawOptions, DrawTool
    from game.ui.editor.toolbox import Toolbox
    from tests.game.ui.editor.worlds import LEVEL, at, drag, make_editor


SHAPE = {shape.name: shape for shape in SHAPES}


@pytest.fixture
def editor(tmp_path):
    return make_editor(tmp_path)


def click(tool, x, y):
    tool.move(at(x, y))
    tool.press(at(x, y))
    tool.release(at(x, y))


@pytest.mark.parametrize("name", [shape.name for shape in SHAPES if shape.most == 2])
def test_a_drag_draws(editor, name):
    drag(DrawTool(editor, SHAPE[name], DrawOptions(count=2, ball_radius=0.1)), (-2.0, -1.0), (-1.2, -0.4))
    assert editor.message.startswith("add "), editor.message
    assert len(editor.document.items) == 4


@pytest.mark.parametrize("name", ["line", "box", "disc"])
def test_two_clicks_draw_the_same_as_a_drag(editor, name):
    tool = DrawTool(editor, SHAPE[name], DrawOptions())
    click(tool, -3.0, -2.0)
    click(tool, -2.2, -1.2)
    drawn = editor.document.text
    editor.undo()
    drag(tool, (-3.0, -2.0), (-2.2, -1.2))
    assert editor.document.text == drawn


def test_a_click_draws_a_ball_with_the_radius_of_the_last_one(editor):
    tool = DrawTool(editor, SHAPE["ball"], DrawOptions())
    drag(tool, (-3.0, -2.0), (-2.7, -2.0))
    click(tool, -1.0, -2.0)
    assert [ball.radius for ball in editor.document.level.balls] == [0.2, 0.3, 0.3]


def test_a_path_ends_by_enter_by_a_double_click_and_at_its_first_corner(editor):
    tool = DrawTool(editor, SHAPE["path"], DrawOptions())
    for point in ((-3.0, -2.0), (-2.0, -2.5), (-1.0, -2.0)):
        click(tool, *point)
    assert tool.finish()
    assert not tool.finish()
    for point in ((1.0, -2.0), (2.0, -2.5), (2.0, -2.5)):
        click(tool, *point)
    for point in ((-3.0, 1.0), (-2.0, 1.0), (-2.0, 2.0), (-3.0, 1.0)):
        click(tool, *point)
    walls = editor.document.level.walls[2:]
    assert [(len(wall.points), wall.closed) for wall in walls] == [(3, False), (2, False), (3, True)]


def test_an_arc_takes_its_ends_and_a_point_between(editor):
    tool = DrawTool(editor, SHAPE["arc"], DrawOptions())
    drag(tool, (-3.0, -1.0), (-1.0, -1.0))
    click(tool, -2.0, -2.0)
    assert (editor.document.level.walls[2].radius, abs(editor.document.level.walls[2].sweep)) == (1.0, 180.0)


def test_what_is_drawn_invalid_is_refused(editor):
    drag(DrawTool(editor, SHAPE["line"], DrawOptions()), (1.0, 2.0), (3.0, 2.0))
    assert editor.document.text == LEVEL
    assert "sticks into" in editor.message


def test_cancel_gives_up_the_points(editor):
    tool = DrawTool(editor, SHAPE["path"], DrawOptions())
    click(tool, -3.0, -2.0)
    assert tool.cancel()
    assert not tool.cancel()
    assert editor.document.text == LEVEL


def test_another_tool_gives_up_what_was_begun(editor):
    toolbox = Toolbox(editor)
    toolbox.choose("line")
    toolbox.tool.press(at(-3.0, -2.0))
    toolbox.tool.move(at(-2.0, -2.0))
    toolbox.choose("box")
    assert editor.preview is None
    assert toolbox.option_names == ("is_container", "material")
