"""Reading of untrusted files, with limits on size, number of elements and depth, and without references to files."""

import codecs
import json
import re
from contextlib import suppress
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

MARKUP = re.compile(r"<|&(?!#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};)")
"""What a plain text does not have: elements, and references but for those to characters."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
"""Beginnings of a document that tell its encoding."""

ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
TEXT_ENCODING = re.compile(
    r"(utf|ucs)-?(8|16|32)(-?[lb]e)?|(us-)?ascii|latin-?[0-9]+|iso-?8859-[0-9]+|windows-[0-9]+|cp-?[0-9]+|koi8-[rut]"
    r"|macintosh|mac-?roman|shift[-_]?jis|euc-(jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5",
    re.IGNORECASE,
)
"""Names of encodings; Python has others, which decode slowly or are none of texts."""

UNBOUND_PREFIX = 27
"""Code of expat for a name with a prefix that is not declared."""

PREFIX = re.compile(rb"[\s</]([A-Za-z_][A-Za-z0-9_.-]{0,40}):[A-Za-z_]")
ROOT_TAG = re.compile(rb"<[A-Za-z_][A-Za-z0-9_.:-]*")
NAMESPACES = {
    "xlink": "http://www.w3.org/1999/xlink",
    "svg": "http://www.w3.org/2000/svg",
    "inkscape": "http://www.inkscape.org/namespaces/inkscape",
    "serif": "http://www.serif.com/",
}
"""Namespaces that matter, for prefixes that a document forgets to declare."""


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
        super().__init__(encoding="utf-8")
        self._raw = raw
        self._count = self._expansion = 0

    def defused_entity_decl(
        self, name: str, is_parameter_entity: bool, value: str | None, base: Any, sysid: Any, pubid: Any, notation: Any
    ) -> None:
        """Raise ``EntitiesForbidden`` unless an entity is a short text without markup that is not used too often."""
        self._count += 1
        if value is not None and not is_parameter_entity and not MARKUP.search(value):
            self._expansion += self._raw.count(f"&{name};".encode()) * len(value)
            if self._count <= MAX_ENTITIES and len(value) <= MAX_ENTITY and self._expansion <= MAX_EXPANSION:
                return
        raise EntitiesForbidden(name, value, base, sysid, pubid, notation)


def _in_utf_8(raw: bytes) -> bytes:
    """Return an XML document in UTF-8, without what may stand around it: a byte order mark, spaces, null bytes.

    The byte order mark tells the encoding, or the declaration, or else it is UTF-8, or Windows-1252 if it is not.
    """
    declared = ENCODING.match(raw.lstrip())
    name = declared[1].decode() if declared else "utf-8"
    marked = next((coding for mark, coding in BYTE_ORDER_MARKS if raw.startswith(mark)), None)
    if marked is None and not TEXT_ENCODING.fullmatch(name):
        raise LookupError(f"unknown encoding {name[:40]}")
    for coding in (marked or name, "utf-8", "windows-1252"):
        with suppress(UnicodeDecodeError):
            text = raw.decode(coding)
            if text.lstrip("\ufeff").lstrip().startswith("<"):
                return text.strip("\ufeff\0 \t\r\n").encode()
    return raw


def _with_prefixes(raw: bytes) -> bytes:
    """Return an XML document in UTF-8 with declarations of the prefixes that it uses without any."""
    used = {match.decode() for match in PREFIX.findall(raw)} - {"xml", "xmlns"}
    missing = sorted(name for name in used if f"xmlns:{name}".encode() not in raw)[:MAX_ENTITIES]
    places = "".join(f' xmlns:{name}="{NAMESPACES.get(name, f"urn:undeclared:{name}")}"' for name in missing)
    return ROOT_TAG.sub(lambda match: match[0] + places.encode(), raw, count=1)


def parse_xml(raw: bytes) -> Element:
    """Return the root element of an XML document.

    Raises ``DrawingError`` if it is invalid, or declares entities that are more than short plain texts.
    """
    try:
        raw = _in_utf_8(raw)
        try:
            return _parse_utf_8(raw)
        except ParseError as error:
            if error.code != UNBOUND_PREFIX:
                raise
        return _parse_utf_8(_with_prefixes(raw))
    except DefusedXmlException:
        raise DrawingError("declares XML entities, which are not allowed") from None
    except (ParseError, ValueError, LookupError) as error:  # unknown encodings raise LookupError
        raise DrawingError(f"is not XML: {error}") from None


def _parse_utf_8(raw: bytes) -> Element:
    depth = count = 0
    root: Element | None = None
    for event, element in iterparse(BytesIO(raw), events=("start", "end"), parser=_Parser(raw)):
        depth += 1 if event == "start" else -1
        count += event == "start"
        root = element if root is None else root
        if depth > MAX_DEPTH:
            raise DrawingError(f"is nested too deeply; allowed: up to {MAX_DEPTH} levels")
        if count > MAX_ELEMENTS:
            raise DrawingError(f"has too many elements; allowed: up to {MAX_ELEMENTS}")
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
