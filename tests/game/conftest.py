"""What tests of the window may ask for."""

import pytest

from tests.display import x_server


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Environment variables that lead to an X server, and to a cache folder of this module."""
    with x_server(tmp_path_factory.mktemp("cache")) as variables:
        yield variables
