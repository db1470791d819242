"""Style sheets and declarations of CSS: which declarations are for an element, in which order.

tinycss2 reads the syntax, cssselect2 matches the selectors. Sheets of other files are not read. Media queries are those
of a light screen.
"""

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import tinycss2
from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list

from game.levels.importing.svg.properties import PROPERTIES

MAX_SHEET = 200_000
"""Largest length of all style sheets together."""

MAX_STYLE = 20_000
"""Largest length of a style attribute."""

MAX_TESTS = 20_000_000
"""Largest number of tests of selectors; a selector that may need more is skipped."""

MAX_SIBLINGS = 300
"""Largest number of children of an element for which selectors of siblings are used: cssselect2 is recursive there."""

COMBINATOR = re.compile(r"\s*[>+~]\s*(?!=)")

LIGHT = {"prefers-color-scheme": "light"}
"""Features of the screen that media queries may ask for."""


class Declaration(NamedTuple):
    """A property with the tokens of its value, spaces and comments included.

    name : lower case; names that begin with "--" as they are written
    """

    name: str
    tokens: tuple[Any, ...]
    important: bool


class StyleSheets:
    """The style elements of a document.

    notes : what is not used
    """

    def __init__(self, root: Element, sheets: Iterable[tuple[str, Element]]) -> None:
        self.notes = list[str]()
        self._matcher = Matcher()
        self._wrappers: dict[Element, Any] = {}
        self._elements, self._depth, self._siblings = _extent(root)
        self._tests = 0
        self._length = 0
        for label, sheet in sheets:
            self._add(label, sheet)
        if self._tests:
            self._wrap(ElementWrapper.from_xml_root(root))

    def declarations(self, element: Element) -> list[Declaration]:
        """Return the declarations for an element, the weakest first."""
        if (wrapper := self._wrappers.get(element)) is None:
            return []
        return [one for *_, pseudo, rule in self._matcher.match(wrapper) if pseudo is None for one in rule]

    def _wrap(self, wrapper: Any) -> None:
        for one in wrapper.iter_subtree():
            self._wrappers[one.etree_element] = one

    def _add(self, label: str, sheet: Element) -> None:
        text = "".join(sheet.itertext())
        self._length += len(text)
        if self._length > MAX_SHEET:
            self.notes.append(f"{label}: is too long; allowed: up to {MAX_SHEET} characters")
        elif sheet.get("type", "text/css").strip().lower() in {"", "text/css"} and _is_ours(sheet.get("media", "")):
            self._add_rules(label, tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))

    def _add_rules(self, label: str, rules: Iterable[Any]) -> None:
        for rule in rules:
            if rule.type == "qualified-rule":
                self._add_rule(label, rule)
            elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
                if _is_ours(tinycss2.serialize(rule.prelude)):
                    inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                    self._add_rules(label, inner)
            elif rule.type == "at-rule" and rule.lower_at_keyword == "import":
                self.notes.append(f"{label}: @import refers to another file; other files are not read")

    def _add_rule(self, label: str, rule: Any) -> None:
        if not (declarations := _declarations(rule.content)):
            return
        text = tinycss2.serialize(rule.prelude).strip()
        self._tests += self._cost(text)
        if self._tests > MAX_TESTS:
            self.notes.append(f"{label}: the selector {text[:80]} would take too long")
            self._tests -= self._cost(text)
            return
        try:
            for selector in compile_selector_list(rule.prelude):
                self._matcher.add_selector(selector, declarations)
        except (SelectorError, NotImplementedError, SyntaxError, RecursionError, MemoryError):
            self.notes.append(f"{label}: the selector {text[:80]} is not understood")

    def _cost(self, selector: str) -> int:
        """Return a bound on the number of tests for a selector on all elements."""
        return sum(map(self._cost_of_one, selector.split(",")))

    def _cost_of_one(self, selector: str) -> int:
        chain = COMBINATOR.sub(">", selector.strip())
        siblings = sum(chain.count(sign) for sign in ("~", ":nth", "-of-type")) - chain.count("~=")
        if siblings > 0 and self._siblings > MAX_SIBLINGS:
            return MAX_TESTS + 1
        factors = (
            (self._depth, len(chain.split()) - 1),
            (self._siblings, siblings),
            (self._elements, chain.count(":has")),
        )
        return int(min(self._elements * math.prod(float(base) ** min(power, 20) for base, power in factors), 1e18))


def _extent(root: Element) -> tuple[int, int, int]:
    """Return the number of elements, the depth of nesting, and the largest number of children of an element."""
    count, depth, siblings, level = 0, 0, 1, [root]
    while level:
        count, depth = count + len(level), depth + 1
        siblings = max(siblings, *(len(element) for element in level))
        level = [child for element in level for child in element]
    return count, depth, siblings


@lru_cache(maxsize=4096)
def inline_declarations(text: str) -> tuple[Declaration, ...]:
    """Return the declarations of a style attribute."""
    return _declarations(text)


@lru_cache(maxsize=4096)
def attribute_tokens(text: str) -> tuple[Any, ...]:
    """Return the tokens of the value of an attribute."""
    return tuple(tinycss2.parse_component_value_list(text))


def visible(tokens: Iterable[Any]) -> list[Any]:
    """Return tokens without spaces and comments."""
    return [token for token in tokens if token.type not in {"whitespace", "comment"}]


def _declarations(source: Any) -> tuple[Declaration, ...]:
    """Return the declarations in a text or in tokens that may matter, without nested rules."""
    found = tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
    return tuple(_known(one for one in found if one.type == "declaration"))


def _known(declarations: Iterable[Any]) -> Iterator[Declaration]:
    for one in declarations:
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


def _is_ours(query: str) -> bool:
    """Return whether a list of media queries is true for a light screen. Other features are not looked at."""
    return not query.strip() or any(_is_true(part) for part in query.lower().split(","))


def _is_true(query: str) -> bool:
    words = query.replace("(", " ( ").replace(")", " ) ").split()
    kinds = [word for word in words if word in {"all", "screen", "print", "speech"}]
    if "not" in words or "print" in kinds or "speech" in kinds:
        return "not" in words and bool({"print", "speech"} & set(kinds))
    inner = "".join(words)
    asked = [part.partition(")")[0].partition(":") for part in inner.split("(")[1:]]
    return all(LIGHT.get(name) == value for name, _, value in asked)
