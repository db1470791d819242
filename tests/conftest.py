"""Lanes of tests, and fixtures for all tests: those of our own plugin, a new world, arcade."""

import os
from collections.abc import Iterator
from types import ModuleType

import pytest
from hypothesis import settings

import systems
from game.render import backends
from tests import lanes
from tests.machine import missing_packages, needs_opengl

os.environ.setdefault("ARCADE_HEADLESS", "1")  # before a test imports arcade: no test needs a display

pytest_plugins = ["game.testing.plugin"]

LONGEST = {"windows", "bare", "installed", "scheduler"}
"""Fixtures of the files that take longest."""

settings.register_profile(
    "quick", derandomize=True, database=None, deadline=None, max_examples=60, stateful_step_count=40
)
settings.register_profile("slow", settings.get_profile("quick"), max_examples=400, stateful_step_count=80)
settings.register_profile("thorough", derandomize=False, deadline=None, max_examples=3000, stateful_step_count=100)


def pytest_configure(config: pytest.Config) -> None:
    """Choose the lane and the Hypothesis profile; compile the kernels before several processes need them."""
    lanes.is_slow = config.option.markexpr == "slow"
    if not config.option.hypothesis_profile:
        settings.load_profile("slow" if lanes.is_slow else "quick")
    if getattr(config.option, "numprocesses", 0):
        systems.load_kernels()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Use one process more than there are processors for all tests, and this process for selected tests.

    Tests of windows wait for the clock half of the time.
    """
    is_selection = config.args_source is not pytest.Config.ArgsSource.TESTPATHS or config.option.keyword
    return 0 if is_selection else min(os.cpu_count() or 1, 8) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add tests of both lanes to the slow lane; in several processes, start with the longest files."""
    for item in items:
        is_drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if lanes.is_slow and (is_drawn or item.get_closest_marker("both_lanes")):
            item.add_marker("slow")
    if hasattr(config, "workerinput"):
        longest = {item.path for item in items if not LONGEST.isdisjoint(getattr(item, "fixturenames", ()))}
        items.sort(key=lambda item: item.path not in longest)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Print the command that installs missing libraries and programs, if tests were skipped."""
    yield
    if terminalreporter.stats.get("skipped") and (packages := missing_packages()):
        terminalreporter.write_line(f"to run the skipped tests: {backends.install_command(packages)}", yellow=True)


@pytest.fixture(scope="session")
def arcade() -> ModuleType:
    """Return the module arcade; skip the test if a library that it loads is missing."""
    with needs_opengl():
        import arcade  # noqa: PLC0415
    return arcade


@pytest.fixture(autouse=True)
def world(esper_world: str) -> str:
    """Make a new esper world current during every test; return its name."""
    return esper_world
