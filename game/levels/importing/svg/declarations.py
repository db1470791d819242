"""Declarations and values of CSS as tokens of tinycss2, which is recursive: what is nested too deeply is not read."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import tinycss2

from game.levels.importing.svg.lengths import Length, parse_length
from game.levels.importing.svg.properties import PROPERTIES

MAX_STYLE = 20_000
"""Largest length of a style attribute, or of another attribute with a value of CSS."""

MAX_NESTING = 40
"""Largest nesting of brackets."""

BRACKETS = re.compile(r"[\[\](){}]")
LONG_NUMBER = re.compile(r"[0-9]{1000}")


class Declaration(NamedTuple):
    """A property with the tokens of its value, spaces and comments included.

    name : lower case; names that begin with "--" as they are written
    """

    name: str
    tokens: tuple[Any, ...]
    important: bool


def is_tame(text: str) -> bool:
    """Return whether tinycss2 can read a text: brackets are not nested too deeply, and numbers have few digits."""
    depth = 0
    for bracket in BRACKETS.findall(text):
        depth = depth + 1 if bracket in "[({" else max(depth - 1, 0)
        if depth > MAX_NESTING:
            return False
    return LONG_NUMBER.search(text) is None


def is_readable(text: str) -> bool:
    """Return whether the text of an attribute is short and tame."""
    return len(text) <= MAX_STYLE and is_tame(text)


@lru_cache(maxsize=4096)
def inline_declarations(text: str) -> tuple[Declaration, ...]:
    """Return the declarations of a readable style attribute."""
    return declarations(text)


@lru_cache(maxsize=4096)
def attribute_tokens(text: str) -> tuple[Any, ...]:
    """Return the tokens of the value of an attribute; none if it is not readable."""
    return tuple(tinycss2.parse_component_value_list(text)) if is_readable(text) else ()


def attribute_length(element: Element, name: str) -> Length | None:
    """Return the length in an attribute that is no property; None if it has none."""
    tokens = visible(attribute_tokens(element.get(name, "")))
    return parse_length(tokens[0], True) if len(tokens) == 1 else None


def visible(tokens: Iterable[Any]) -> list[Any]:
    """Return tokens without spaces and comments."""
    return [token for token in tokens if token.type not in {"whitespace", "comment"}]


def declarations(source: Any) -> tuple[Declaration, ...]:
    """Return the declarations in a text or in tokens that may matter, without nested rules."""
    found = tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
    return tuple(_known(one for one in found if one.type == "declaration"))


def _known(found: Iterable[Any]) -> Iterator[Declaration]:
    for one in found:
        tokens = tuple(one.value)
        if one.lower_name == "font":
            yield from _font_size_of(tokens, one.important)
        elif one.name.startswith("--"):
            yield Declaration(one.name, tokens, one.important)
        elif one.lower_name in PROPERTIES or one.lower_name == "all":
            yield Declaration(one.lower_name, tokens, one.important)


def _font_size_of(tokens: tuple[Any, ...], important: bool) -> Iterator[Declaration]:
    """Yield the size that the property `font` sets: its first length, or the first name of a size."""
    parse = PROPERTIES["font-size"].parse
    for token in tokens:
        if token.type in {"dimension", "percentage", "ident"} and parse([token], False) is not None:
            yield Declaration("font-size", (token,), important)
            return
