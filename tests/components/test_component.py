"""Components: declaration, construction, access, and attachment to a table."""

import copy
import math
import pickle

import esper
import pytest

from components import Collider, Component, KinematicMotion, Position, Spin, Velocity
from components.component import Field


class Pair(Component):
    """A component with two fields with different defaults."""

    left: float = 1.5
    right: float = -2.0


@pytest.fixture(params=["detached", "attached"])
def position(request, balls):
    """A position (1, 2), detached or attached to a table without dirty rows."""
    position = Position(1.0, 2.0)
    if request.param == "attached":
        esper.create_entity(position, Velocity(), Spin(), Collider())
        balls.sync()
    position._cells[-1][position._row.index] = 0
    return position


def is_dirty(component):
    return component._cells[-1][component._row.index] == 1


# -- declaration ----------------------------------------------


def test_fields_and_defaults_are_in_the_order_of_declaration():
    assert Pair.fields == ("left", "right")
    assert Pair.defaults == (1.5, -2.0)
    assert KinematicMotion.fields[:6] == ("x", "y", "angle", "velocity_x", "velocity_y", "rate")


def test_a_default_can_be_an_integer():
    whole = type("Whole", (Component,), {"__annotations__": {"x": float}, "x": 3})
    assert repr(whole()) == "Whole(x=3.0)"


def test_an_annotation_can_be_a_string():
    quoted = type("Quoted", (Component,), {"__annotations__": {"x": "float"}, "x": 0.5})
    assert quoted().x == 0.5


def test_only_annotated_attributes_are_fields():
    class Wheel(Component):
        spokes = 12
        turn: float = 0.0

        def double(self) -> float:
            return 2.0 * self.turn

    assert Wheel.fields == ("turn",)
    assert Wheel(4.0).double() == 8.0
    assert Wheel.spokes == 12


def test_a_component_can_have_no_fields():
    class Tag(Component):
        pass

    assert Tag().values == ()
    assert repr(Tag()) == "Tag()"


@pytest.mark.parametrize(
    ("annotation", "default", "message"),
    [
        (float, None, "must be a float"),
        (float, "3", "must be a float"),
        (float, [1.0], "must be a float"),
        (int, 3, "must be a float"),
        (str, "3", "must be a float"),
        ("Any", 0.0, "must be a float"),
    ],
)
def test_a_field_that_is_not_a_float_is_an_error(annotation, default, message):
    with pytest.raises(TypeError, match=rf"Wrong\.x {message}"):
        type("Wrong", (Component,), {"__annotations__": {"x": annotation}, "x": default})


def test_a_field_without_a_default_is_an_error():
    with pytest.raises(TypeError, match=r"Bare\.y needs a default"):
        type("Bare", (Component,), {"__annotations__": {"x": float, "y": float}, "x": 0.0})


@pytest.mark.parametrize("name", ["values", "fields", "defaults", "detach", "attach", "_row"])
def test_a_field_named_like_an_attribute_of_every_component_is_an_error(name):
    with pytest.raises(TypeError, match=rf"Clash\.{name} is an attribute of every component"):
        type("Clash", (Component,), {"__annotations__": {name: float}, name: 0.0})


@pytest.mark.parametrize("bases", [(Position,), (Component, dict), (Position, Velocity)])
def test_a_component_derives_only_from_component(bases):
    with pytest.raises(TypeError):
        type("Child", bases, {"__annotations__": {"z": float}, "z": 0.0})


def test_a_field_of_the_class_names_a_column():
    assert isinstance(Pair.right, Field)
    assert (Pair.right.kind, Pair.right.name) == (Pair, "right")
    assert Pair.right.__doc__ == "Pair.right"


# -- construction ---------------------------------------------


def test_a_new_component_holds_its_defaults():
    assert Pair().values == (1.5, -2.0)
    assert (Pair().left, Pair().right) == (1.5, -2.0)


@pytest.mark.parametrize(
    ("component", "values"),
    [
        (Pair(8), (8.0, -2.0)),
        (Pair(8, 9), (8.0, 9.0)),
        (Pair(right=9), (1.5, 9.0)),
        (Pair(right=9, left=8), (8.0, 9.0)),
        (Pair(8, right=9), (8.0, 9.0)),
    ],
)
def test_values_are_given_by_position_by_name_or_both(component, values):
    assert component.values == values


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((1.0, 2.0, 3.0), {}),
        ((), {"z": 3.0}),
        ((1.0,), {"x": 2.0}),
        (("a",), {}),
        ((None,), {}),
        ((), {"y": "a"}),
        ((1j,), {}),
        (([1.0],), {}),
    ],
)
def test_too_many_unknown_repeated_or_wrong_values_are_errors(given, named):
    with pytest.raises(TypeError):
        Position(*given, **named)


def test_an_error_names_the_class_and_the_argument():
    with pytest.raises(TypeError, match="Position: 'z' is unknown"):
        Position(z=3.0)
    with pytest.raises(TypeError, match="Position takes 2 values, got 3"):
        Position(1.0, 2.0, 3.0)


def test_instances_share_no_values():
    one, two = Position(1.0), Position(1.0)
    one.x = 5.0
    assert two.x == 1.0


# -- reading and writing --------------------------------------


def test_reading_gives_a_plain_float(position):
    assert type(position.x) is float
    assert all(type(value) is float for value in position.values)


def test_a_written_value_can_be_read(position):
    position.y = 7
    assert (position.x, position.y) == (1.0, 7.0)
    position.x += 0.5
    assert position.values == (1.5, 7.0)


@pytest.mark.parametrize("value", [-0.0, 5e-324, math.inf, -math.inf, 0.1])
def test_a_field_stores_every_bit_of_a_value(position, value):
    position.x = value
    assert position.x.hex() == value.hex()


def test_a_field_stores_nan(position):
    position.x = math.nan
    assert math.isnan(position.x)


def test_a_misspelt_field_is_an_error(position):
    with pytest.raises(AttributeError):
        _ = position.z
    with pytest.raises(AttributeError):
        position.z = 1.0
    assert not hasattr(position, "__dict__")


def test_a_field_cannot_be_deleted(position):
    with pytest.raises(AttributeError):
        del position.x


@pytest.mark.parametrize("wrong", ["a", None, 1j, [1.0]])
def test_a_value_of_the_wrong_type_is_an_error_and_changes_nothing(position, wrong):
    with pytest.raises(TypeError):
        position.x = wrong
    assert position.values == (1.0, 2.0)
    assert not is_dirty(position)


def test_writing_marks_the_row_dirty(position):
    position.y = 2.0
    assert is_dirty(position)


def test_reading_does_not_mark_the_row_dirty(position):
    assert (position.x, position.values, repr(position)) is not None
    assert not is_dirty(position)


# -- as objects -----------------------------------------------


def test_the_repr_makes_an_equal_component(position):
    assert repr(position) == "Position(x=1.0, y=2.0)"
    assert eval(repr(position)).values == position.values


def test_components_are_equal_only_to_themselves(position):
    twin = Position(*position.values)
    assert position == position  # noqa: PLR0124
    assert position != twin
    assert len({position, twin, position}) == 2


def pickled(component):
    return pickle.loads(pickle.dumps(component))


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled])
def test_a_copy_or_a_pickle_is_detached(position, duplicate):
    other = duplicate(position)
    assert type(other) is Position
    assert other.values == (1.0, 2.0)
    other.x = 9.0
    assert position.x == 1.0
    position.y = 8.0
    assert other.values == (9.0, 2.0)


def test_a_deepcopy_of_several_components_keeps_them_apart(balls):
    ball = (Position(1.0), Velocity(2.0), Spin(3.0), Collider(4.0))
    esper.create_entity(*ball)
    balls.sync()
    others = copy.deepcopy(ball)
    balls[Position].x[0] = balls[Collider].radius[0] = 0.0
    assert [other.values[0] for other in others] == [1.0, 2.0, 3.0, 4.0]


def test_a_detached_component_keeps_its_values(position):
    cells, row = position._cells, position._row
    position.detach()
    assert position.values == (1.0, 2.0)
    position.x = 9.0
    assert cells[0][row.index] == 1.0


def test_an_attached_component_views_the_row_it_is_given(position):
    other = Position(5.0, 6.0)
    other.attach(position._cells, position._row)
    assert other.values == (1.0, 2.0)
    other.x = 3.0
    assert position.x == 3.0
