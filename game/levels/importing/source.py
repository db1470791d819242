"""Reading of untrusted files, with limits on size, number of elements and depth, and without references to files."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from game.levels.importing.drawing import DrawingError

MAX_BYTES = 4 * 1024 * 1024
MAX_ELEMENTS = 50_000
MAX_DEPTH = 64
MAX_ENTITIES = 200
MAX_ENTITY = 1_000
"""Largest length of the text of an entity."""

MAX_EXPANSION = 100_000
"""Largest length of the texts that take the place of all entities of a document."""


def read_source(path: Path) -> bytes:
    """Return the content of a file. Raises ``DrawingError`` if it is not a regular file or too large; ``OSError``."""
    if path.exists() and not path.is_file():
        raise DrawingError("is not a regular file")
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise DrawingError(f"is too large; allowed: up to {MAX_BYTES // 1024**2} MB")
    return raw


class _Parser(DefusedXMLParser):  # type: ignore[misc] # defusedxml has no types
    """A parser that accepts entities of short plain texts, as Illustrator declares for namespaces, and no others."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self._raw = raw
        self._count = self._expansion = 0

    def defused_entity_decl(
        self, name: str, is_parameter_entity: bool, value: str | None, base: Any, sysid: Any, pubid: Any, notation: Any
    ) -> None:
        """Raise ``EntitiesForbidden`` unless an entity is a short text without markup that is not used too often."""
        self._count += 1
        is_plain = value is not None and not is_parameter_entity and "&" not in value and "<" not in value
        if is_plain and self._count <= MAX_ENTITIES and len(value or "") <= MAX_ENTITY:
            uses = max(self._raw.count(f"&{name};".encode(coding)) for coding in ("utf-8", "utf-16-le", "utf-16-be"))
            self._expansion += uses * len(value or "")
            if self._expansion <= MAX_EXPANSION:
                return
        raise EntitiesForbidden(name, value, base, sysid, pubid, notation)


def parse_xml(raw: bytes) -> Element:
    """Return the root element of an XML document.

    Raises ``DrawingError`` if it is invalid, or declares entities that are more than short plain texts.
    """
    depth = count = 0
    root: Element | None = None
    try:
        for event, element in iterparse(BytesIO(raw), events=("start", "end"), parser=_Parser(raw)):
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
