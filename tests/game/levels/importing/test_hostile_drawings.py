"""Tests of malicious and invalid drawings: one clear message, limited time and memory, no access to other files."""

import re
import tracemalloc
from pathlib import Path
from time import process_time

import pytest
from typer.testing import CliRunner

from game.cli import main
from game.levels.importing import DrawingError, import_drawing, overlaps, source
from game.levels.model import load_level

MAP = '<map version="1.10" tiledversion="1.10.2" orientation="orthogonal" renderorder="right-down" \
width="20" height="15" tilewidth="32" tileheight="32" infinite="0" nextlayerid="8" nextobjectid="14">{}</map>'
LAYER = MAP.format('<objectgroup id="1" name="Layer">{}</objectgroup>')
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" \
xmlns:xlink="http://www.w3.org/1999/xlink" width="640" height="480">{}</svg>'
ROOM = '<rect id="room" x="10" y="10" width="620" height="460"/>'
SIZE_IN_JSON = '{"width": 20, "height": 15, "tilewidth": 32, "tileheight": 32, "layers": '
BOMB = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def shortened(message):
    """Return a message without "cannot import" and "it"."""
    return message.removeprefix("cannot import ").replace(": it ", ": ", 1)


@pytest.fixture
def convert(tmp_path, monkeypatch):
    """Return a function that imports a text as a file and returns the notes. It limits time and memory (100 MB)."""
    monkeypatch.chdir(tmp_path)

    def convert(name, text, measure_memory=True):
        Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
        Path("level.toml").unlink(missing_ok=True)
        if measure_memory:  # ten times slower
            tracemalloc.start()
        start = process_time()
        try:
            return import_drawing(Path(name), Path("level.toml"), 100.0)
        except DrawingError as error:
            assert not Path("level.toml").exists()
            return [f"REJECTED {shortened(line)}" for line in str(error).splitlines()]
        finally:
            peak = tracemalloc.get_traced_memory()[1]  # 0 if it was not started
            tracemalloc.stop()
            assert process_time() - start < 20.0
            assert peak < 100e6

    return convert


@pytest.mark.parametrize("name", ["bomb.svg", "bomb.tmx"])
def test_entities_are_rejected(convert, name):
    text = BOMB + "]><svg>&i;</svg>"
    assert convert(name, text) == [f"REJECTED {name}: declares XML entities, which are not allowed"]


def test_external_entities_are_rejected(convert, tmp_path):
    (tmp_path / "secret").write_text("secret")
    text = (
        f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]><svg xmlns="http://www.w3.org/2000/svg">&s;</svg>'
    )
    assert convert("a.svg", text) == ["REJECTED a.svg: declares XML entities, which are not allowed"]


def test_doctype_without_entities_is_accepted(convert):
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert convert("a.svg", doctype + PICTURE.format(ROOM)) == []


@pytest.mark.parametrize("name", ["large.svg", "large.tmx", "large.tmj"])
def test_large_files_are_rejected(convert, name, tmp_path):
    with (tmp_path / name).open("wb") as file:
        file.truncate(100 * 1024**2)
    with pytest.raises(DrawingError, match=r"large.* is too large; allowed: up to 4 MB"):
        import_drawing(Path(name), Path("level.toml"), 100.0)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deep.svg", PICTURE.format("<g>" * 100_000 + "</g>" * 100_000)),
        ("deep.tmx", MAP.format("<group>" * 100_000 + "</group>" * 100_000)),
        ("deep.tmj", '{"layers":' + "[" * 100_000 + "]" * 100_000 + "}"),
        ("deep.tmj", SIZE_IN_JSON + '[{"type":"group","layers":' * 200 + "[]" + "}]" * 200 + "}"),
    ],
)
def test_deep_nesting_is_rejected(convert, name, text):
    (line,) = convert(name, text)
    assert "is nested too deeply" in line


@pytest.mark.slow
def test_too_many_elements_are_rejected(convert):
    (line,) = convert("a.svg", PICTURE.format("<g/>" * 60_000))
    assert line == "REJECTED a.svg: has too many elements; allowed: up to 50000"


def test_nested_uses_are_counted_before_they_are_expanded(convert):
    floors = "".join(f'<g id="g{k + 1}">' + f'<use href="#g{k}"/>' * 10 + "</g>" for k in range(9))
    (line,) = convert("a.svg", PICTURE.format('<rect id="g0" width="1" height="1"/>' + floors))
    assert re.fullmatch(r"REJECTED a.svg: draws too many elements \(got .*e\+09\); allowed: up to 10000", line)


def test_repeated_uses_of_a_long_path_are_rejected(convert):
    path = '<path id="long" d="M 0 0' + " L 1 1" * 8_000 + '"/>'
    (line,) = convert("a.svg", PICTURE.format(path + '<use href="#long"/>' * 4_000))
    assert line.startswith("REJECTED a.svg: draws too many elements (got 3.8")


def test_path_with_many_arcs_is_rejected_in_time(convert):
    path = '<path d="M 0 0' + " a 9 9 0 1 1 9 9" * 3_000 + '"/>'
    (line,) = convert("a.svg", PICTURE.format(path * 9), measure_memory=False)
    assert line == "REJECTED a.svg: has too many corners; allowed: up to 50000 in all"


@pytest.mark.parametrize(
    "inner", ['<g id="a"><use href="#a"/></g>', '<use id="a" xlink:href="#b"/><use id="b" href="#a"/>']
)
def test_cyclic_uses_are_rejected(convert, inner):
    (line,) = convert("a.svg", PICTURE.format(inner))
    assert "uses elements that are nested too deeply" in line


def test_other_files_are_not_read(convert, tmp_path, monkeypatch):
    (tmp_path / "other.svg").write_text(PICTURE.format(ROOM))
    inner = ROOM + '<image xlink:href="other.svg"/><use id="u" xlink:href="other.svg#room"/>'
    opened = []
    plain = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, *rest, **more: opened.append(path.name) or plain(path, *rest, **more)
    )
    assert convert("a.svg", PICTURE.format(inner)) == [
        'a.svg: use "u": refers to another file; other files are not read',
        "a.svg: ignored: 1 image",
    ]
    assert {name for name in opened if ".heptagon-" not in name} == {"a.svg", "level.toml"}


def test_tilesets_and_templates_outside_of_the_folder_are_not_read(convert):
    objects = '<object id="1" x="0" y="0" width="640" height="480"/><object id="2" template="/etc/passwd" x="1" y="1"/>'
    text = LAYER.format(objects).replace("<objectgroup", '<tileset firstgid="1" source="/etc/passwd"/><objectgroup', 1)
    reason = "is an instance of a template that is not read: it lies outside the folder of the map"
    assert convert("a.tmx", text) == [f"a.tmx: object 2: {reason}; detach it in Tiled first"]


def test_compressed_tiles_are_not_decompressed(convert):
    tiles = '<layer id="1" name="t" width="2" height="2"><data encoding="base64" compression="zlib">AAAA</data></layer>'
    room = '<objectgroup id="2"><object id="1" x="0" y="0" width="640" height="480"/></objectgroup>'
    assert convert("a.tmx", MAP.format(tiles + room)) == ["a.tmx: ignored: 1 tile layer"]


@pytest.mark.parametrize("number", ["nan", "inf", "1e300", "1e308", "-1e12"])
def test_object_with_invalid_numbers_is_skipped(convert, number):
    objects = '<object id="1" x="0" y="0" width="640" height="480"/><object id="2" x="{}" y="5" width="9" height="9"/>'
    (line,) = convert("a.tmx", LAYER.format(objects).format(number))
    assert line.startswith("a.tmx: object 2: ")
    assert "not finite" in line or "coordinates that are too large" in line


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_json_with_numbers_that_are_not_finite_is_rejected(convert, number):
    assert convert("a.tmj", f'{{"width": {number}}}') == [f"REJECTED a.tmj: is not JSON: {number} is not a JSON number"]


@pytest.mark.parametrize("number", ["1e300", "1e308", "1e999", "nan", "-1e12"])
@pytest.mark.parametrize(
    "element",
    [
        '<path id="bad" d="M 5 5 L {} 20 L 30 40 Z"/>',
        '<path id="bad" d="M 5 5 C {} 20 1 2 30 40 A {} 3 4 0 1 60 60"/>',
        '<circle id="bad" cx="{}" cy="50" r="9"/>',
        '<rect id="bad" x="90" y="50" width="9" height="9" transform="translate({})"/>',
        '<ellipse id="bad" cx="90" cy="50" rx="9" ry="3" transform="scale({})"/>',
    ],
)
def test_element_with_invalid_numbers_is_skipped(convert, element, number):
    lines = convert("a.svg", PICTURE.format(ROOM + element.replace("{}", number)))
    assert Path("level.toml").exists()
    assert all('"bad"' in line or "container" in line for line in lines)


def test_long_paths_and_styles_are_skipped(convert):
    long_path = '<path id="long" d="M 0 0' + " L 1 1" * 30_000 + '"/>'
    wide_path = '<path id="wide" d="M 20 20' + "".join(f" L {20 + k / 10} {20 + k % 2}" for k in range(2_000)) + '"/>'
    style = "<style>" + "x" * 1_000_000 + "</style>"
    assert convert("a.svg", PICTURE.format(style + ROOM + long_path + wide_path)) == [
        "a.svg: a style without an id: is too long; allowed: up to 200000 characters",
        'a.svg: path "long": d is too long; allowed: up to 50000 characters',
        'a.svg: path "wide": has too many corners (got 2000); allowed: up to 1000',
    ]


@pytest.mark.slow
def test_too_many_shapes_are_rejected(convert):
    (line,) = convert("a.svg", PICTURE.format('<rect width="9" height="9"/>' * 6_000))
    assert line == "REJECTED a.svg: has too many shapes; allowed: up to 5000"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.svg", "", "is not XML: no element found"),
        ("a.svg", "<svg", "is not XML: unclosed token"),
        ("a.svg", b"\xff\xfe\x00", "is not XML"),
        ("a.svg", '<?xml version="1.0" encoding="rot13"?><svg/>', "is not XML"),
        ("a.svg", "<html/>", "is not an SVG picture: it begins with <html>"),
        ("a.svg", PICTURE.format(""), "has no walls or balls that can be imported"),
        ("a.tmx", "<tileset/>", "is not a valid Tiled map"),
        ("a.tmx", "<map/>", "is not a valid Tiled map"),
        ("a.tmx", LAYER.format('<object id="x"/>'), "has no walls or balls that can be imported"),
        ("a.tmx", LAYER.replace("orthogonal", "isometric").format(""), "is an isometric map"),
        ("a.tmx", LAYER.format(""), "has no walls or balls that can be imported"),
        ("a.tmj", "", "is not JSON"),
        ("a.tmj", "[]", "is not a valid Tiled map"),
        ("a.tmj", '{"layers": 5}', "is not a valid Tiled map"),
        ("a.tmj", '{"width": ' + "9" * 5_000 + "}", "is not JSON"),
        ("a.png", "", "unknown kind of file; allowed: .tmx, .tmj, .json, .svg"),
    ],
)
def test_invalid_files_are_rejected_with_the_reason(convert, name, text, message):
    lines = convert(name, text)
    assert lines[-1].startswith(f"REJECTED {name}: {message}")


# -- balls without room ------------------------------


def circles(*balls):
    return "".join(f'<circle id="ball{k}" cx="{x}" cy="{y}" r="{r}"/>' for k, (x, y, r) in enumerate(balls))


def test_balls_that_overlap_balls_or_walls_are_skipped(convert):
    balls = circles((100, 100, 20), (130, 100, 15), (20, 300, 20), (300, 300, 10), (500, 300, 20))
    lines = convert("a.svg", PICTURE.format(ROOM + balls + '<rect id="box" x="290" y="290" width="99" height="99"/>'))
    assert lines == [
        'a.svg: circle "ball2": sticks out of rect "room" by 0.1 m',
        'a.svg: circle "ball3": sticks into rect "box" by 0.2 m',
        'a.svg: circle "ball1": overlaps circle "ball0"',
    ]
    assert Path("level.toml").read_text().count("[[balls]]") == 2


def test_group_that_is_too_large_for_its_circle_is_skipped(convert):
    ball = '<object id="3" type="spawn" x="100" y="100" width="50" height="50"><properties>\
<property name="count" type="int" value="{}"/></properties><ellipse/></object>'
    lines = convert("a.tmx", LAYER.format(ball.format(3) + '<object id="1" x="0" y="0" width="640" height="480"/>'))
    assert lines == ["a.tmx: object 3: has too many balls of radius 0.2 m (got 3); allowed: up to 1"]


def spawns(*groups):
    return "".join(
        f'<circle id="spawn{k}" cx="{x}" cy="{y}" r="{r}" data-count="{count}" data-radius="0.1"/>'
        for k, (x, y, r, count) in enumerate(groups)
    )


def test_larger_one_of_two_overlapping_groups_is_imported(convert):
    groups = spawns((150, 150, 80, 9), (160, 160, 80, 12), (500, 150, 90, 20), (500, 160, 90, 20), (150, 400, 40, 3))
    lines = convert("a.svg", PICTURE.format(ROOM + groups + circles((520, 150, 15))))
    assert sorted(lines) == [
        'a.svg: circle "ball0": overlaps circle "spawn2"',
        'a.svg: circle "spawn0": overlaps circle "spawn1"',
        'a.svg: circle "spawn3": overlaps circle "spawn2"',
    ]
    assert load_level("level.toml").count == 12 + 20 + 3


ROW = spawns(*((100 + 45 * k, 250, 30, 4) for k in range(11)))
"""A row of groups, each of which can overlap its neighbours."""


def test_overlaps_are_searched_again_after_a_group_is_removed(convert):
    lines = convert("a.svg", PICTURE.format(ROOM + ROW), measure_memory=False)
    assert lines
    assert load_level("level.toml").count == 4 * (11 - len(lines))


def test_rejected_drawing_names_the_shapes_that_overlap(convert, monkeypatch):
    monkeypatch.setattr(overlaps, "MAX_PLACEMENTS", 11)  # one search
    *lines, head, _ = convert("a.svg", PICTURE.format(ROOM + ROW), measure_memory=False)
    assert re.fullmatch(r'REJECTED a.svg: circle "spawn\d+": overlaps circle "spawn\d+"', lines[0])
    assert head == "REJECTED a.svg: does not give a valid level:"


def test_missing_container_is_noted(convert):
    (line,) = convert(
        "a.svg", PICTURE.format('<path d="M 0 400 H 640" style="stroke:#000"/>' + circles((300, 100, 20)))
    )
    assert line.startswith("a.svg: has no container")


def test_container_can_be_marked_by_a_property(convert):
    outer = '<rect x="0" y="0" width="640" height="480" id="a"/>'
    convert("a.svg", PICTURE.format(outer + '<rect data-container="" x="90" y="90" width="99" height="99" id="b"/>'))
    assert [line for line in Path("level.toml").read_text().splitlines() if "container" in line] == [
        "container = false",
        "container = true",
    ]


# -- the command ------------------------------


def heptagon(*arguments):
    return CliRunner().invoke(main.app, list(map(str, arguments)), prog_name="heptagon")


def test_command_writes_a_level_and_prints_the_notes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.svg").write_text(PICTURE.format(ROOM + "<text>hello</text>"))
    result = heptagon("import", "a.svg", "-o", "a.toml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "wrote a.toml\n", "a.svg: ignored: 1 text\n")
    again = heptagon("import", "a.svg", "-o", "a.toml")
    assert (again.exit_code, again.stderr) == (2, "cannot write a.toml: it already exists; allowed: another name\n")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["none.svg", "-o", "b.toml"], 2, "cannot open none.svg: there is no such file; allowed: an existing file\n"),
        (
            ["a.svg", "-o", "b.toml"],
            1,
            "a.svg: ignored: 1 text\ncannot import a.svg: it has no walls or balls that can be imported\n",
        ),
        (["a.svg", "-o", "b.png"], 2, "cannot write b.png: wrong suffix for a level; allowed: .toml\n"),
        (
            ["a.svg", "-o", "b.toml", "--scale", "0"],
            2,
            "cannot use --scale 0: out of range; allowed: 0.001 to 1000000 pixels per metre\n",
        ),
        (["a.svg", "-o", "no/b.toml", "--scale", "nan"], 2, "cannot use --scale nan: not a number; allowed: 0.001 to"),
        ([".", "-o", "b.toml"], 2, "cannot open .: it is not a regular file; allowed: a file"),
    ],
)
def test_command_rejects_invalid_arguments(tmp_path, monkeypatch, arguments, status, message):
    monkeypatch.chdir(tmp_path)
    Path("a.svg").write_text(PICTURE.format("<text>hello</text>"))
    result = heptagon("import", *arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr.startswith(message)
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]


def test_folder_is_rejected(tmp_path):
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(DrawingError, match="is not a regular file"):
        source.read_source(tmp_path / "folder.svg")
