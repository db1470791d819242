"""What every test may ask for: a fresh world, and the tables of balls and walls in it."""

import os
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import esper
import pytest
from hypothesis import settings

from components import Table, ball_table, wall_table
from game import Simulation
from game.render import backends
from tests.machine import lacking, missing_packages
from tests.scenes import level

os.environ.setdefault("ARCADE_HEADLESS", "1")  # before a test imports arcade: no test needs a display

settings.register_profile(
    "quick", derandomize=True, database=None, deadline=None, max_examples=60, stateful_step_count=40
)
settings.register_profile("thorough", derandomize=False, deadline=None, max_examples=3000, stateful_step_count=100)
settings.load_profile("quick")  # the other one: pytest --hypothesis-profile=thorough


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say, after the list of what was skipped, how to install the libraries and programs that are missing."""
    yield
    if terminalreporter.stats.get("skipped") and (packages := missing_packages()):
        terminalreporter.write_line(f"to run what was skipped: {backends.install(packages)}", yellow=True)


@pytest.fixture(scope="session")
def arcade() -> ModuleType:
    """The module; skips the test where the libraries that it loads are missing."""
    try:
        import arcade  # noqa: PLC0415
    except ImportError as problem:
        lacking(f"OpenGL ({problem})")
    return arcade


@pytest.fixture(autouse=True)
def world(request: pytest.FixtureRequest) -> Iterator[str]:
    """Name of a fresh esper world, the current one for the length of the test."""
    name = request.node.nodeid
    esper.switch_world(name)
    yield name
    esper.switch_world("default")
    esper.delete_world(name)


@pytest.fixture
def balls() -> Table:
    """The table of balls of the fresh world."""
    return ball_table()


@pytest.fixture
def walls() -> Table:
    """The table of walls of the fresh world."""
    return wall_table()


@pytest.fixture
def simulate() -> Iterator[Callable[..., Simulation]]:
    """Runs levels, told as to `tests.scenes.level`, and closes what it made."""
    made: list[Simulation] = []

    def simulation(*balls: Any, **settings: Any) -> Simulation:
        made.append(Simulation(level(*balls, **settings)))
        return made[-1]

    yield simulation
    for one in made:
        one.close()
