"""Labels and colours of walls and zones in OpenGL."""

import numpy as np
import pytest

from game import Level, Simulation
from game.render.pillow.renderer import PillowRenderer

SCENE = {
    "format": 1,
    "title": "labels",
    "world": {"gravity": [0.0, 0.0]},
    "view": {"height": 8.0},
    "walls": [
        {"shape": "box", "width": 7.0, "height": 7.0, "container": True, "label": "a room", "color": "#4060c0"},
        {"shape": "box", "width": 2.0, "height": 1.0, "center": [-1.5, 1.0], "label": "box", "color": "#803020"},
        {"shape": "path", "closed": False, "points": [[-2.0, -1.0], [0.5, -1.5]], "label": "ramp 0.1"},
    ],
    "sensors": [
        {"name": "a", "center": [2.0, 0.0], "zone": {"shape": "circle", "radius": 1.0}, "label": "here",
         "color": "#ff00ff"},
    ],
}  # fmt: skip


@pytest.mark.usefixtures("gl")
def test_opengl_draws_labels_and_colors_as_pillow_does():
    from game.render.gl.offscreen import OffscreenRenderer  # noqa: PLC0415

    level = Level.model_validate(SCENE)
    bare = level.model_copy(
        update={
            "walls": tuple(wall.model_copy(update={"label": None}) for wall in level.walls),
            "sensors": tuple(sensor.model_copy(update={"label": None}) for sensor in level.sensors),
        }
    )
    pictures = {}
    for renderer in (OffscreenRenderer, PillowRenderer):
        labelled, plain = (renderer(Simulation(one), (480, 480)).frame().astype(float) for one in (level, bare))
        pictures[renderer] = labelled
        covered = (np.abs(labelled - plain).max(axis=2) > 30).mean()
        assert 0.005 < covered < 0.05
    opengl, pillow = pictures.values()
    assert np.abs(opengl - pillow).mean() < 4.0
    for place in ((240, 30), (150, 200), (300, 360)):  # the frame, the box, the edge of the zone: column, row
        column, row = place
        area = np.s_[row - 2 : row + 3, column - 2 : column + 3]
        assert opengl[area].mean(axis=(0, 1)) == pytest.approx(pillow[area].mean(axis=(0, 1)), abs=25.0)
