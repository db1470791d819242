"""The cascade: the value of each property of an element, from attributes, style sheets, its style, and its parent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element

from game.levels.importing.svg.declarations import (
    MAX_STYLE,
    attribute_tokens,
    inline_declarations,
    is_readable,
    visible,
)
from game.levels.importing.svg.lengths import Length, Measures
from game.levels.importing.svg.properties import ATTRIBUTES, PROPERTIES
from game.levels.importing.svg.style_sheets import StyleSheets
from game.levels.importing.svg.variables import VariableReplacement, names_variable

INITIAL = {name: one.initial for name, one in PROPERTIES.items()}
INHERITED = [name for name, one in PROPERTIES.items() if one.inherited]
LENGTHS_OF_FONT = ("stroke-width",)
"""Inherited lengths: children get them in px, except for percentages."""

Candidate = tuple[tuple[Any, ...], bool]
"""Tokens of a value, and whether they come from an attribute."""


@dataclass(frozen=True, slots=True)
class Style:
    """The computed values of an element.

    values : value of each property by name
    variables : tokens of each custom property by name
    font_size : px
    """

    values: Mapping[str, Any] = field(default_factory=lambda: INITIAL)
    variables: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    font_size: float = 16.0

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class Cascade:
    """Computes the styles of elements."""

    def __init__(self, sheets: StyleSheets) -> None:
        self._notes: dict[str, None] = {}
        self._sheets = sheets
        self._replacement = VariableReplacement()
        self._candidates: dict[Element, tuple[dict[str, list[Candidate]], dict[str, tuple[Any, ...]]]] = {}

    @property
    def notes(self) -> list[str]:
        """What is not understood so far, without repetitions."""
        return list(self._notes)

    def style(self, element: Element, label: str, parent: Style, root_font_size: float | None) -> Style:
        """Return the style of an element.

        root_font_size : px; None for the root itself
        """
        if element not in self._candidates:
            self._candidates[element] = self._collect(element, label)
        candidates, own = self._candidates[element]
        variables = {**parent.variables, **own} if own else parent.variables
        values = {**INITIAL, **{name: parent.values[name] for name in INHERITED}}
        for name, found in candidates.items():
            values[name] = self._value(name, found, parent, variables, label)
        size = values["font-size"]
        measures = Measures(parent.font_size, parent.font_size if root_font_size is None else root_font_size)
        font_size = parent.font_size if "font-size" not in candidates else measures.pixels(size, parent.font_size)
        values["font-size"] = Length((("", font_size),))
        measures = replace(measures, font_size=font_size, root_font_size=root_font_size or font_size)
        for name in LENGTHS_OF_FONT:
            values[name] = _computed(values[name], measures)
        return Style(values, variables, font_size)

    def _collect(self, element: Element, label: str) -> tuple[dict[str, list[Candidate]], dict[str, tuple[Any, ...]]]:
        """Return all values of each property of an element, the strongest first, and its custom properties."""
        texts = {name: value for name, value in element.attrib.items() if name in ATTRIBUTES or name == "style"}
        for name in [name for name, value in texts.items() if not is_readable(value)]:
            self._note(f"{label}: {name} is too long or nested too deeply; allowed: up to {MAX_STYLE} characters")
            del texts[name]
        inline = texts.pop("style", "")
        layers: list[tuple[str, tuple[Any, ...], bool]]
        layers = [(name, attribute_tokens(value), True) for name, value in texts.items()]
        declared = [*self._sheets.declarations(element), *inline_declarations(inline)]
        for important in (False, True):
            layers += [(name, tokens, False) for name, tokens, strong in declared if strong is important]
        candidates: dict[str, list[Candidate]] = {}
        variables: dict[str, tuple[Any, ...]] = {}
        for name, tokens, in_attribute in layers:
            if name.startswith("--"):
                variables[name] = tokens
            elif name == "all":
                candidates = {known: [(tokens, False)] for known in PROPERTIES}
            else:
                candidates.setdefault(name, []).insert(0, (tokens, in_attribute))
        return candidates, variables

    def _value(
        self, name: str, candidates: Iterable[Candidate], parent: Style, variables: Mapping[str, Any], label: str
    ) -> Any:
        """Return the strongest valid value of a property, or that of the parent, or the initial one."""
        known = PROPERTIES[name]
        inherited = parent.values[name] if known.inherited else known.initial
        for tokens, in_attribute in candidates:
            if any(map(names_variable, tokens)):
                replaced = self._replacement.replace(tokens, variables)
                if replaced is None:
                    self._note(f"{label}: {name} has a variable that is not understood")
                    return inherited
                tokens = replaced  # noqa: PLW2901
            shown = visible(tokens)
            word = shown[0].lower_value if len(shown) == 1 and shown[0].type == "ident" else ""
            if word in {"inherit", "initial", "unset", "revert", "revert-layer"}:
                own = {"inherit": parent.values[name], "initial": known.initial}
                return own.get(word, inherited)
            if not shown:
                continue
            if (value := known.parse(shown, in_attribute)) is not None:
                return parent.values["color"] if name == "color" and value == "currentcolor" else value
            text = "".join(token.serialize() for token in tokens).strip()
            self._note(f"{label}: {name} is not understood (got {text[:60]!r})")
        return inherited

    def _note(self, text: str) -> None:
        self._notes[text] = None


def _computed(value: Any, measures: Measures) -> Any:
    """Return a length in px and percent."""
    if not isinstance(value, Length):
        return value
    fixed = Length(tuple((unit, amount) for unit, amount in value.terms if unit != "%"))
    rest = tuple((unit, amount) for unit, amount in value.terms if unit == "%")
    return Length((("", measures.pixels(fixed, 0.0)), *rest))
