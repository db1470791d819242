"""Reading of untrusted files, with limits on size, number of elements and depth, and without references to files."""

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
    """Return the content of a file. Raises ``DrawingError`` if it is not a regular file or too large; ``OSError``."""
    if path.exists() and not path.is_file():
        raise DrawingError("is not a regular file")
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise DrawingError(f"is too large; allowed: up to {MAX_BYTES // 1024**2} MB")
    return raw


def parse_xml(raw: bytes) -> Element:
    """Return the root element of an XML document. Raises ``DrawingError`` if it is invalid or declares entities."""
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
    except (ParseError, ValueError, LookupError) as error:  # unknown encodings raise LookupError
        raise DrawingError(f"is not XML: {error}") from None
    assert root is not None  # an empty document raises ParseError
    return root


def parse_json(raw: bytes) -> Any:
    """Return the value of a JSON document. Raises ``DrawingError`` if it is invalid or has infinite or nan numbers."""
    try:
        return json.loads(raw, parse_constant=_reject_constant)
    except RecursionError:
        raise DrawingError("is nested too deeply") from None
    except ValueError as error:
        raise DrawingError(f"is not JSON: {error}") from None


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
