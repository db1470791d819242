"""The plugin in a project that is not ours, from the source. `tests/test_foreign_project.py` takes it from a wheel."""

import sys

import pytest

from tests.foreign_project import FAILING_FILES, FILES, PASSED, ROOT, run, write_files

PLUGIN = ["pytest", "-p", "no:heptagon", "-p", "game.testing.plugin", "-p", "no:randomly"]


def run_pytest(folder, *options):
    return run(sys.executable, folder, *PLUGIN, *options, PYTHONPATH=str(ROOT))


@pytest.fixture(scope="module")
def passing(tmp_path_factory):
    """Return the output of a project whose tests pass; the start is tested where the plugin is installed."""
    folder = write_files(tmp_path_factory.mktemp("passing"), FILES)
    return run_pytest(folder, "-v", "--deselect", "test_a_start.py")


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    """Return the output of a project whose tests fail."""
    folder = write_files(tmp_path_factory.mktemp("failing"), FAILING_FILES)
    return run_pytest(folder, "-v", "--continue-on-collection-errors").stdout


def test_the_tests_of_another_project_pass(passing):
    assert passing.returncode == 0, passing.stdout
    assert f"{PASSED - 1} passed, 1 deselected" in passing.stdout


def test_a_test_runs_on_every_level_of_its_marker(passing):
    for name in ("first", "second", "heptagon"):
        assert f"test_every_level[{name}] PASSED" in passing.stdout


def test_fields_that_differ_are_listed(failing):
    assert "assert Velocity(x=2.0, y=0.0) == approx_component(Velocity(x=2.0, y=-1.0))" in failing
    assert "y: 0.0 != -1.0 ± 1.0e-06" in failing
    assert "x: 2.0 !=" not in failing


def test_errors_of_a_level_fail_its_test_without_a_traceback(failing):
    assert "broken.toml:4:13: world.step_rate: must be at least 30 (got 0); allowed: whole 30 <= " in failing
    assert "Traceback" not in failing
    assert "During handling" not in failing


def test_a_missing_marker_is_named(failing):
    assert "cannot use the fixture level: the test has no marker @pytest.mark.heptagon_levels(...)" in failing


def test_an_unknown_level_is_an_error_of_its_file(failing):
    assert "no file and no level has this name" in failing
    assert "ERROR test_no_levels.py" in failing


def test_the_fixtures_and_the_marker_are_described(tmp_path):
    fixtures = run_pytest(tmp_path, "--fixtures").stdout
    for text in (
        "Empty table of balls in a new esper world.",
        "Empty table of walls in a new esper world",
        "Function that starts a simulation and closes it after the test.",
        "Each level that the marker of the test names",
    ):
        assert text in fixtures
    assert "@pytest.mark.heptagon_levels(*places): run a test" in run_pytest(tmp_path, "--markers").stdout
