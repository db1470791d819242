"""Tests of tilesets and templates in files: only those in the folder of the map are read, within limits."""

import json

import pytest

from game.levels.importing import import_drawing
from game.levels.importing.tiled import nearby_files
from game.levels.importing.tiled.nearby_files import NearbyFiles
from game.levels.importing.tiled.xml_form import tileset_table
from tests.game.levels.importing.tiled.maps import MAP, box, drawing, shapes

INNER = '<tileset name="t" tilewidth="32" tileheight="32"><tile id="0"><objectgroup>\
<object x="0" y="16" width="32" height="16"/></objectgroup></tile></tileset>'
LAYER = '<layer name="g" width="2" height="1"><data encoding="csv">1,1</data></layer>'
IN_JSON = {
    "tilewidth": 32,
    "tileheight": 32,
    "tiles": [{"id": 0, "objectgroup": {"objects": [{"x": 0, "y": 16, "width": 32, "height": 16}]}}],
}
OLD_JSON = IN_JSON | {"tiles": {"0": {"objectgroup": IN_JSON["tiles"][0]["objectgroup"]}}}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "map" / "sets").mkdir(parents=True)
    return tmp_path / "map"


def reference(source):
    return f'<tileset firstgid="1" source="{source}"/>{LAYER}'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tsx", INNER),
        ("sets/a.tsx", INNER),
        ("a.xml", INNER),
        ("a.tsj", json.dumps(IN_JSON)),
        ("sets/a.json", json.dumps(OLD_JSON)),
    ],
)
def test_tilesets_in_the_folder_are_read(folder, name, text):
    (folder / name).write_text(text)
    (wall,) = shapes(reference(name), folder)
    assert box(wall) == [0, 16, 64, 32]


def test_map_file_reads_its_tileset(folder, tmp_path):
    (folder / "a.tsx").write_text(INNER)
    (folder / "a.tmx").write_text(MAP.format(reference("a.tsx")))
    assert import_drawing(folder / "a.tmx", tmp_path / "level.toml", 100.0) == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("../a.tsx", "it lies outside the folder of the map"),
        ("sets/../../a.tsx", "it lies outside the folder of the map"),
        ("/etc/passwd", "it lies outside the folder of the map"),
        ("link.tsx", "it lies outside the folder of the map"),
        ("none.tsx", "there is no such file"),
        ("a.png", "files of this type are not read; allowed: .tsx, .tx, .xml, .tsj, .tj, .json"),
        ("sets", "files of this type are not read"),
        ("folder.tsx", "it is not a regular file"),
        ("bad.tsx", "it is not XML: syntax error"),
        ("bomb.tsx", "it declares"),
        ("bad.tsj", "it is not JSON"),
        ("large.tsx", "it is too large; allowed: up to 4 MB"),
        ("x" * 300 + ".tsx", "File name too long"),
        ("loop.tsx", "its path is not valid"),
    ],
)
def test_other_files_are_not_read(folder, tmp_path, source, reason):
    (tmp_path / "a.tsx").write_text(INNER)
    (folder / "link.tsx").symlink_to(tmp_path / "a.tsx")
    (folder / "loop.tsx").symlink_to(folder / "loop.tsx")
    (folder / "a.png").write_text(INNER)
    (folder / "folder.tsx").mkdir()
    (folder / "bad.tsx").write_text("no")
    (folder / "bomb.tsx").write_text('<!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/passwd">]><tileset>&s;</tileset>')
    (folder / "bad.tsj").write_text("no")
    with (folder / "large.tsx").open("wb") as file:
        file.truncate(5 * 1024**2)
    found = drawing(reference(source), folder)
    (note,) = found.notes
    assert note.startswith(f"tileset {source[:40]!r} is not imported: {reason}")
    assert note.endswith("; embed it in the map in Tiled")
    assert found.shapes == []


def test_without_a_folder_no_file_is_read():
    (note,) = drawing(reference("a.tsx")).notes
    assert "it lies outside the folder of the map" in note


def test_tileset_that_no_tile_is_of_is_not_read(folder):
    found = drawing(f'<tileset firstgid="50" source="none.tsx"/>{LAYER}', folder)
    assert (found.notes, dict(found.ignored)) == ([], {"tile layer": 1})


def test_number_of_files_is_limited(folder, monkeypatch):
    monkeypatch.setattr(nearby_files, "MAX_FILES", 2)
    files = NearbyFiles(folder)
    for name in ("1.tsx", "2.tsx", "3.tsx"):
        (folder / name).write_text(INNER)
    files.read("1.tsx", tileset_table)
    files.read("2.tsx", tileset_table)
    files.read("sets/../2.tsx", tileset_table)
    with pytest.raises(ValueError, match="the map refers to too many files; allowed: up to 2"):
        files.read("3.tsx", tileset_table)
