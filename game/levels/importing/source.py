"""Files as they come from strangers: bounded in size, number and depth, and nothing that refers to other files."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from game.levels.importing.drawing import DrawingError

MAX_BYTES = 4 * 1024 * 1024
MAX_ELEMENTS = 50_000
MAX_DEPTH = 64


def read_source(path: Path) -> bytes:
    """Return what is in a file; DrawingError if it is not a regular file, or too large."""
    if path.exists() and not path.is_file():
        raise DrawingError("is not a regular file")
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise DrawingError(f"is too large; allowed: up to {MAX_BYTES // 1024**2} MB")
    return raw


def parse_xml(raw: bytes) -> Element:
    """Return the root of an XML text without entities of its own; DrawingError if it is not."""
    depth = count = 0
    root: Element | None = None
    try:
        for event, element in iterparse(BytesIO(raw), events=("start", "end")):
            depth += 1 if event == "start" else -1
            count += event == "start"
            root = element if root is None else root
            if depth > MAX_DEPTH:
                raise DrawingError(f"is nested too deeply; allowed: up to {MAX_DEPTH} levels")
            if count > MAX_ELEMENTS:
                raise DrawingError(f"has too many elements; allowed: up to {MAX_ELEMENTS}")
    except DefusedXmlException:
        raise DrawingError("declares XML entities, which are not allowed") from None
    except (ParseError, ValueError, LookupError) as problem:  # the latter of unknown encodings
        raise DrawingError(f"is not XML: {problem}") from None
    assert root is not None  # an empty text is a ParseError
    return root


def parse_json(raw: bytes) -> Any:
    """Return the value of a JSON text, all numbers finite; DrawingError if it is not."""
    try:
        return json.loads(raw, parse_constant=_refuse)
    except RecursionError:
        raise DrawingError("is nested too deeply") from None
    except ValueError as problem:
        raise DrawingError(f"is not JSON: {problem}") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
