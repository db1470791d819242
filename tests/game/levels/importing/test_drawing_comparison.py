"""Tests that SVG drawings in the styles of ten programs are imported as a browser shows them."""

import pytest

from tests.browser import browser
from tests.drawing_comparison import CORPUS, compare

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as one:
        yield one


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_drawing_is_imported_as_the_browser_shows_it(one, path):
    result = compare(one, path)
    assert result.faults == []
    assert result.compared > 0


def test_corpus_has_drawings_in_the_styles_of_ten_programs():
    assert len(CORPUS) >= 40
    assert len({path.parent.name for path in CORPUS}) == 10
