"""What the documents for people link to, and the commands that the contributing guide names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "levels" / "README.md", *sorted((ROOT / ".github").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files(document):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_guide_names_files_that_are_there():
    guide = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    names = {name for name in re.findall(r"`([\w.]+/[\w./]*|\.ci/\w+)`", guide) if "*" not in name}
    assert {"tests/golden_hashes.json", ".ci/run", "tests/naive/"} <= names
    assert [name for name in names if not (ROOT / name).exists()] == []
