"""Tests of the encodings and the entities of XML documents."""

import codecs

import pytest

from game.levels.importing.drawing import DrawingError
from game.levels.importing.source import parse_xml

TEXT = '<svg xmlns="http://www.w3.org/2000/svg"><title>Größe</title></svg>'
DECLARED = '<?xml version="1.0" encoding="{}"?>\n' + TEXT


def title(raw):
    return "".join(parse_xml(raw).itertext())


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-32"),
        *(
            DECLARED.format(name).encode(name)
            for name in ("utf-16", "utf-16-le", "iso-8859-1", "latin1", "windows-1252")
        ),
        *(DECLARED.format(name).encode(name) for name in ("iso-8859-15", "cp437", "macintosh", "utf-8")),
        DECLARED.format("utf-16").encode("utf-8"),
        TEXT.encode("latin-1"),
        DECLARED.format("utf-8").encode("latin-1"),
        b"\n  " + DECLARED.format("utf-8").encode() + b"\0\0",
    ],
)
def test_encoding_is_known(raw):
    assert title(raw) == "Größe"


@pytest.mark.parametrize("name", ["shift_jis", "gbk", "euc-kr", "big5"])
def test_encoding_of_many_bytes_is_known(name):
    text = DECLARED.format(name).replace("Größe", "一")
    assert title(text.encode(name)) == "一"


@pytest.mark.parametrize("name", ["rot13", "utf-7", "punycode", "idna", "unicode_escape", "nonsense"])
def test_other_encoding_is_rejected(name):
    with pytest.raises(DrawingError, match=f"is not XML: unknown encoding {name}"):
        parse_xml(DECLARED.format(name).encode())


DOCTYPE = "<!DOCTYPE svg [{}]>" + TEXT


@pytest.mark.parametrize(
    ("declarations", "text", "expected"),
    [
        ('<!ENTITY a "b">', "&a;&a;", "bb"),
        ("<!ENTITY ns 'http://ns.adobe.com/'>", "&ns;", "http://ns.adobe.com/"),
        ('<!ENTITY a "b"><!ENTITY a "c">', "&a;", "b"),
        ('<!ENTITY nbsp "&#160;"><!ENTITY amp2 "&#38;#38;">', "&nbsp;&amp2;", "\xa0&"),
        ('<!ATTLIST svg xmlns:xlink CDATA #FIXED "http://www.w3.org/1999/xlink">', "x", "x"),
    ],
)
def test_entity_that_is_a_short_text_is_accepted(declarations, text, expected):
    assert title(DOCTYPE.format(declarations).replace("Größe", text).encode()) == expected


LONG = "x" * 1_000


@pytest.mark.parametrize(
    ("declarations", "text"),
    [
        ('<!ENTITY a "b"><!ENTITY c "&a;&a;">', ""),
        ('<!ENTITY a "<b/>">', ""),
        ('<!ENTITY % a "b">', ""),
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', ""),
        ('<!ENTITY a PUBLIC "x" "y">', ""),
        ('<!ENTITY a SYSTEM "x" NDATA gif>', ""),
        (f'<!ENTITY a "{LONG}y">', ""),
        (f'<!ENTITY a "{LONG}">', "&a;" * 101),
        (f'<!ENTITY ä "{LONG}">', "&ä;" * 101),
        ("".join(f'<!ENTITY a{k} "b">' for k in range(201)), ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_other_entity_is_rejected(declarations, text, encoding):
    raw = f'<?xml version="1.0" encoding="{encoding}"?>' + DOCTYPE.format(declarations).replace("Größe", text)
    with pytest.raises(DrawingError, match="declares XML entities, which are not allowed"):
        parse_xml(raw.encode(encoding))


def test_forgotten_declaration_of_a_prefix_is_added():
    root = parse_xml(b'<svg xmlns="http://www.w3.org/2000/svg"><use xlink:href="#a" x:y="1"/><sodipodi:z/></svg>')
    assert root[0].attrib == {"{http://www.w3.org/1999/xlink}href": "#a", "{urn:undeclared:x}y": "1"}
    assert root[1].tag == "{urn:undeclared:sodipodi}z"
