"""The elements of an SVG document: their names, links and roles, and limits on what they draw."""

import math
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from game.levels.importing.drawing import MAX_SHAPES, DrawingError, role_from_names
from game.levels.importing.source import MAX_DEPTH
from game.levels.importing.svg.properties import local_id

SVG = "{http://www.w3.org/2000/svg}"
LABELS = (
    "{http://www.inkscape.org/namespaces/inkscape}label",
    "{http://www.serif.com/}id",
    "{http://www.bohemiancoding.com/sketch/ns}name",
    "data-name",
)
"""Attributes in which drawing programs keep the name that a person gave to an element."""

LINK = "{http://www.w3.org/1999/xlink}href"

GROUPS = {"svg", "g", "a", "switch", "use"}
"""Elements that draw others, where they stand."""

OUTLINES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
COUNTED = {
    "text": "text", "flowRoot": "text", "image": "image", "foreignObject": "foreign object",
    "linearGradient": "gradient", "radialGradient": "gradient", "meshgradient": "gradient",
    "pattern": "pattern", "clipPath": "clip", "mask": "mask", "marker": "marker", "filter": "filter",
}  # fmt: skip
"""Elements that are not imported, and what they are called in the note about it."""

MAX_OUTLINE = 50_000
"""Largest length of the text of an outline."""

MAX_DRAWN = 2 * MAX_SHAPES
"""Largest number of drawn elements, including those that `use` repeats."""

CHARACTERS_PER_ELEMENT = 50
"""Characters of a path that count as one more drawn element."""


class Document:
    """An SVG document.

    root : the root element
    by_id : the first element of each id
    """

    def __init__(self, root: Element) -> None:
        if root.tag not in {f"{SVG}svg", "svg"}:
            raise DrawingError(f"is not an SVG picture: it begins with <{root.tag[:80]}>")
        if root.tag == "svg":  # without a namespace
            for element in root.iter():
                if isinstance(element.tag, str) and not element.tag.startswith("{"):
                    element.tag = SVG + element.tag
        self.root = root
        self.by_id: dict[str, Element] = {}
        for element in root.iter():
            if (name := element.get("id")) is not None:
                self.by_id.setdefault(name, element)

    def kind(self, element: Element) -> str:
        """Return the name of an element of SVG, or "" for another element."""
        tag = element.tag
        return tag.removeprefix(SVG) if isinstance(tag, str) and tag.startswith(SVG) else ""

    def label(self, element: Element) -> str:
        """Return the kind and the id of an element, for messages."""
        kind = self.kind(element) or "element"
        return f'{kind} "{name[:100]}"' if (name := element.get("id")) else f"a {kind} without an id"

    @property
    def title(self) -> str:
        """The title of the picture, or ""."""
        title = self.root.find(f"{SVG}title")
        return "" if title is None else " ".join("".join(title.itertext()).split())[:100]

    def style_elements(self) -> Iterator[tuple[str, Element]]:
        """Yield the label of each style element, and the element."""
        for element in self.root.iter(f"{SVG}style"):
            yield self.label(element), element

    def ignored_kinds(self) -> Iterator[str]:
        """Yield what each element is called that is not imported, but for those inside of another such element."""
        level = [self.root]
        while level:
            children = [child for element in level for child in element]
            level = []
            for child in children:
                if (kind := self.kind(child)) in COUNTED:
                    yield COUNTED[kind]
                else:
                    level.append(child)

    def linked(self, element: Element) -> Element | None:
        """Return the element of this document that another one refers to; None if there is none."""
        name = local_id(address(element))
        return None if name is None else self.by_id.get(name)

    def check_extent(self) -> str:
        """Return a message if an element uses itself, or is nested too deeply by `use` elements, else "".

        Raises ``DrawingError`` if too many elements are drawn.
        """
        extent = _Extent(self)
        if (size := extent.of(self.root, 0)[0]) > MAX_DRAWN:
            raise DrawingError(f"draws too many elements (got {size:.3g}); allowed: up to {MAX_DRAWN}")
        return extent.fault


def address(element: Element) -> str:
    """Return what an element refers to, or ""."""
    return element.get("href", element.get(LINK, "")).strip()


def role(element: Element) -> str:
    """Return the role that the names of an element give it, or ""."""
    return role_from_names(element.get("class"), *(element.get(name) for name in LABELS), element.get("id"))


def data_attributes(element: Element, names: Iterable[str]) -> dict[str, object]:
    """Return the values of the attributes data-NAME by name, without missing ones."""
    found = {name: element.get(f"data-{name.replace('_', '-')}") for name in names}
    return {name: value for name, value in found.items() if value is not None}


class _Extent:
    """Counts what elements draw before it is drawn.

    fault : a message if `use` elements never end
    """

    def __init__(self, document: Document) -> None:
        self.fault = ""
        self._document = document
        self._known: dict[Element, tuple[float, int]] = {}

    def of(self, element: Element, depth: int) -> tuple[float, int]:
        """Return the number of drawn elements and the nesting depth."""
        if depth > MAX_DEPTH:
            self.fault = f"uses elements that are nested too deeply; allowed: up to {MAX_DEPTH} levels"
            return 1, 0
        if element not in self._known:
            parts = [self.of(part, depth + 1) for part in self._parts(element)]
            length = len(element.get("d", "")) + len(element.get("points", ""))
            self._known[element] = (
                1 + length // CHARACTERS_PER_ELEMENT + sum(size for size, _ in parts),
                1 + max((deep for _, deep in parts), default=0),
            )
        size, deep = self._known[element]
        if depth + deep > MAX_DEPTH + 1:
            self.fault = f"uses elements that are nested too deeply; allowed: up to {MAX_DEPTH} levels"
        return (size if math.isfinite(size) else math.inf), deep

    def _parts(self, element: Element) -> list[Element]:
        """Return the elements that an element draws."""
        if self._document.kind(element) == "use":
            used = self._document.linked(element)
            return [] if used is None else [used]
        return [child for child in element if self._document.kind(child) in GROUPS | OUTLINES]
