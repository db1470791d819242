"""Creation of a new system: its file, its test and, if wanted, its kernel with a slow twin in Python."""

import keyword
import re
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from game.files.file_name import name_fault

TEMPLATES = Path(__file__).parent / "templates"
NAME = re.compile(r"(?!test_)[a-z][a-z0-9_]{0,49}")


class Layout(NamedTuple):
    """The files of a new system, as paths in which ``{name}`` stands for its name."""

    system: str
    test: str
    kernel: str
    twin: str


PROJECT = Layout("{name}.py", "test_{name}.py", "{name}_kernel.py", "{name}_twin.py")
REPOSITORY = Layout(
    "systems/{name}.py", "tests/systems/test_{name}.py", "systems/kernels/{name}.py", "tests/naive/{name}.py"
)
"""The layout in the repository of Heptagon."""


def create_system(name: str, folder: Path, with_kernel: bool = False) -> list[Path]:
    """Write the files of a new system, and return their paths.

    name : of the system in lower case, such as ``side_wind`` for the class ``SideWind``
    folder : of a project, or the root of the repository of Heptagon

    Raises ``ValueError`` for an invalid name, or if a file exists; nothing is written then.
    """
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        allowed = "at most 50 letters a to z, digits and _, such as side_wind"
        raise ValueError(f"cannot call a system {name!r}: it must be the name of a Python module; allowed: {allowed}")
    if fault := name_fault(name):
        raise ValueError(f"cannot call a system {name!r}: {fault}")
    is_repository = (folder / "systems" / "kernels" / "step.py").is_file() and (folder / "tests" / "naive").is_dir()
    layout = Layout(*(path.format(name=name) for path in (REPOSITORY if is_repository else PROJECT)))
    kind = "compiled" if with_kernel else "plain"
    contents = {layout.system: f"{kind}_system.txt", layout.test: f"{kind}_test.txt"}
    if with_kernel:
        contents |= {layout.kernel: "kernel.txt", layout.twin: "twin.txt"}
    if existing := [path for path in contents if (folder / path).exists()]:
        raise ValueError(f"cannot write {folder / existing[0]}: it already exists; allowed: another name")
    if not is_repository and find_spec(name):
        raise ValueError(f"cannot call a system {name!r}: it would hide a module of that name; allowed: another name")
    modules = {part: path.removesuffix(".py").replace("/", ".") for part, path in layout._asdict().items()}
    gaps = {"before_heptagon": "\n" if is_repository else "", "before_own": "" if is_repository else "\n"}
    class_name = name.title().replace("_", "")
    imports = sorted((f"from {modules['system']} import {class_name}", f"from {modules['kernel']} import {name}"))
    words = {"name": name, "Class": class_name, "system_and_kernel": "\n".join(imports), **modules, **gaps}
    for path, template in contents.items():
        with (folder / path).open("x", encoding="utf-8") as file:
            file.write((TEMPLATES / template).read_text("utf-8").format_map(words))
    return [folder / path for path in contents]
