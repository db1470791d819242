"""Mutations of files: of bytes, of words, and of parsed content with corrected checksums."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

from tests.fuzz import checksummed
from tests.fuzz.seeds import seeds

NUMBERS = ("nan", "inf", "-inf", "1e308", "-1e308", "1e-320", "-0.0", "0", "1", "-1", "1e6", "1e-9",
           "9223372036854775808", "-9223372036854775809", "4294967296", "200000", "1" + "0" * 400,
           "9" * 5000, "0x10", "1_000", "+", "", "1e", "50%", "1e5mm", "NaN", "Infinity")  # fmt: skip
TEXTS = ("", "\0", "a\nb", "\x1b[2J", "\u202e", "\u2028x", "\U0001f600", "é" * 60, "A" * 2000, "\ud800", "[red]", "{}",
         "../secret.toml", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/x", "beside.toml", "case.toml",
         "#case", "url(#a)", "1e999", "-", "%s", "__class__", "none", "disc")  # fmt: skip
VALUES: tuple[Any, ...] = (
    float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 5e-324, 1e-9, -0.0, 0, 1, -1, 2, 1000, 2**31, 2**53,
    2**63 - 1, 2**63, -(2**63) - 1, 10**400, 200_000, True, False, None, [], {}, [[]], {"": 0}, *TEXTS,
)  # fmt: skip
NUMBER = re.compile(rb"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?")
WORD = re.compile(rb"\"[^\"\n]*\"|[A-Za-z_][\w-]*")

MAX_VALUES = 20_000
"""Number of values from which on data are not mutated any further: copies of copies grow without bound."""

Change = Callable[[Random, bytes, Sequence[bytes]], bytes]


def mutate(kind: str, random: Random, pool: Sequence[bytes]) -> bytes:
    """Return a mutant of a seed or of a file in the pool."""
    raw = random.choice(random.choice((seeds(kind), pool)))
    if random.random() < 0.7 and (change := CONTENTS.get(kind)) is not None:
        try:
            raw = change(random, raw, pool)
        except Exception:  # the file cannot be parsed
            raw = random.choice(BYTES)(random, raw, pool)
        if random.random() < 0.9:
            return raw
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        raw = random.choice(BYTES)(random, raw, pool)
    return raw


# -- bytes and words ------------------------------


def _flipped(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    changed = bytearray(raw or b"x")
    for _ in range(random.choice((1, 1, 4, 30))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    return raw[: random.randrange(len(raw) + 1)]


def _spliced(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    other = random.choice(pool)
    return raw[: random.randrange(len(raw) + 1)] + other[random.randrange(len(other) + 1) :]


def _inserted(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    at = random.randrange(len(raw) + 1)
    what = random.choice(
        (*TEXTS, "[" * 500, "{a=" * 300, "<g>" * 100, "a." * 200, "\ufeff", "\r", "<!--", "]]>", "&a;")
    )
    return raw[:at] + what.encode("utf-8", "surrogatepass") + raw[at:]


def _renumbered(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    return _replaced(random, raw, NUMBER, NUMBERS)


def _reworded(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    words = WORD.findall(random.choice(pool)) or [b"x"]
    return _replaced(random, raw, WORD, (*TEXTS, *(random.choice(words).decode("utf-8", "replace") for _ in TEXTS)))


def _replaced(random: Random, raw: bytes, what: re.Pattern[bytes], by: Sequence[str]) -> bytes:
    if not (found := list(what.finditer(raw))):
        return raw
    chosen = random.choice(found)
    return raw[: chosen.start()] + random.choice(by).encode("utf-8", "surrogatepass") + raw[chosen.end() :]


def _relined(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    lines = raw.splitlines(keepends=True) or [b""]
    begin = random.randrange(len(lines))
    end = min(begin + random.choice((1, 1, 3, 10)), len(lines))
    piece = lines[begin:end]
    if random.random() < 0.3:
        lines[begin:end] = []
    elif random.random() < 0.5:
        lines[begin:end] = piece * random.choice((2, 2, 3, 100))
    else:
        lines[begin:end] = []
        at = random.randrange(len(lines) + 1)
        lines[at:at] = piece
    return b"".join(lines)


BYTES: tuple[Change, ...] = (_flipped, _cut, _spliced, _inserted, _renumbered, _renumbered, _reworded, _relined)


# -- parsed content ------------------------------


def mutate_data(random: Random, tree: Any, others: Sequence[Any]) -> Any:
    """Return parsed data with changed values, keys and items, and with parts of other data.

    Every container of the result is in one place only: data that contain themselves would have no end.
    """
    root = [tree]
    if random.random() < 0.5:
        return mutate_values(random, tree)
    for _ in range(random.choice((1, 1, 1, 2, 2, 4, 10))):
        places = list(_places(root, 0))
        if len(places) > MAX_VALUES:
            break
        inner, key = random.choice(places)
        value, what = inner[key], random.random()
        if type(value) in {int, float} and what < 0.6:
            inner[key] = _number(random, value)
        elif what < 0.7:
            inner[key] = deepcopy(random.choice(VALUES))
        elif what < 0.85:
            donor, name = random.choice(list(_places([random.choice(others)], 0)))
            if isinstance(inner, dict) and isinstance(name, str):
                key = name
            inner[key] = deepcopy(donor[name])
        elif inner is root:
            continue
        elif isinstance(inner, list):
            if what < 0.93:
                inner[key:key] = [deepcopy(value) for _ in range(random.choice((1, 1, 2, 40)))]
            else:
                del inner[key]
        elif what < 0.93:
            inner[random.choice(TEXTS)] = inner.pop(key)
        elif what < 0.98:
            del inner[key]
        else:
            for _ in range(random.choice((1, 30, 300))):
                inner[key] = [inner[key]] if random.random() < 0.8 else {"x": inner[key]}
    return root[0]


def mutate_values(random: Random, tree: Any) -> Any:
    """Return parsed data of the same structure with changed numbers, and with texts from other fields."""
    leaves = [(inner, key) for inner, key in _places([tree], 0) if not isinstance(inner[key], dict | list)]
    for _ in range(random.choice((1, 1, 2, 5)) if leaves else 0):
        inner, key = random.choice(leaves)
        if type(inner[key]) in {int, float}:
            inner[key] = _number(random, inner[key])
        else:
            other, name = random.choice(leaves)
            inner[key] = deepcopy(other[name]) if type(other[name]) is type(inner[key]) else inner[key]
    return tree


def _number(random: Random, value: float) -> Any:
    """Return a similar or an extreme number."""
    change = random.randrange(8)
    try:
        if change < 4:
            return random.choice(
                (value + 1, value - 1, -value, value * 2, value * 10, value * 0.1, value * 1.01, float(value))
            )
        if change < 6:
            return random.choice((0, 1, 2, 30, 1000, 1e4, 1e6, -1e6, 1e-4, 1e-6, 0.0))
    except OverflowError:
        pass
    return deepcopy(random.choice(VALUES))


def _places(node: Any, depth: int) -> Iterator[tuple[Any, Any]]:
    """Yield all containers with their keys; of a container of 300 keys or more, only the first 100."""
    keys = list(node) if isinstance(node, dict) else range(len(node))
    for key in keys if len(keys) < 300 else keys[:100]:
        yield node, key
        if isinstance(node[key], dict | list) and depth < 40:
            yield from _places(node[key], depth + 1)


def _toml(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    other = tomllib.loads(random.choice(pool).decode())
    tree = mutate_data(random, tomllib.loads(raw.decode()), [other])
    if not isinstance(tree, dict):
        raise ValueError("is not a table")
    lines = (f"{json.dumps(key, ensure_ascii=False)} = {_toml_value(value)}\n" for key, value in tree.items())
    return "".join(lines).encode("utf-8", "surrogatepass")


def _toml_value(value: Any) -> str:
    if isinstance(value, dict):
        inner = (f"{json.dumps(key, ensure_ascii=False)} = {_toml_value(part)}" for key, part in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml_value, value))}]"
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _json(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    others = [json.loads(random.choice(pool))]
    return json.dumps(mutate_data(random, json.loads(raw), others)).encode()


def _xml(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    root, donor = ET.fromstring(raw), ET.fromstring(random.choice(pool))
    for _ in range(random.choice((1, 1, 1, 2, 2, 4, 10))):
        elements = list(root.iter())
        if len(elements) > MAX_VALUES:
            break
        element, other = random.choice(elements), random.choice(list(donor.iter()))
        what = random.randrange(10)
        if what < 5 and element.attrib:
            key = random.choice(list(element.attrib))
            new = NUMBER.sub(
                lambda match: random.choice(NUMBERS).encode() if random.random() < 0.2 else match[0],
                element.attrib[key].encode("utf-8", "replace"),
            ).decode("utf-8", "replace")
            element.attrib[key] = random.choice((new, new, new, random.choice(TEXTS[2:]), ""))
        elif what == 5:
            element.attrib |= other.attrib
        elif what == 6:
            element.append(ET.fromstring(ET.tostring(other)))
        elif what == 7 and len(element):
            copied = random.choice(list(element))
            element.extend(deepcopy(copied) for _ in range(random.choice((1, 2, 50))))
        elif what == 8 and len(element):
            element.remove(random.choice(list(element)))
        elif what == 9:
            element.tag = other.tag
            element.text = random.choice((None, other.text, *TEXTS[2:9]))
    return ET.tostring(root, "utf-8")


def _state(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    return checksummed.state(raw, lambda about, arrays: _changed(random, about, arrays))


def _changed(random: Random, about: Any, arrays: Any) -> Any:
    what = random.randrange(3)
    if what:
        checksummed.mutate_arrays(random, arrays)
    return about if what == 2 else mutate_data(random, about, [about])


def _recording(random: Random, raw: bytes, pool: Sequence[bytes]) -> bytes:
    return checksummed.recording(raw, lambda lines: mutate_data(random, lines, [lines]), random.random() < 0.8)


CONTENTS: dict[str, Change] = {
    "level": _toml,
    "preferences": _toml,
    "tmj": _json,
    "tmx": _xml,
    "svg": _xml,
    "state": _state,
    "recording": _recording,
}
KINDS = tuple(CONTENTS)
