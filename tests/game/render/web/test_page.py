"""The content of a page that plays a run."""

import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from components import Position, Spin
from components.kinematic_motion import pose_at
from game.cli import main
from game.levels.model import Level, load_level
from game.render import theme
from game.render.web import page
from game.render.web.page import PagePlan, write_page
from game.simulation.commands import PressKey, ReleaseKey, SetParameter
from game.simulation.simulation import Simulation
from tests import pages

LEVELS = Path(__file__).parents[4] / "levels"
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{run}}<!--"


def heptagon(*arguments):
    return CliRunner().invoke(main.app, list(map(str, arguments)), prog_name="heptagon")


def published(level, path, steps):
    """Write the page of a level; return its simulation, at the end."""
    simulation = Simulation(level)
    write_page(path, simulation, PagePlan.for_steps(simulation, steps), simulation.step)
    return simulation


@pytest.mark.parametrize("name", ["heptagon", "nested"])
def test_a_page_holds_the_final_poses(tmp_path, name):
    simulation = published(load_level(LEVELS / f"{name}.toml"), tmp_path / "a.html", 120)
    data, x, y, angle = pages.read_page(tmp_path / "a.html")
    assert (data["frames"], data["rate"]) == (121, 60.0)
    last = np.cumsum(data["tracks"]["count"]) - 1
    height_on_a_large_screen = 2160
    unit = data["unit"]
    assert 0.5 * unit < 0.5 * min(data["view"][2:]) / height_on_a_large_screen
    np.testing.assert_allclose(np.column_stack((x, y))[last], simulation.positions, atol=0.501 * unit, rtol=0.0)
    np.testing.assert_allclose(angle[last], simulation.angles, atol=0.501 * 2 * np.pi / data["turn"], rtol=0.0)
    assert data["tracks"]["radius"] == simulation.radii.tolist()
    assert data["tracks"]["color"] == [label.color for label in simulation.labels]


def test_a_page_holds_the_motions_of_walls(tmp_path):
    simulation = published(load_level(LEVELS / "paddles.toml"), tmp_path / "a.html", 90)
    data, *_ = pages.read_page(tmp_path / "a.html")
    walls = simulation.walls_table
    there = np.column_stack((walls[Position].x, walls[Position].y, walls[Spin].angle))
    motions = data["motions"][-1][1]
    seen = np.array([pose_at(simulation.time, *motions[wall["row"]])[:3] for wall in data["walls"]])
    assert len(seen) == len(there)
    np.testing.assert_allclose(seen[np.lexsort(seen.T)], there[np.lexsort(there.T)], atol=1e-9)


def test_a_page_holds_changes_of_the_motions_of_walls(tmp_path):
    simulation = Simulation(load_level(LEVELS / "heptagon.toml"))
    poses = []

    def step():
        if simulation.steps in {20, 50}:
            simulation.enqueue(SetParameter("spin", 0.1 * simulation.steps))
        simulation.step()
        poses.append(float(simulation.walls_table[Spin].angle[0]))

    write_page(tmp_path / "a.html", simulation, PagePlan.for_steps(simulation, 80), step)
    data, *_ = pages.read_page(tmp_path / "a.html")
    assert [frame for frame, _ in data["motions"]] == [0, 21, 51]
    for frame in (20, 21, 50, 51, 80):
        motions = [rows for first, rows in data["motions"] if first <= frame][-1]
        assert pose_at(frame / 60.0, *motions[0]).angle == pytest.approx(poses[frame - 1], abs=1e-9)


def test_a_page_holds_the_strokes_of_walls(tmp_path):
    simulation = Simulation(load_level(LEVELS / "pinball.toml"))
    poses = []

    def step():
        if simulation.steps in {20, 50}:
            simulation.enqueue((PressKey if simulation.steps == 20 else ReleaseKey)("Left"))
        simulation.step()
        poses.append(simulation.walls_table[Spin].angle.copy())

    write_page(tmp_path / "a.html", simulation, PagePlan.for_steps(simulation, 80), step)
    data, *_ = pages.read_page(tmp_path / "a.html")
    assert [frame for frame, _ in data["motions"]] == [0, 21, 51]
    assert np.ptp(np.array(poses), axis=0).max() == pytest.approx(np.radians(56.0))
    for frame in (20, 21, 23, 50, 51, 55, 80):
        motions = [rows for first, rows in data["motions"] if first <= frame][-1]
        angles = [pose_at(frame / 60.0, *motion).angle for motion in motions]
        np.testing.assert_allclose(angles, poses[frame - 1], atol=1e-9)


def test_a_page_starts_at_the_present_state(tmp_path):
    simulation = Simulation(load_level(LEVELS / "heptagon.toml"))
    simulation.step(30)
    write_page(tmp_path / "a.html", simulation, PagePlan.for_steps(simulation, 0), simulation.step)
    data, x, *_ = pages.read_page(tmp_path / "a.html")
    assert (data["start"], data["frames"], simulation.steps) == (0.5, 1, 30)
    np.testing.assert_allclose(x, simulation.positions[:, 0], atol=data["unit"])


def test_a_page_is_small(tmp_path):
    published(load_level(LEVELS / "heptagon.toml"), tmp_path / "a.html", 600)
    assert (tmp_path / "a.html").stat().st_size < 100_000


class Reader(HTMLParser):
    """Collects tags, their texts, and the addresses that they load."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts, self.asks = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.texts.append("")
        self.asks += [value for name, value in attrs if name in {"src", "href", "srcset", "data", "action"}]

    def handle_data(self, data):
        if self.texts:
            self.texts[-1] += data


def reading(path):
    reader = Reader()
    reader.feed(path.read_text("utf-8"))
    return reader


def test_texts_of_a_level_are_escaped(tmp_path):
    level = Level.model_validate({"format": 1, "title": HOSTILE, "description": HOSTILE})
    published(level, tmp_path / "hostile.html", 6)
    published(Level.model_validate({"format": 1, "title": "a"}), tmp_path / "plain.html", 6)
    hostile, plain = reading(tmp_path / "hostile.html"), reading(tmp_path / "plain.html")
    assert hostile.tags == plain.tags
    assert hostile.texts[hostile.tags.index("title")].strip() == HOSTILE
    assert pages.read_page(tmp_path / "hostile.html")[0]["title"] == HOSTILE


def test_a_page_makes_no_network_requests(tmp_path):
    published(load_level(LEVELS / "race.toml"), tmp_path / "a.html", 6)
    assert [url for url in reading(tmp_path / "a.html").asks if not url.startswith("data:")] == []
    text = (tmp_path / "a.html").read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|\bimport\b|@import|url\(", text)


def test_a_page_has_the_colours_of_the_level(tmp_path):
    palette = {"background": "#102030", "frame": "#405060"}
    level = Level.model_validate({"format": 1, "title": "a", "palette": palette})
    published(level, tmp_path / "a.html", 0)
    colors = pages.read_page(tmp_path / "a.html")[0]["colors"]
    assert (colors["middle"], colors["frame"], colors["floor"]) == ("#102030", "#405060", theme.FLOOR.dark)


def crowd(count, rate=60, pending=0):
    world = SimpleNamespace(step_rate=rate)
    return SimpleNamespace(count=count, pending=pending, level=SimpleNamespace(world=world))


@pytest.mark.parametrize(
    ("simulation", "steps", "plan"),
    [
        (crowd(20), 1800, PagePlan(1, 1801)),
        (crowd(0), 0, PagePlan(1, 1)),
        (crowd(20, rate=240), 2400, PagePlan(4, 601)),
        (crowd(20, rate=100), 101, PagePlan(2, 51)),
        (crowd(2000), 1800, PagePlan(2, 901)),
        (crowd(500, pending=1500), 1800, PagePlan(2, 901)),
        (crowd(10_000), 600, PagePlan(4, 151)),
    ],
)
def test_many_balls_have_fewer_frames(simulation, steps, plan):
    assert PagePlan.for_steps(simulation, steps) == plan
    assert plan.steps <= steps


def test_too_many_balls_for_too_long_are_refused():
    with pytest.raises(ValueError, match="a page of 30 s with 10000 balls is too large; allowed: at most 13 s"):
        PagePlan.for_steps(crowd(10_000), 1800)
    assert PagePlan.for_steps(crowd(10_000), 13 * 60).stride == 4


def test_all_assets_are_used():
    parts = {f"{name}.js" for name in page.SCRIPTS} | {"page.html", "page.css"}
    assert {path.name for path in page.ASSETS.iterdir()} == parts


# -- the command ----------------------------------------------


def test_render_writes_a_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.HTML").write_text('<meta name="generator" content="Heptagon">')
    result = heptagon("render", LEVELS / "heptagon.toml", "-o", "a.HTML", "--seconds", 0.5, "--seed", 3)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "wrote a.HTML\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["a.HTML"]
    assert pages.read_page("a.HTML")[0]["frames"] == 31


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "a.html", "--size", "800x600"], "cannot use --size or --fps for a.html: the browser draws it"),
        (["-o", "a.html", "--fps", 30], "cannot use --size or --fps for a.html: the browser draws it"),
        (["-o", "no/a.html"], "cannot write no/a.html: there is no folder no; allowed: an existing folder"),
        (["-o", "a.html", "--seconds", 601], "cannot use --seconds 601: out of range; allowed: 0 to 600 s"),
        (["-o", "a.bmp"], "cannot write a.bmp: wrong suffix for a drawing; allowed: .png, .gif, .webp, .mp4 or .html"),
    ],
)
def test_render_rejects_invalid_options_of_pages(tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    result = heptagon("render", LEVELS / "heptagon.toml", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert [*tmp_path.iterdir()] == []


def test_an_old_page_is_kept_if_the_disk_is_full(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.chdir(tmp_path)
    old = '<meta name="generator" content="Heptagon">'
    Path("a.html").write_text(old)
    monkeypatch.setattr(Path, "write_text", full)
    result = heptagon("render", LEVELS / "heptagon.toml", "-o", "a.html", "--seconds", 0.1)
    assert (result.exit_code, result.stderr) == (1, "cannot write a.html: No space left on device\n")
    assert [path.read_text() for path in tmp_path.iterdir()] == [old]
