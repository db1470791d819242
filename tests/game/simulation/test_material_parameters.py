"""Parameters of single materials, changed while a level runs."""

import pytest

from components import Collider
from game import Level, Simulation
from game.session.rewind import Rewind
from game.simulation.commands import SetParameter
from game.simulation.parameters import MaterialValue, Overrides


@pytest.fixture
def mixed():
    """Balls of two materials that differ in density only, a wall of one of them, and a wall of a third material."""
    stuff = {"restitution": 0.5, "friction": 0.3}
    simulation = Simulation(
        Level.model_validate(
            {
                "format": 1,
                "title": "test",
                "materials": {"wood": stuff, "lead": stuff | {"density": 9.0}, "rubber": {"friction": 0.9}},
                "walls": [
                    {"shape": "box", "width": 9.0, "height": 9.0, "container": True, "material": "wood"},
                    {"shape": "circle", "radius": 0.3, "container": False, "material": "rubber"},
                ],
                "balls": [
                    {"radius": 0.2, "position": [-2.0, 0.0], "material": "wood"},
                    {"radius": 0.3, "position": [2.0, 0.0], "material": "lead"},
                ],
            }
        )
    )
    yield simulation
    simulation.close()


def frictions(simulation):
    return [*simulation.balls[Collider].friction.tolist(), *simulation.walls_table[Collider].friction.tolist()]


def test_a_value_of_a_material_applies_to_its_balls_and_walls(mixed):
    parameters = mixed.parameters
    assert parameters.materials == ("wood", "rubber", "lead")
    for command, expected in (
        (SetParameter("friction", 0.7, "wood"), [0.7, 0.3, 0.7, 0.9]),
        (SetParameter("friction", 0.1, "lead"), [0.7, 0.1, 0.7, 0.9]),
        (SetParameter("friction", 0.2), [0.7, 0.1, 0.7, 0.2]),
        (SetParameter("friction", None, "wood"), [0.2, 0.1, 0.2, 0.2]),
        (SetParameter("friction"), [0.3, 0.1, 0.3, 0.9]),
    ):
        mixed.enqueue(command)
        mixed.step()
        assert frictions(mixed) == expected
        assert [parameters.value("friction", name) for name in ("wood", "lead", "wood", "rubber")] == expected
    assert parameters.overrides == Overrides(materials=(MaterialValue("lead", "friction", 0.1),))
    assert parameters.is_mixed("friction")
    assert parameters.override("friction", "lead") == 0.1


def test_values_of_two_materials_in_one_step_are_two_commands(mixed):
    for material, value in (("wood", 0.1), ("lead", 0.2), ("wood", 0.5), ("wood", 0.6)):
        mixed.enqueue(SetParameter("friction", value, material))
    assert len(mixed.commands) == 3
    mixed.step()
    assert frictions(mixed)[:2] == [0.6, 0.2]


def test_values_of_materials_are_rewound(mixed):
    rewind, digests = Rewind(mixed), []
    for k, material in enumerate(("wood", "lead", "rubber")):
        mixed.enqueue(SetParameter("restitution", 0.1 * k, material))
        for _ in range(5):
            digests.append(mixed.hash())
            rewind.step()
    end = mixed.hash()
    assert rewind.step_back(7) == 7
    assert mixed.hash() == digests[-7]
    assert len(mixed.parameters.overrides.materials) == 2
    rewind.step(7)
    assert mixed.hash() == end


@pytest.mark.parametrize(("name", "material"), [("friction", "gold"), ("gravity", "wood"), ("friction", "")])
def test_an_unknown_material_or_a_property_that_materials_lack_raises(mixed, simulate, name, material):
    before = mixed.hash()
    message = r"cannot set (\w+ of (gold|): there is no such material|gravity: there is no such parameter); allowed: "
    with pytest.raises(ValueError, match=message):
        mixed.apply(SetParameter(name, 0.5, material))
    assert mixed.hash() == before
    with pytest.raises(ValueError, match="allowed: all materials at once, because the level has one"):
        simulate([{"position": [0.0, 0.0]}]).apply(SetParameter("friction", 0.5, "stuff"))
