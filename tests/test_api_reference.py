"""The reference of the Python API is built from docstrings, and nothing public is missing in it."""

import importlib.util
import re
import subprocess
import sys
from html import unescape
from importlib import import_module

import pytest

from tests.api_reference import MODULES, to_markdown

needs_pdoc = pytest.mark.skipif(importlib.util.find_spec("pdoc") is None, reason="pdoc is missing: pip install pdoc")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the text of every page, by module."""
    folder = tmp_path_factory.mktemp("reference")
    command = [sys.executable, "-W", "error", "-m", "tests.api_reference", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"wrote {folder / 'index.html'}\n"
    return {module: (folder / f"{module.replace('.', '/')}.html").read_text("utf-8") for module in MODULES}


@needs_pdoc
@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_has_an_entry(pages, module):
    names = getattr(import_module(module), "__all__", [])
    assert [name for name in names if f'id="{name}"' not in pages[module] and name != "__version__"] == []


@needs_pdoc
@pytest.mark.slow
def test_methods_are_described(pages):
    text = unescape(re.sub("<[^>]+>", "", pages["game"]))
    assert "Run count fixed steps." in text
    assert "level : the level, or what load_level reads: its name or its file" in text


def test_parameters_become_a_list():
    docstring = "Do it.\n\nlevel : name\n    or file\nx, y : m\n\nsteps: no parameter\n\nSo::\n\n    code"
    expected = "Do it.\n\n- **level** : name\n    or file\n- **x, y** : m\n\nsteps: no parameter\n\nSo:\n\n    code"
    assert to_markdown(docstring) == expected
