"""Thumbnails: drawing in slices, and the cache."""

import esper
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from game.cli.main import app
from game.levels import library
from game.levels.model import Level, load_level
from game.render import backends
from game.render.backends import create_pillow_renderer
from game.render.export import thumbnails
from game.render.export.thumbnails import SIZE, Thumbnails, encode_png
from game.testing.tiny_worlds import tiny_level as level
from tests.scenes import heptagon

SCENE = level([{"count": 3, "radius": 0.4, "spawn": {"pattern": "ring", "radius": 1.0}}], wall=heptagon())

TEXT = """\
format = 1
title = "Fine"
[[walls]]
shape = "circle"
radius = 2.0
[[balls]]
position = [0.0, 0.0]
radius = 0.5
"""


@pytest.fixture
def maker(tmp_path):
    """Thumbnails that record the times at which they draw."""

    def create_renderer(simulation, size):
        made.drawn.append(simulation.time)
        return create_pillow_renderer(simulation, size)

    made = Thumbnails(create_renderer, tmp_path / "cache")
    made.drawn = []
    return made


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The only folder of levels, with a valid and an invalid one."""
    place = tmp_path / "levels"
    place.mkdir()
    (place / "fine.toml").write_text(TEXT)
    (place / "odd.toml").write_text("format = 1\n")
    monkeypatch.setattr(library, "level_folders", lambda: (library.LevelFolder("project", place),))
    monkeypatch.setattr(thumbnails, "user_cache_path", lambda app: tmp_path / app)
    monkeypatch.setattr(backends, "create_renderer", create_pillow_renderer)
    monkeypatch.chdir(tmp_path)
    return place


def draw(maker, scene=SCENE):
    *_, picture = maker.draw_in_slices(scene)
    return picture


def test_a_picture_is_drawn_once_and_cached(maker, tmp_path):
    picture = draw(maker)
    assert (picture.shape, picture.dtype) == ((SIZE[1], SIZE[0], 3), np.uint8)
    assert picture.max() > 150, "something is to be seen"
    (file,) = (tmp_path / "cache").iterdir()
    assert file.suffix == ".png"
    assert np.array_equal(draw(maker), picture)
    assert len(maker.drawn) == 1


def test_a_picture_is_drawn_again_for_another_level_or_engine(maker, monkeypatch):
    draw(maker)
    draw(maker, Level.model_validate(SCENE.model_dump(exclude_defaults=True) | {"title": "Another"}))
    assert len(maker.drawn) == 2
    monkeypatch.setattr(thumbnails, "_engine", lambda: b"another")
    draw(maker)
    assert len(maker.drawn) == 3


@pytest.mark.parametrize("damage", [lambda raw: raw[:200], lambda raw: b"", lambda raw: raw[:60] + b"?" * 400])
def test_a_damaged_picture_is_drawn_again(maker, tmp_path, damage):
    picture = draw(maker)
    (file,) = (tmp_path / "cache").iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert np.array_equal(draw(maker), picture)
    assert len(maker.drawn) == 2
    assert file.read_bytes() == whole


def test_a_picture_of_another_size_is_drawn_again(maker, tmp_path):
    picture = draw(maker)
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(encode_png(picture[:20]))
    assert draw(maker).shape == picture.shape


def test_pictures_are_drawn_if_the_folder_cannot_be_written(maker, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    draw(maker)
    draw(maker)
    assert len(maker.drawn) == 2


def test_the_oldest_pictures_are_deleted(maker, tmp_path, monkeypatch):
    monkeypatch.setattr(thumbnails, "MAX_FILES", 2)
    for title in ("A", "B", "C"):
        draw(maker, Level.model_validate(SCENE.model_dump(exclude_defaults=True) | {"title": title}))
    assert len([*(tmp_path / "cache").iterdir()]) == 2


def test_drawing_can_be_stopped_between_slices(maker, monkeypatch):
    monkeypatch.setattr(thumbnails, "TIME_SLICE", 0.0)
    worlds = esper.list_worlds()
    work = maker.draw_in_slices(SCENE)
    assert next(work) is None
    assert next(work).shape == (SIZE[1], SIZE[0], 3), "the picture of the start"
    assert [next(work) for _ in range(20)] == [None] * 20
    assert esper.list_worlds() != worlds
    work.close()
    assert esper.list_worlds() == worlds


def test_a_slow_level_stops_at_the_time_limit(maker, monkeypatch):
    monkeypatch.setattr(thumbnails, "TIME_LIMIT", 0.0)
    assert draw(maker).shape


def test_the_picture_of_a_file_is_found_without_loading_the_level(maker, folder):
    files = [folder / "fine.toml"]
    assert maker.find(files) is None
    picture = draw(maker, load_level(files[0]))
    assert np.array_equal(maker.find(files), picture)
    files[0].write_text(TEXT.replace("0.5", "0.6"))
    assert maker.find(files) is None
    files[0].unlink()
    assert maker.find(files) is None


# -- levels --thumbs ------------------------------------------


@pytest.mark.parametrize(("arguments", "place"), [(["pictures/new"], "pictures/new"), ([], "thumbs")])
def test_the_command_writes_a_picture_of_every_valid_level(folder, arguments, place):
    result = CliRunner().invoke(app, ["levels", "--thumbs", *arguments])
    file = folder.parent / place / "fine.png"
    assert result.stdout == f"wrote {file.relative_to(folder.parent)}\n"
    assert [*file.parent.iterdir()] == [file]
    with Image.open(file) as image:
        assert (image.format, image.size) == ("PNG", SIZE)
    assert result.exit_code == 1
    assert "odd.toml:1:1: title: is missing" in result.stderr


def test_the_command_succeeds_without_invalid_levels(folder):
    (folder / "odd.toml").unlink()
    assert CliRunner().invoke(app, ["levels", "--thumbs"]).exit_code == 0


def test_a_folder_alone_is_a_usage_error(folder):
    result = CliRunner().invoke(app, ["levels", "pictures"])
    assert result.exit_code == 2
    assert "it is for --thumbs; allowed: levels --thumbs pictures" in result.stderr
