"""Style sheets: which declarations are for an element, in which order.

tinycss2 reads the syntax, cssselect2 matches the selectors. Sheets of other files are not read. Media queries are those
of a light screen.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

import tinycss2
from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list

from game.levels.importing.svg.declarations import Declaration, declarations, is_tame, visible

MAX_SHEET = 200_000
"""Largest length of all style sheets together."""

MAX_TESTS = 1_000_000
"""Largest number of tests of selectors; a selector that may need more is skipped."""

MAX_SIBLINGS = 300
"""Largest number of children of an element for which selectors of siblings are used: cssselect2 is recursive there."""

COMBINATOR = re.compile(r"\s*[>+~]\s*(?!=)")

LIGHT = {"prefers-color-scheme": "light"}
"""Features of the screen that media queries may ask for."""

EMBEDDED = re.compile(r"""data:[^)"']*+""")
"""Fonts and pictures within a sheet, which are long."""

GROUPS = {"media", "supports", "layer"}
"""Rules with rules inside."""


class StyleSheets:
    """The style elements of a document.

    notes : what is not used
    """

    def __init__(self, root: Element, sheets: Iterable[tuple[str, Element]]) -> None:
        self.notes = list[str]()
        self._matcher = Matcher()
        self._wrappers: dict[Element, Any] = {}
        self._costs = _Costs(root)
        self._namespaces: dict[str | None, str] = {}
        self._length = 0
        for label, sheet in sheets:
            self._add(label, sheet)
        if self._matcher.order:
            wrappers = ElementWrapper.from_xml_root(root).iter_subtree()
            self._wrappers = {one.etree_element: one for one in wrappers}

    def declarations(self, element: Element) -> list[Declaration]:
        """Return the declarations for an element, the weakest first."""
        if (wrapper := self._wrappers.get(element)) is None:
            return []
        return [one for *_, pseudo, rule in self._matcher.match(wrapper) if pseudo is None for one in rule]

    def _add(self, label: str, sheet: Element) -> None:
        text = EMBEDDED.sub("", "".join(sheet.itertext()))
        self._length += len(text)
        if self._length > MAX_SHEET:
            self.notes.append(f"{label}: is too long; allowed: up to {MAX_SHEET} characters")
        elif not is_tame(text):
            self.notes.append(f"{label}: is nested too deeply, or has too long numbers")
        elif sheet.get("type", "text/css").strip().lower() in {"", "text/css"} and _is_ours(sheet.get("media", "")):
            skipped = Counter[str]()
            self._add_rules(label, tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), skipped)
            self.notes += [f"{label}: has selectors that {reason} ({count})" for reason, count in skipped.items()]

    def _add_rules(self, label: str, rules: Iterable[Any], skipped: Counter[str]) -> None:
        """Add rules, and count the selectors that are skipped, by the reason."""
        for rule in rules:
            keyword = rule.lower_at_keyword if rule.type == "at-rule" else ""
            if rule.type == "qualified-rule":
                self._add_rule(rule, skipped)
            elif keyword in GROUPS and rule.content is not None:
                if keyword != "media" or _is_ours(tinycss2.serialize(rule.prelude)):
                    inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                    self._add_rules(label, inner, skipped)
            elif keyword == "namespace":
                self._namespaces |= _namespace(rule.prelude)
            elif keyword == "import":
                self.notes.append(f"{label}: @import refers to another file; other files are not read")

    def _add_rule(self, rule: Any, skipped: Counter[str]) -> None:
        if not (found := declarations(rule.content)):
            return
        try:
            selectors = compile_selector_list(rule.prelude, self._namespaces)
        except (SelectorError, NotImplementedError, SyntaxError, RecursionError, MemoryError):
            skipped["are not understood"] += 1
            return
        if not self._costs.can_afford(tinycss2.serialize(rule.prelude), selectors):
            skipped["are too many, or would take too long"] += len(selectors)
            return
        for selector in selectors:
            self._matcher.add_selector(selector, found)


class _Costs:
    """Bounds the time that the selectors of a document take."""

    def __init__(self, root: Element) -> None:
        self._left = MAX_TESTS
        self._depth, self._siblings, level = 0, 1, [root]
        self._ids, self._classes, self._tags = Counter[str](), Counter[str](), Counter[str]()
        while level:
            self._depth += 1
            for element in level:
                self._siblings = max(self._siblings, len(element))
                self._ids[element.get("id", "")] += 1
                self._classes.update(set(element.get("class", "").split()))
                self._tags[str(element.tag).rpartition("}")[2].lower()] += 1
            level = [child for element in level for child in element]

    def can_afford(self, text: str, selectors: Iterable[Any]) -> bool:
        """Return whether the tests of a list of selectors, which is the text, take not too long, and count them."""
        hardest = max(map(self._tests_of_one, text.split(",")))
        cost = hardest * sum(map(self._candidates, selectors))
        if cost > self._left:
            return False
        self._left -= int(cost)
        return True

    def _candidates(self, selector: Any) -> int:
        """Return the number of elements that cssselect2 tests a selector on."""
        if selector.id is not None:
            return self._ids[selector.id]
        if selector.class_name is not None:
            return self._classes[selector.class_name]
        if selector.local_name is not None:
            return self._tags[selector.lower_local_name]
        return self._tags.total()

    def _tests_of_one(self, selector: str) -> float:
        """Return a bound on the number of tests for a selector on one element."""
        chain = COMBINATOR.sub(">", selector.strip())
        siblings = sum(selector.count(sign) for sign in ("~", ":nth", "-of-type")) - selector.count("~=")
        if siblings > 0 and self._siblings > MAX_SIBLINGS:
            return math.inf
        factors = (
            (self._depth, len(chain.split()) - 1),
            (self._siblings, siblings),
            (self._tags.total(), chain.count(":has")),
        )
        return math.prod(float(base) ** min(max(power, 0), 20) for base, power in factors)


def _namespace(prelude: Iterable[Any]) -> dict[str | None, str]:
    """Return the prefix, None for none, and the address that @namespace declares."""
    tokens = visible(prelude)
    if not tokens or len(tokens) > 2:
        return {}
    *prefixes, address = tokens
    if address.type == "function" and address.lower_name == "url" and address.arguments:
        address = address.arguments[0]
    if address.type not in {"string", "url"} or any(one.type != "ident" for one in prefixes):
        return {}
    return {(prefixes[0].value if prefixes else None): address.value}


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
