"""The rules of the repository: which package may import which, where files lie, and how long a file may be."""

import ast
import shutil
import subprocess
import sys
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("game", "systems", "components")
HOUSE = {"pyproject.toml", "README.md", "LICENSE", "game", "systems", "components", "tests", "levels"}
SOURCES = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
EVERYTHING = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *ROOT.glob("*.py")]

LAYERS = ("files", "levels", "simulation", "testing", "session", "batch", "render", "audio", "ui", "cli")
"""The packages of game/, from the bottom to the top: each imports only itself and those before it."""

ORDER_OF_A_STEP = ("systems.kernels.step", "systems.kernels.batch", "systems.kernels.stopwatch")
"""The kernels that the game may import: the order of a step, that of many worlds, and the measurement of its parts."""

KERNELS_MAY_IMPORT = ("numba", "numpy", "math", "itertools", "typing", "collections", "systems.kernels")
WALL_MOTION_MAY_IMPORT = ("components.kinematic_motion",)
"""The motion of a wall is defined once, by `pose_at`: levels and pictures call it, and this kernel compiles it."""

PORTABLE_MATH_MAY_IMPORT = ("components.portable_math", "inspect")
"""Levels and kernels share the elementary functions; this module makes them callable in kernels."""

OWN_IMPORTS = {
    "cache": (
        "contextlib",
        "hashlib",
        "importlib.metadata",
        "os",
        "pathlib",
        "platformdirs",
        "re",
        "sys",
        "tempfile",
        "uuid",
    ),
    "compiler": ("functools", "inspect", "llvmlite", "pickle", "sys", "threading", "types"),
    "pipeline": ("llvmlite", "operator", "systems.garbage_collection"),
    "structs": ("llvmlite",),
    "portable_math": PORTABLE_MATH_MAY_IMPORT,
    "stopwatch": ("llvmlite", "time"),
    "team": ("ctypes", "functools", "llvmlite", "os"),
    "wall_motion": WALL_MOTION_MAY_IMPORT,
}
"""What single modules of kernels may import in addition."""

NO_COMPONENTS = {"portable_arrays", "portable_math"}
"""Modules of components with functions that all packages need."""

NO_PROCESSORS = {
    "bound_world",
    "bound_worlds",
    "impact_strength",
    "kernel_loading",
    "normal_cones",
    "placed_features",
    "seams",
    "garbage_collection",
    "threads",
    "shader_text",
    "wall_cells",
    "wall_poses",
}
"""Modules of systems that serve sounds and drawing, or run the compiled steps."""


def name_of(path):
    """Return the path relative to the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def module_of(path):
    """Return the dotted name of the module in a file."""
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def layer_of(module):
    """Return the layer of game/ that a module belongs to, or None: `game` itself and its version have none."""
    package, _, rest = module.partition(".")
    layer = rest.partition(".")[0]
    return layer if package == "game" and layer in LAYERS else None


def imports_of(path):
    """Return the dotted names that a file imports, at its top or later, at run time or for typing."""
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
    return place.startswith(("game/ui/", "game/render/", "game/audio/", "tests/"))


def offenders(paths, fault):
    """Return the faults of the files that have any, by the name of the file."""
    return {name_of(path): found for path in sorted(paths) if (found := fault(path))}


def is_within(name, modules):
    return any(f"{name}.".startswith(f"{module}.") for module in modules)


def importing(*modules):
    """Return a check that lists the imports of these modules, and of modules below them."""
    return lambda path: sorted(name for name in imports_of(path) if is_within(name, modules))


# -- imports --------------------------------------------------


def test_every_package_of_the_game_is_a_layer():
    packages = {path.name for path in (ROOT / "game").iterdir() if (path / "__init__.py").exists()}
    assert packages == set(LAYERS)


def test_a_layer_of_the_game_imports_only_layers_below_it():
    def fault(path):
        layer = layer_of(module_of(path))
        above = LAYERS[LAYERS.index(layer) + 1 :] if layer else ()
        return sorted(name for name in imports_of(path) if layer_of(name) in above)

    assert offenders(files_of("game"), fault) == {}


def test_no_modules_import_each_other_in_a_circle():
    modules = {module_of(path): path for path in SOURCES}
    graph = {module: (imports_of(path) & modules.keys()) - {module} for module, path in modules.items()}
    for module, names in graph.items():  # "from game.levels import model" needs the module, and not all of the package
        graph[module] = {name for name in names if not any(other.startswith(f"{name}.") for other in names)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_components_import_neither_systems_nor_game():
    assert offenders(files_of("components"), importing("systems", "game", "tests")) == {}


def test_systems_do_not_import_the_game():
    assert offenders(files_of("systems"), importing("game", "tests")) == {}


def test_game_imports_systems_but_no_kernels_except_the_order_of_a_step():
    def fault(path):
        names = importing("systems.kernels", "tests")(path)
        return [name for name in names if name != "systems.kernels" and not is_within(name, ORDER_OF_A_STEP)]

    assert offenders(files_of("game"), fault) == {}


def test_kernels_import_only_arithmetic_and_each_other():
    def fault(path):
        own = OWN_IMPORTS.get(path.stem, ())
        return sorted(name for name in imports_of(path) if not is_within(name, (*KERNELS_MAY_IMPORT, *own)))

    assert offenders((path for path in SOURCES if is_kernel(path)), fault) == {}


def test_only_kernels_import_numba():
    assert offenders((path for path in SOURCES if not is_kernel(path)), importing("numba", "llvmlite")) == {}


def test_only_drawing_and_sound_import_arcade():
    assert offenders((path for path in SOURCES if not may_draw(path)), importing("arcade", "pyglet")) == {}


def test_levels_are_read_and_never_imported():
    assert offenders(SOURCES, importing("levels")) == {}


def test_components_export_in_alphabetical_order():
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


def test_physics_and_levels_run_without_arcade():
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


# -- where files lie ------------------------------------------


def files_in_git():
    """Return the files that git tracks, and those that it does not ignore."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git repository")
    command = [git, "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if listed.returncode:
        pytest.skip(listed.stderr)
    return listed.stdout.splitlines()


def test_the_top_level_holds_the_packages_and_nothing_else():
    top = {file.partition("/")[0] for file in files_in_git()}
    assert {name for name in top if not name.startswith(".")} == HOUSE


def test_no_module_is_a_catch_all():
    odd = {"util", "utils", "helper", "helpers", "misc", "common", "shared", "stuff"}
    assert [name_of(path) for path in EVERYTHING if path.stem.strip("_") in odd] == []


def test_tests_mirror_the_packages_of_the_game():
    folders = {
        path.parent.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests" / "game").rglob("test_*.py")
    }
    assert {folder for folder in folders if not (ROOT / folder).is_dir()} == set()


def test_every_system_has_its_own_test_file():
    systems = {path.stem for path in (ROOT / "systems").glob("*.py")} - {"__init__"}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "systems").glob("test_*.py")}
    assert systems - tested == set()


def test_files_of_tests_have_different_names():
    """Otherwise pytest collects only one of them, except in packages."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py") if not (path.parent / "__init__.py").exists()]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_a_file_of_systems_holds_a_processor_of_its_name():
    def fault(path):
        body = ast.parse(path.read_text("utf-8")).body
        classes = [node for node in body if isinstance(node, ast.ClassDef)]
        processors = [node.name for node in classes if "esper.Processor" in map(ast.unparse, node.bases)]
        return [path.stem.replace("_", "")] != [name.lower() for name in processors]

    systems = [path for path in (ROOT / "systems").glob("*.py") if path.stem not in {"__init__", *NO_PROCESSORS}]
    assert offenders(systems, fault) == {}


def test_a_file_of_components_is_named_after_a_class_in_it():
    def fault(path):
        body = ast.parse(path.read_text("utf-8")).body
        classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
        return classes if path.stem.replace("_", "") not in map(str.lower, classes) else None

    assert (
        offenders((path for path in files_of("components") if path.stem not in {"__init__", *NO_COMPONENTS}), fault)
        == {}
    )


# -- style ----------------------------------------------------


def test_no_function_of_a_kernel_is_longer_than_60_lines():
    long = {}
    for path in filter(is_kernel, SOURCES):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 60:
                long[f"{name_of(path)}: {node.name}"] = node.end_lineno - node.lineno + 1
    assert long == {}


def test_no_file_is_longer_than_400_lines():
    def fault(path):
        length = len(path.read_text("utf-8").splitlines())
        return length if length > 400 else None

    assert offenders(EVERYTHING, fault) == {}


def is_setter(node):
    return any(isinstance(by, ast.Attribute) and by.attr == "setter" for by in node.decorator_list)


def public_definitions(body, prefix=""):
    """Yield the dotted name and the node of every public function, class and method."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("_") or is_setter(node):
                continue
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body, f"{prefix}{node.name}.")


def test_everything_public_has_a_docstring():
    def fault(path):
        tree = ast.parse(path.read_text("utf-8"))
        definitions = [("the module", tree), *public_definitions(tree.body)]
        return [name for name, node in definitions if not ast.get_docstring(node)]

    assert offenders(SOURCES, fault) == {}
