"""Picture and movie files."""

import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from game.render.export import movie
from game.render.export.movie import MoviePlan
from game.simulation.simulation import Simulation
from game.testing.tiny_worlds import tiny_level as level

SIZE = (64, 48)


def frames(count):
    """Yield frames of a white square that moves over a colour gradient."""
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    ground = np.stack((2 * rows, 2 * columns, 128 + 0 * rows), axis=-1).astype(np.uint8)
    for k in range(count):
        frame = ground.copy()
        frame[20:28, 2 * k % 56 : 2 * k % 56 + 8] = 255
        yield frame


def written(folder, suffix, **options):
    path = folder / f"movie{suffix}"
    plan = MoviePlan.for_file(path, size=SIZE, **options)
    plan.write_file(path, frames(len(plan.times)))
    return path


def decoded(path):
    """Yield the frames of a file and their durations in ms."""
    with Image.open(path) as picture:
        for k in range(picture.n_frames):
            picture.seek(k)
            yield np.asarray(picture.convert("RGB")), picture.info["duration"]


def test_a_png_is_exact(tmp_path):
    (expected,) = frames(1)
    with Image.open(written(tmp_path, ".png", seconds=0.0)) as picture:
        np.testing.assert_array_equal(np.asarray(picture), expected)


@pytest.mark.parametrize(("suffix", "fps"), [(".gif", 25), (".gif", 30), (".webp", 30), (".webp", 7)])
def test_movies_have_the_requested_length(tmp_path, suffix, fps):
    path = written(tmp_path, suffix, seconds=3.0, fps=fps)
    shown = [*decoded(path)]
    assert len(shown) == 3 * fps
    assert sum(duration for _, duration in shown) == 3000
    with Image.open(path) as picture:
        assert picture.info["loop"] == 0


@pytest.mark.parametrize(("suffix", "tolerance"), [(".gif", 6.0), (".webp", 6.0)])
def test_movies_show_the_frames(tmp_path, suffix, tolerance):
    shown = decoded(written(tmp_path, suffix, seconds=1.0, fps=20))
    for expected, (picture, _) in zip(frames(20), shown, strict=True):
        assert np.abs(picture.astype(int) - expected).mean() < tolerance


def test_a_gif_does_not_flicker_where_nothing_moves(tmp_path):
    noise = np.random.default_rng(1)
    path = tmp_path / "still.gif"
    plan = MoviePlan.for_file(path, seconds=1.0, size=SIZE, fps=10)
    (ground,) = frames(1)
    plan.write_file(
        path, (np.clip(ground + noise.integers(-1, 2, ground.shape), 0, 255).astype(np.uint8) for _ in range(10))
    )
    for (before, _), (after, _) in pairwise(decoded(path)):
        assert np.mean(before != after) < 0.05


def test_a_movie_can_have_one_frame(tmp_path):
    for suffix in (".gif", ".webp"):
        with Image.open(written(tmp_path, suffix, seconds=0.0)) as picture:
            assert picture.size == SIZE


def test_an_mp4_is_h264_with_a_constant_frame_rate(tmp_path):
    av = pytest.importorskip("av")
    with av.open(str(written(tmp_path, ".mp4", seconds=1.0, fps=25))) as file:
        stream = file.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt, stream.average_rate) == ("h264", "yuv420p", 25)
        assert stream.duration * stream.time_base == 1
        pictures = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
    assert len(pictures) == 25
    for expected, picture in zip(frames(25), pictures, strict=True):
        assert np.abs(picture.astype(int) - expected).mean() < 8.0


def test_an_mp4_keeps_the_colours(tmp_path):
    av = pytest.importorskip("av")
    path = tmp_path / "orange.mp4"
    orange = np.full((48, 64, 3), (243, 152, 0), np.uint8)
    MoviePlan.for_file(path, seconds=0.1, size=SIZE).write_file(path, [orange] * 6)
    with av.open(str(path)) as file:
        picture = next(file.decode(video=0)).to_ndarray(format="rgb24")
    assert np.abs(picture.astype(int) - orange).max() <= 3


def test_few_frames_are_in_memory_at_a_time(tmp_path):
    alive = 0

    class Counted(np.ndarray):
        def __del__(self):
            nonlocal alive
            alive -= 1

    def counted_frames(count):
        nonlocal alive
        for frame in frames(count):
            alive += 1
            yield frame.view(Counted)
            assert alive < 5

    path = tmp_path / "movie.webp"
    plan = MoviePlan.for_file(path, seconds=1.0, size=SIZE)
    plan.write_file(path, counted_frames(len(plan.times)))


def test_frame_durations_are_off_by_at_most_half_a_tick():
    delays = movie.frame_durations(300, 30, 100)
    assert sum(delays) == 1000
    assert set(delays) == {3, 4}
    assert np.abs(np.cumsum(delays) - np.arange(1, 301) * 100 / 30).max() <= 0.5


def test_defaults_depend_on_the_suffix():
    assert MoviePlan.for_file(Path("a.png")) == MoviePlan(".png", (800, 800), (Fraction(5, 2),), 30)
    gif = MoviePlan.for_file(Path("a.GIF"))
    assert (gif.suffix, gif.size, len(gif.times), gif.fps) == (".gif", (480, 480), 250, 25)
    assert len(MoviePlan.for_file(Path("a.webp"), seconds=2.0).times) == 60
    assert MoviePlan.for_file(Path("a.mp4"), fps=50).times[1] == Fraction(1, 50)


@pytest.mark.parametrize(
    ("name", "plan", "message"),
    [
        ("a.bmp", {}, "unknown kind of file; allowed: .png, .gif, .webp, .mp4 or .html"),
        ("a", {}, "unknown kind of file; allowed: "),
        ("a.png", {"size": (15, 100)}, "size would be 15x100; allowed: sides of 16 to 4096 pixels"),
        ("a.gif", {"size": (100, 2049)}, "size would be 100x2049; allowed: sides of 16 to 2048 pixels"),
        ("a.gif", {"fps": 51}, "51 frames a second; allowed: 1 to 50"),
        ("a.webp", {"fps": 0}, "0 frames a second; allowed: 1 to 120"),
        ("a.mp4", {"size": (100, 99)}, "size would be 100x99; allowed: even sides"),
        (
            "a.gif",
            {"size": (2048, 2048), "seconds": 60.0},
            "1500 frames of this size are too many for a gif; ",
        ),
    ],
)
def test_invalid_plans_are_rejected(name, plan, message):
    with pytest.raises(ValueError, match=message):
        MoviePlan.for_file(Path(name), **plan)


def test_the_error_without_pyav_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.setattr(movie, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="pip install av"):
        MoviePlan.for_file(Path("a.mp4"))


class Witness:
    """A renderer that records the times of its frames."""

    def __init__(self, simulation):
        self.simulation = simulation
        self.times = []

    def frame(self, alpha=1.0):
        assert 0.0 < alpha <= 1.0
        self.times.append((self.simulation.steps - 1 + alpha) / self.simulation.level.world.step_rate)
        return np.zeros((16, 16, 3), np.uint8)


@pytest.mark.parametrize("fps", [60, 30, 25, 50, 7])
def test_every_frame_is_drawn_at_its_time(fps):
    simulation, steps = Simulation(level([{"position": [0.0, 0.0]}])), []
    plan = MoviePlan.for_file(Path("a.webp"), seconds=1.0, fps=fps)
    witness = Witness(simulation)
    assert len([*plan.render_frames(simulation, witness, lambda: steps.append(1))]) == fps
    assert witness.times == pytest.approx([k / fps for k in range(fps)])
    assert len(steps) == simulation.steps == plan.step_count(60)
    simulation.close()
