"""TOML text of plain values, in the layout of the level files: lines of up to 120 columns, one table an item."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from game.levels.toml.problems import BARE_KEY

MAX_COLUMNS = 120
"""Length of a line at most, in characters, where the value can be wrapped."""

INDENT = "    "


def key_text(key: str) -> str:
    """Return a key, quoted where TOML requires it."""
    return key if BARE_KEY.fullmatch(key) else _quoted(key)


def value_text(value: Any, column: int = 0) -> str:
    """Return a value as TOML text; lists and texts that do not fit on the line are wrapped.

    column : characters on the line before the value
    """
    line = _one_line(value)
    if column + len(line) <= MAX_COLUMNS:
        return line
    if isinstance(value, list | tuple) and value:
        return _wrapped_list([_one_line(item) for item in value])
    if isinstance(value, str) and " " in value and "\n" not in value and value == value.strip():
        return _wrapped_text(value)
    return line


def pair_text(key: str, value: Any) -> str:
    """Return `key = value` without a line end."""
    start = f"{key_text(key)} = "
    return start + value_text(value, len(start))


def table_text(header: str, fields: dict[str, Any], *, is_item: bool) -> str:
    """Return a table with its header and a line for each field; inner tables that do not fit follow as tables.

    header : dotted keys, as they are written
    is_item : whether the table is an item of an array of tables
    """
    lines, inner = [f"[[{header}]]" if is_item else f"[{header}]"], []
    for key, value in fields.items():
        if isinstance(value, dict) and len(key_text(key)) + 3 + len(_one_line(value)) > MAX_COLUMNS:
            inner.append("\n" + table_text(f"{header}.{key_text(key)}", value, is_item=False))
        else:
            lines.append(pair_text(key, value))
    return "\n".join(lines) + "\n" + "".join(inner)


def _one_line(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float():
            return repr(float(value) + 0.0)  # -0.0 becomes 0.0
        case int():
            return str(value)
        case str():
            return _quoted(value)
        case dict():
            inner = ", ".join(f"{key_text(key)} = {_one_line(part)}" for key, part in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case list() | tuple():
            return f"[{', '.join(map(_one_line, value))}]"
    raise TypeError(f"cannot write {type(value).__name__} as TOML")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _wrapped_list(items: Sequence[str]) -> str:
    lines, line = [], ""
    for item in items:
        if line and len(INDENT) + len(line) + len(item) + 2 > MAX_COLUMNS:
            lines.append(line)
            line = ""
        line += f"{' ' if line else ''}{item},"
    return "[\n" + "".join(f"{INDENT}{line}\n" for line in [*lines, line]) + "]"


def _wrapped_text(text: str) -> str:
    return '"""\\\n' + " \\\n".join(_text_lines(text)) + '"""'


def _text_lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, broken at single spaces, each escaped."""
    line = ""
    for word in text.split(" "):
        escaped = _quoted(word)[1:-1]
        if line and word and len(line) + len(escaped) > MAX_COLUMNS - 4:
            yield line
            line = escaped
        else:
            line += f"{' ' if line else ''}{escaped}"
    yield line
