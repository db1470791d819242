"""A short soak: two equal rounds leave the same number of everything."""

import pytest

from tests.soak.levels import write_levels

pytestmark = pytest.mark.slow  # a window for many frames

SCENARIO = """
from dataclasses import asdict
from game.files import new_file
from tests.soak.counts import count, gl_objects
from tests.soak.playing import Player

new_file.output_folders = lambda: iter([folder / "kept"])

def scenario(window, view):
    window.set_update_rate(1e-3)
    window.set_draw_rate(1e-3)  # as many frames as there are
    player = Player(window, view, folder)
    seen["rounds"] = []
    for _ in range(3):
        yield from player.play_round()
        seen["rounds"].append(asdict(count()))

play(scenario, size=(320, 240))
"""
MAX_OBJECTS = 300
"""Python objects by which two rounds may differ: sounds that are playing, and caches of texts."""


def test_nothing_grows_from_round_to_round(desktop, tmp_path):
    write_levels(tmp_path)
    *_, before, after = desktop.play(SCENARIO, tmp_path)["rounds"]
    for name in ("gl_objects", "threads", "files", "worlds"):
        assert after[name] <= before[name], name
    assert after["objects"] <= before["objects"] + MAX_OBJECTS
