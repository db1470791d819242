"""The pytest plugin: fixtures for systems, levels and simulations, and the marker ``heptagon_levels``.

An installation has it as the module ``pytest_heptagon``, outside of the package `game`. It imports Heptagon when a test
uses it, and not when pytest starts. So projects that do not use it notice nothing, even if they have packages of the
same names.
"""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from components import Table
    from game.levels.model import Level
    from game.testing import Simulations

# ruff: noqa: PLC0415


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        "heptagon_levels(*places): run a test with the fixture `level` once for every level of these folders, files "
        "and names; without places, for every level that `python -m game levels` lists",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with the marker ``heptagon_levels`` once for every level."""
    marker = metafunc.definition.get_closest_marker("heptagon_levels")
    if marker is None or "level" not in metafunc.fixturenames:
        return
    from game.levels.model import LevelError
    from game.testing.level_files import level_files

    try:
        files = level_files(marker.args, metafunc.config.rootpath)
    except (LevelError, ValueError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    metafunc.parametrize("level", files, ids=[file.stem for file in files], indirect=True)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """List the fields that differ after ``assert component == approx_component(...)``."""
    approximation = sys.modules.get("game.testing.approximation")
    if approximation is None or op != "==":
        return None
    for approx, actual in ((right, left), (left, right)):
        if isinstance(approx, approximation.ApproxComponent):
            return [f"{left!r} == {right!r}", *approx.differences(actual)]
    return None


@pytest.fixture
def esper_world(request: pytest.FixtureRequest) -> Iterator[str]:
    """Name of a new esper world, which is the current one during the test."""
    import esper

    import game  # noqa: F401  (names a package that hides one of ours)

    name, previous = request.node.nodeid, esper.current_world
    esper.switch_world(name)
    yield name
    esper.switch_world(previous)
    esper.delete_world(name)


@pytest.fixture
def balls(esper_world: str) -> "Table":  # noqa: ARG001
    """Empty table of balls in a new esper world.

    Create balls by `game.testing.create_ball` or ``esper.create_entity(Position(), Velocity(), Spin(), Collider())``,
    call ``balls.sync()``, and pass the table to a system: ``Gravity(balls).process(0.1)``.
    """
    from components import ball_table

    return ball_table()


@pytest.fixture
def walls(esper_world: str) -> "Table":  # noqa: ARG001
    """Empty table of walls in a new esper world, the same as that of `balls`; see `game.testing.create_wall`."""
    from components import wall_table

    return wall_table()


@pytest.fixture
def simulate() -> "Iterator[Simulations]":
    """Function that starts a simulation and closes it after the test.

    ``simulate("heptagon", seed=3)`` takes the name or file of a level, ``simulate(level)`` a `Level`, and
    ``simulate([{"position": [0.0, 1.0]}], restitution=1.0, gravity=[0.0, -10.0])`` balls in a box of 20 m, see
    `game.testing.tiny_level`.
    """
    from game.testing import Simulations

    with Simulations() as simulations:
        yield simulations


@pytest.fixture
def level(request: pytest.FixtureRequest) -> "Level":
    """Each level that the marker of the test names: ``@pytest.mark.heptagon_levels("my_levels", "heptagon")``.

    A level file with errors fails the test with the line and column of every error.
    """
    from game.levels.model import LevelError, load_level

    if not hasattr(request, "param"):
        pytest.fail(
            "cannot use the fixture level: the test has no marker @pytest.mark.heptagon_levels(...)", pytrace=False
        )
    try:
        return load_level(request.param)
    except LevelError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
