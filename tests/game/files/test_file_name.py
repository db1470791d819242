"""Tests of `game.files.file_name`."""

import pytest

from game.files.file_name import name_fault
from game.files.new_file import plain_name


@pytest.mark.parametrize(
    "name", ["con", "CON", "aux.toml", "nul.tar.gz", "com1", "LPT9.txt", "nul .a", "COM¹", "conout$"]
)
def test_names_of_devices_are_refused(name):
    assert name_fault(name).startswith("Windows reserves the name ")
    assert name_fault(plain_name(name)) == ""


@pytest.mark.parametrize("name", ["a.", "a ", "a. .", ".", "..", " "])
def test_dots_and_spaces_at_the_end_are_refused(name):
    assert name_fault(name) == "Windows drops dots and spaces at the end of a name; allowed: a name without them"


def test_long_names_are_refused_by_their_bytes():
    assert name_fault("a" * 200) == ""
    assert name_fault("é" * 101) == "its name has 202 bytes; allowed: up to 200 bytes"
    assert name_fault("\udc80" * 201) == "its name has 201 bytes; allowed: up to 200 bytes"


@pytest.mark.parametrize(
    "name", ["a.png", "console", "con-1", "com0x", "com10", "my con.toml", ".hidden", "a b.c", "-"]
)
def test_other_names_are_accepted(name):
    assert name_fault(name) == ""
