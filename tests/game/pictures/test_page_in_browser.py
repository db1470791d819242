"""A page that plays a run, in a real browser."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from game.level import Level, load_level
from game.pictures.page import Plan, write_page
from game.pictures.painting import Painting
from game.simulation import Simulation
from tests import pages

LEVELS = Path(__file__).parents[3] / "levels"
HOSTILE = "</script><script>document.body.remove()</script><img src=x onerror=document.body.remove()>"
THREE = {
    "format": 1,
    "title": "Three",
    "world": {"gravity": [0.0, 0.0]},
    "view": {"height": 8.0},
    "balls": [
        {"radius": 0.5, "position": [-3.0, -3.0], "colors": ["#ff0000"]},
        {"radius": 0.5, "position": [3.0, 3.0], "colors": ["#0000ff"]},
        {"radius": 0.5, "position": [-3.0, 1.0], "velocity": [2.0, -1.0], "colors": ["#00ff00"]},
    ],
}


def published(level, path, seconds):
    """Write the page of a level; return its address."""
    simulation = Simulation(level)
    plan = Plan.of(simulation, round(seconds * level.world.step_rate))
    write_page(path, simulation, plan, simulation.step)
    simulation.close()
    return path.as_uri()


def shot(url, folder, size):
    """What is seen of a page, (height, width, 3)."""
    pages.browse(url, folder, f"--screenshot={folder / 'shot.png'}", size=size)
    with Image.open(folder / "shot.png") as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def middle(picture, channel):
    """Where the one ball of a primary colour is, (2,) in px: the middle of the box about its pixels."""
    others = np.delete(picture, channel, axis=-1).max(axis=-1)
    rows, columns = np.nonzero(picture[..., channel] > 40 + 2 * others)
    return 0.5 * np.array([columns.min() + columns.max(), rows.min() + rows.max()])


def test_it_plays_by_itself_whatever_its_title_is(tmp_path):
    level = Level.model_validate(THREE | {"title": HOSTILE, "description": HOSTILE})
    url = published(level, tmp_path / "a.html", 30.0)
    seen = pages.browse(url, tmp_path, "--dump-dom", seconds=3.0)
    assert re.search('<body class="[^"]*playing', seen)
    assert 0.0 < float(re.search(r'id="now">([\d.]+)<', seen)[1]) < 5.0
    assert re.search(r'id="length">30<', seen)
    assert re.search(r'id="problem"[^>]*hidden[^>]*></div>', seen)


@pytest.mark.parametrize("time", [0.0, 1.5, 2.258])
def test_a_ball_is_where_it_should_be_at_a_moment(tmp_path, time):
    picture = shot(
        published(Level.model_validate(THREE), tmp_path / "a.html", 3.0) + f"#t={time}", tmp_path, (700, 600)
    )
    red, green, blue = (middle(picture, channel) for channel in range(3))
    scale = (blue - red)[0] / 6.0  # px a metre
    assert 60.0 < scale < 75.0
    expected = red + scale * np.array([2.0 * time, -(4.0 - time)])
    assert green == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("name", ["nested", "doors", "wind"])
def test_it_looks_as_a_painting_does(tmp_path, name):
    level = load_level(LEVELS / f"{name}.toml")
    picture = shot(published(level, tmp_path / "a.html", 2.0) + "#t=2", tmp_path, (600, 666))
    simulation = Simulation(level)
    simulation.step(120)
    painting = Painting(simulation, (600, 600)).frame().astype(int)
    simulation.close()
    error = np.abs(picture[:600] - painting).mean(axis=-1)
    error[:44] = 0.0  # the title
    assert error.mean() < 5.0
    assert error.reshape(30, 20, 30, 20).mean(axis=(1, 3)).max() < 28.0  # no square of 20 px is wrong
