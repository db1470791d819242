"""The line and column of every key and value of a TOML text.

tomllib and pydantic report no positions. So the text is parsed a second time, with tree-sitter, when there is an error
to report. tree-sitter takes 2.2 MB on disk, 45 ms to import, and as long as tomllib to parse. No TOML parser with
positions is maintained: the last release of spanned-toml is of 2022, and tomlkit discards positions.
"""

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

Location = tuple[str | int, ...]
"""The keys and indices that lead from the root of the data to a value, as `loc` of pydantic."""

MAX_DEPTH = 16
"""Number of keys and indices of the deepest location that is stored. No model has a deeper field."""


class Positions:
    """The line and column of every key and value of a TOML text. Both count from 1; columns count characters.

    The position of a table is that of its header or of its opening brace. Lists and inline tables are searched on
    demand, so that a large text costs little.
    """

    def __init__(self, text: str) -> None:
        import tree_sitter  # noqa: PLC0415 - imported only if a file has an error
        import tree_sitter_toml  # noqa: PLC0415

        self._source = text.encode()
        self._lines = self._source.split(b"\n")
        self._keys: dict[Location, Node] = {}
        self._values: dict[Location, Node] = {}
        self._lengths: dict[Location, int] = {}  # number of items of each array of tables
        self._expanded: set[Location] = set()
        language = tree_sitter.Language(tree_sitter_toml.language())
        for node in tree_sitter.Parser(language).parse(self._source).root_node.named_children:
            if node.type == "pair":
                self._add_pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                self._add_table(node)

    def key_position(self, location: Location) -> tuple[int, int]:
        """Return line and column of a key; if the text lacks it, those of the innermost table around it."""
        self._expand(location)
        return self._position(self._keys[location]) if location in self._keys else self.value_position(location)

    def value_position(self, location: Location) -> tuple[int, int]:
        """Return line and column of a value; if the text lacks it, those of the innermost table around it."""
        self._expand(location)
        while location and location not in self._values:
            location = location[:-1]
        return self._position(self._values[location]) if location else (1, 1)

    def value_span(self, location: Location) -> tuple[int, int] | None:
        """Return start and end of a value as offsets in characters from 0; None if the text lacks it."""
        self._expand(location)
        if location not in self._values:
            return None
        node = self._values[location]
        return len(self._source[: node.start_byte].decode()), len(self._source[: node.end_byte].decode())

    def _position(self, node: "Node") -> tuple[int, int]:
        row, byte = node.start_point
        return row + 1, len(self._lines[row][:byte].decode()) + 1

    def _add_table(self, node: "Node") -> Location:
        """Store the header and the pairs of a table; return its location."""
        header, *pairs = node.named_children
        location = self._add_key(header, (), node)
        if node.type == "table_array_element":
            self._lengths[location] = self._lengths.get(location, 0) + 1
            location = self._last_item(location)
            self._values[location] = node
        for pair in pairs:
            if pair.type == "pair":
                self._add_pair(pair, location)
        return location

    def _add_pair(self, node: "Node", location: Location) -> Location:
        """Store a key and its value; return its location."""
        key, value = node.named_children[:2]
        location = self._add_key(key, location, value)
        if len(location) <= MAX_DEPTH:
            self._values[location] = value
        return location

    def _add_key(self, key: "Node", location: Location, value: "Node") -> Location:
        """Store the parts of a key, dotted or not; return the location of its value."""
        for part in _key_parts(key):
            location = (*self._last_item(location), _unquoted(part))
            if len(location) > MAX_DEPTH:
                break
            self._keys.setdefault(location, part)
            self._values.setdefault(location, value)
        return location

    def _last_item(self, location: Location) -> Location:
        """Return the location of the last item of an array of tables; any other location is returned unchanged."""
        return (*location, self._lengths[location] - 1) if location in self._lengths else location

    def _expand(self, location: Location) -> None:
        """Store the items of the lists and inline tables that contain a location."""
        for depth in range(1, min(len(location), MAX_DEPTH)):
            outer = location[:depth]
            if outer in self._expanded or outer not in self._values:
                continue
            self._expanded.add(outer)
            node = self._values[outer]
            if node.type == "array":
                items = [child for child in node.named_children if child.type != "comment"]
                self._values.update({(*outer, index): item for index, item in enumerate(items)})
            elif node.type == "inline_table":
                for child in node.named_children:
                    if child.type == "pair":
                        self._add_pair(child, outer)


def _key_parts(key: "Node") -> list["Node"]:
    """Return the parts of a key from left to right; the grammar nests a dotted key to the left."""
    parts = []
    while key.type == "dotted_key":
        key, last = key.named_children
        parts.append(last)
    return [key, *reversed(parts)]


def _unquoted(key: "Node") -> str:
    text = (key.text or b"").decode()
    return next(iter(tomllib.loads(f"{text} = 0"))) if key.type == "quoted_key" else text
