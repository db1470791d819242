"""Where everything stands in a TOML text.

tomllib and pydantic know no positions: tree-sitter finds them afterwards, and only when there is something to report.
It takes 2.2 MB on disk, 45 ms to import, and as long as tomllib to parse. No TOML parser with positions is kept up:
spanned-toml had its last release in 2022, and tomlkit forgets them.
"""

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

Where = tuple[str | int, ...]  # keys and indices, from the root to a value

DEEPEST = 16  # nothing a model knows lies deeper


class Places:
    """Line and column (from 1, in characters) of every key and value of a TOML text.

    A table stands where its header or its opening brace stands. Lists and inline tables are only opened when they
    are asked for, so that a large text costs little.
    """

    def __init__(self, text: str) -> None:
        import tree_sitter  # noqa: PLC0415 - only for a file with mistakes
        import tree_sitter_toml  # noqa: PLC0415

        self._source = text.encode()
        self._lines = self._source.split(b"\n")
        self._keys: dict[Where, Node] = {}
        self._values: dict[Where, Node] = {}
        self._lengths: dict[Where, int] = {}  # of arrays of tables, so far
        self._opened: set[Where] = set()
        language = tree_sitter.Language(tree_sitter_toml.language())
        for node in tree_sitter.Parser(language).parse(self._source).root_node.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                self._table(node)

    def key(self, where: Where) -> tuple[int, int]:
        """Return the place of a key, or of the innermost table around it that is there."""
        self._open(where)
        return self._place(self._keys[where]) if where in self._keys else self.value(where)

    def value(self, where: Where) -> tuple[int, int]:
        """Return the place of a value, or of the innermost table around it that is there."""
        self._open(where)
        while where and where not in self._values:
            where = where[:-1]
        return self._place(self._values[where]) if where else (1, 1)

    def span(self, where: Where) -> tuple[int, int] | None:
        """Return where in the text a value begins and ends, in characters from 0; None if it is not there."""
        self._open(where)
        if where not in self._values:
            return None
        node = self._values[where]
        return len(self._source[: node.start_byte].decode()), len(self._source[: node.end_byte].decode())

    def _place(self, node: "Node") -> tuple[int, int]:
        row, byte = node.start_point
        return row + 1, len(self._lines[row][:byte].decode()) + 1

    def _table(self, node: "Node") -> None:
        header, *pairs = node.named_children
        where = self._enter(header, (), node)
        if node.type == "table_array_element":
            self._lengths[where] = self._lengths.get(where, 0) + 1
            where = self._latest(where)
            self._values[where] = node
        for pair in pairs:
            if pair.type == "pair":
                self._pair(pair, where)

    def _pair(self, node: "Node", where: Where) -> None:
        key, value = node.named_children[:2]
        where = self._enter(key, where, value)
        if len(where) <= DEEPEST:
            self._values[where] = value

    def _enter(self, key: "Node", where: Where, value: "Node") -> Where:
        """Note a key, dotted or not, and the tables its dots imply; return where its value lies."""
        for part in _parts(key):
            where = (*self._latest(where), _unquoted(part))
            if len(where) > DEEPEST:
                break
            self._keys.setdefault(where, part)
            self._values.setdefault(where, value)
        return where

    def _latest(self, where: Where) -> Where:
        """Return the last element, if it is an array of tables that stands there."""
        return (*where, self._lengths[where] - 1) if where in self._lengths else where

    def _open(self, where: Where) -> None:
        """Note what the lists and inline tables on the way to a value hold."""
        for depth in range(1, min(len(where), DEEPEST)):
            outer = where[:depth]
            if outer in self._opened or outer not in self._values:
                continue
            self._opened.add(outer)
            node = self._values[outer]
            if node.type == "array":
                items = [child for child in node.named_children if child.type != "comment"]
                self._values.update({(*outer, index): item for index, item in enumerate(items)})
            elif node.type == "inline_table":
                for child in node.named_children:
                    if child.type == "pair":
                        self._pair(child, outer)


def _parts(key: "Node") -> list["Node"]:
    """Return the parts of a key; the grammar nests a dotted key to the left."""
    parts = []
    while key.type == "dotted_key":
        key, last = key.named_children
        parts.append(last)
    return [key, *reversed(parts)]


def _unquoted(key: "Node") -> str:
    text = (key.text or b"").decode()
    return next(iter(tomllib.loads(f"{text} = 0"))) if key.type == "quoted_key" else text
