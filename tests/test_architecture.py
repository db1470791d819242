"""The house rules: which room may speak to which, what lies where, and how long a file may be."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("game", "systems", "components")
HOUSE = {"pyproject.toml", "README.md", "LICENSE", "game", "systems", "components", "tests", "levels"}
SOURCES = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
EVERYTHING = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *ROOT.glob("*.py")]

KERNELS_MAY_IMPORT = ("numba", "numpy", "math", "itertools", "typing", "collections", "systems.kernels")
COMPILER_MAY_IMPORT = ("functools", "hashlib", "os", "pathlib")
CALLED_BY_OTHERS = {"__init__", "bound", "mixing", "neighbours"}
"""Modules of systems that hold no system; what they do is tested through those that use them."""


def name_of(path):
    """Return the path as seen from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def imports_of(path):
    """Return the dotted names of all that a file imports, at its top or later, for use or for typing."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno} imports relatively"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def files_of(room):
    return (ROOT / room).rglob("*.py")


def is_kernel(path):
    return name_of(path).startswith("systems/kernels/")


def may_draw(path):
    place = name_of(path)
    return place == "systems/render.py" or place.startswith(("game/ui/", "game/render/", "game/audio/", "tests/"))


def offenders(paths, fault):
    """Return what is wrong with each file that has a fault, by its name."""
    return {name_of(path): found for path in sorted(paths) if (found := fault(path))}


def is_within(name, modules):
    return any(f"{name}.".startswith(f"{module}.") for module in modules)


def importing(*modules):
    """Return a fault: to import one of the modules, or anything below them."""
    return lambda path: sorted(name for name in imports_of(path) if is_within(name, modules))


# -- the arrows -----------------------------------------------


def test_components_import_neither_systems_nor_the_game():
    assert offenders(files_of("components"), importing("systems", "game", "tests")) == {}


def test_systems_do_not_import_the_game():
    assert offenders(files_of("systems"), importing("game", "tests")) == {}


def test_the_game_speaks_to_systems_and_never_past_them_to_kernels():
    assert offenders(files_of("game"), importing("systems.kernels", "tests")) == {}


def test_kernels_import_only_arithmetic_and_each_other():
    def fault(path):
        own = () if path.stem != "compiler" else COMPILER_MAY_IMPORT
        return sorted(name for name in imports_of(path) if not is_within(name, (*KERNELS_MAY_IMPORT, *own)))

    assert offenders((path for path in SOURCES if is_kernel(path)), fault) == {}


def test_numba_stays_in_the_kernels():
    assert offenders((path for path in SOURCES if not is_kernel(path)), importing("numba", "llvmlite")) == {}


def test_only_the_window_the_views_and_render_know_arcade():
    assert offenders((path for path in SOURCES if not may_draw(path)), importing("arcade", "pyglet")) == {}


def test_levels_are_read_and_never_imported():
    assert offenders(SOURCES, importing("levels")) == {}


def test_components_show_all_that_they_export_in_order():
    tree = ast.parse((ROOT / "components" / "__init__.py").read_text("utf-8"))
    assigned = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    imported = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert [ast.literal_eval(value) for value in assigned] == [sorted(imported)]


BLOCKED = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"arcade", "pyglet"}:
            raise ModuleNotFoundError(f"{name} is blocked")

sys.meta_path.insert(0, Blocker())
import components, systems, game, game.levels.model, game.simulation.simulation
game.Simulation(game.Level.model_validate({"format": 1, "title": "Nothing"})).step(2)
try:
    import arcade
except ModuleNotFoundError:
    print("still blocked")
"""


def test_physics_and_levels_run_where_arcade_cannot():
    environment = {"NUMBA_DISABLE_JIT": "1", "PATH": "", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BLOCKED],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    assert (done.stdout, done.stderr) == ("still blocked\n", "")


# -- what lies where ------------------------------------------


def files_in_git():
    """Return every file that is tracked, or would be by adding everything."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git repository")
    command = [git, "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if listed.returncode:
        pytest.skip(listed.stderr)
    return listed.stdout.splitlines()


def test_the_house_has_its_rooms_and_nothing_else_at_the_top():
    top = {file.partition("/")[0] for file in files_in_git()}
    assert {name for name in top if not name.startswith(".")} == HOUSE


def test_no_file_is_a_drawer_for_odds_and_ends():
    odd = {"util", "utils", "helper", "helpers", "misc", "common", "shared", "stuff"}
    assert [name_of(path) for path in EVERYTHING if path.stem.strip("_") in odd] == []


def test_every_system_has_a_test_of_its_own():
    systems = {path.stem for path in (ROOT / "systems").glob("*.py")} - CALLED_BY_OTHERS
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "systems").glob("test_*.py")}
    assert systems - tested == set()


def test_a_file_of_components_is_named_after_a_class_in_it():
    def fault(path):
        body = ast.parse(path.read_text("utf-8")).body
        classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
        return classes if path.stem.replace("_", "") not in map(str.lower, classes) else None

    assert offenders((path for path in files_of("components") if path.stem != "__init__"), fault) == {}


# -- how it is written ----------------------------------------


def test_no_file_is_longer_than_400_lines():
    def fault(path):
        length = len(path.read_text("utf-8").splitlines())
        return length if length > 400 else None

    assert offenders(EVERYTHING, fault) == {}


def is_setter(node):
    return any(isinstance(by, ast.Attribute) and by.attr == "setter" for by in node.decorator_list)


def public_definitions(body, prefix=""):
    """Yield the functions, classes and methods with a public name, and before each of them its name."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("_") or is_setter(node):
                continue
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body, f"{prefix}{node.name}.")


def test_all_that_is_public_has_a_docstring():
    def fault(path):
        tree = ast.parse(path.read_text("utf-8"))
        definitions = [("the module", tree), *public_definitions(tree.body)]
        return [name for name, node in definitions if not ast.get_docstring(node)]

    assert offenders(SOURCES, fault) == {}
