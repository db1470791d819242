"""Writes the reference of the Python API as web pages: ``python -m tests.api_reference FOLDER``. It needs pdoc."""

import os
import re
import sys
from importlib import import_module
from pathlib import Path

os.environ.setdefault("ARCADE_HEADLESS", "1")  # before a system imports arcade: no display is needed

MODULES = (
    "game",
    "game.testing",
    "game.levels.model",
    "game.simulation.commands",
    "game.simulation.ledger",
    "components",
    "systems",
)
"""The public modules: what programs, systems and tests of others import."""

PARAMETER = re.compile(r"^(?P<names>\w+(?:, \w+)*|``\w+``) : ", re.MULTILINE)


def to_markdown(docstring: str) -> str:
    """Return a docstring in Markdown: its lines ``name : meaning`` become a list, and code needs no double colon."""
    return PARAMETER.sub(r"- **\g<names>** : ", docstring.replace("::\n", ":\n"))


def write_reference(folder: Path) -> None:
    """Write the pages. Raises an error if pdoc warns, such as of a public name that cannot be imported."""
    import pdoc  # noqa: PLC0415
    from jinja2 import pass_context  # noqa: PLC0415

    for module in map(import_module, MODULES):
        for name in getattr(module, "__all__", ()):
            setattr(module, name, getattr(module, name))  # pdoc does not see what is imported on first use
    render = pdoc.render.env.filters["to_markdown"]

    @pass_context
    def convert(context, docstring):
        return render(context, to_markdown(docstring))

    pdoc.render.env.filters["to_markdown"] = convert
    pdoc.render.configure(docformat="markdown", footer_text="Heptagon")
    pdoc.pdoc(*MODULES, output_directory=folder)


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))
    print(f"wrote {Path(sys.argv[1]) / 'index.html'}")
