"""A project that is not ours: its files use the installed packages and the pytest plugin."""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]

SETTINGS = """
[tool.pytest.ini_options]
addopts = "--strict-markers -p no:cacheprovider"
filterwarnings = ["error"]
"""

LEVEL = """
format = 1
title = "{title}"
[[walls]]
shape = "circle"
radius = 2.0
[[balls]]
position = [0.0, 0.5]
radius = 0.2
"""

BROKEN_LEVEL = 'format = 1\ntitle = "Broken"\n[world]\nstep_rate = 0\n'

START = """
import sys

names = {"arcade", "components", "esper", "game", "llvmlite", "numba", "numpy", "pydantic", "systems"}
loaded_at_start = names & {*sys.modules}


def test_the_start_of_pytest_imports_nothing_of_heptagon() -> None:
    assert loaded_at_start == set()
"""

PHYSICS = """
from math import inf

import esper
import numpy as np
import pytest

from components import Collider, KinematicMotion, Outline, Position, Spin, Table, Velocity
from game import Level, Simulation, load_level
from game.testing import Simulations, approx_component, create_ball, create_wall, regular_polygon, tiny_level
from systems import Gravity, WallMotion


def test_a_system_alone(balls: Table) -> None:
    ball = create_ball(vx=2.0, radius=0.2)
    balls.sync()
    Gravity(balls, g=(0.0, -10.0)).process(0.1)
    assert esper.component_for_entity(ball, Velocity) == approx_component(Velocity(2.0, -1.0))


def test_balls_and_walls(balls: Table, walls: Table) -> None:
    ball = esper.create_entity(Position(), Velocity(), Spin(), Collider(radius=0.2, mass=1.0))
    wall = create_wall(regular_polygon(7, 3.0), rate=1.0)
    other = esper.create_entity(
        Position(), Velocity(), Spin(), Collider(0.0, inf), Outline([(0.0, 0.0)], radius=5.0), KinematicMotion()
    )
    balls.sync()
    walls.sync()
    WallMotion(walls).process(0.5)
    assert balls.entities.tolist() == [ball]
    assert walls.entities.tolist() == [wall, other]
    assert walls[Spin].angle.tolist() == [0.5, 0.0]


def test_every_test_has_its_own_world(balls: Table) -> None:
    balls.sync()
    assert len(balls) == 0


def test_simulations(simulate: Simulations) -> None:
    dropped = simulate([{"position": [0.0, 1.0]}], restitution=1.0, gravity=[0.0, -10.0])
    dropped.step(6)
    assert dropped.positions[0] == pytest.approx([0.0, 0.95])
    assert simulate("heptagon", seed=3).hash() == Simulation(load_level("heptagon"), seed=3).hash()
    table = simulate(tiny_level([{"position": [0.0, 0.0]}])).record_frames(2)
    assert table["step"].tolist() == [0, 1, 2]


@pytest.mark.heptagon_levels("my_levels", "heptagon")
def test_every_level(level: Level, simulate: Simulations) -> None:
    simulation = simulate(level)
    simulation.step(3)
    assert np.isfinite(simulation.positions).all()
"""

FAILURES = """
import esper
import pytest

from components import Table, Velocity
from game import Level
from game.testing import approx_component, create_ball


def test_another_velocity(balls: Table) -> None:
    ball = create_ball(vx=2.0)
    assert esper.component_for_entity(ball, Velocity) == approx_component(Velocity(2.0, -1.0))


def test_without_a_marker(level: Level) -> None:
    pass


@pytest.mark.heptagon_levels("broken_levels")
def test_a_broken_level(level: Level) -> None:
    pass
"""

NO_LEVELS = """
import pytest


@pytest.mark.heptagon_levels("my_level")
def test_unknown(level: object) -> None:
    pass
"""

FILES = {
    "pyproject.toml": SETTINGS,
    "my_levels/first.toml": LEVEL.format(title="First"),
    "my_levels/second.toml": LEVEL.format(title="Second"),
    "test_a_start.py": START,
    "test_physics.py": PHYSICS,
}
"""The project: all of its tests pass."""

FAILING_FILES = {
    "pyproject.toml": SETTINGS,
    "broken_levels/broken.toml": BROKEN_LEVEL,
    "test_failures.py": FAILURES,
    "test_no_levels.py": NO_LEVELS,
}
"""Another project: all of its tests fail, and one file cannot be collected."""

SAME_NAMES = {
    "game/__init__.py": "OWNER = 'me'\n",
    "components/__init__.py": "OWNER = 'me'\n",
    "systems.py": "OWNER = 'me'\n",
    "pyproject.toml": SETTINGS,
    "test_mine.py": """
import components
import game
import systems


def test_modules_are_mine():
    assert components.OWNER == game.OWNER == systems.OWNER == "me"
""",
}
"""A project with packages of the same names as ours."""

PASSED = 8
"""Number of tests in `FILES`."""


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write the files of a project and return its folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def install(folder: Path) -> Path:
    """Build a wheel, install it into a new virtual environment, and return the Python of the environment.

    The dependencies are those of this environment.
    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*pip, *build], check=True, capture_output=True, text=True)
    venv.create(folder / "environment", symlinks=os.name != "nt")
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = folder / "environment" / scripts / f"python{'.exe' if os.name == 'nt' else ''}"
    (wheel,) = folder.glob("*.whl")
    subprocess.run(
        [*pip, "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)],
        check=True,
        capture_output=True,
        text=True,
    )
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    dependencies = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (Path(packages) / "dependencies.pth").write_text("\n".join(dependencies), "utf-8")
    return python


def run(python: str | Path, folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python in the folder of a project, without the settings of ours.

    Kernels are compiled once for all environments with the same sources.
    """
    ours = {"PYTHONPATH", "PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment["NUMBA_CACHE_DIR"] = str(ROOT / "systems" / "kernels" / "__pycache__")
    return subprocess.run(
        [str(python), "-m", *arguments],
        env=environment | variables,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
