"""The shader cache of Mesa: a full disk must not end the process."""

import os
import subprocess
import sys
from errno import ENOSPC
from pathlib import Path
from unittest.mock import Mock

import pytest

from game.render import shader_cache
from game.render.shader_cache import SWITCH, cache_folder, switch_off_if_full

DRAW = """
import os, sys
from game.render import backends
from game import Simulation, load_level
renderer = backends.create_renderer(Simulation(load_level("heptagon")), (64, 48))
print(type(renderer).__name__, renderer.frame().max() > 100)
"""


@pytest.fixture
def environment(monkeypatch, tmp_path):
    monkeypatch.delenv("MESA_SHADER_CACHE_DIR", raising=False)
    monkeypatch.setenv(SWITCH, "")
    monkeypatch.delenv(SWITCH)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return monkeypatch


@pytest.mark.usefixtures("environment")
def test_a_cache_with_room_stays_on(tmp_path):
    switch_off_if_full()
    assert SWITCH not in os.environ
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["", "no/such/folder"])
def test_a_full_disk_switches_the_cache_off(environment, tmp_path, missing):
    environment.setenv("XDG_CACHE_HOME", str(tmp_path / missing))
    environment.setattr(shader_cache, "TemporaryFile", Mock(side_effect=OSError(ENOSPC, "No space left on device")))
    switch_off_if_full()
    assert os.environ[SWITCH] == "true"


def test_the_choice_of_the_user_stays(environment):
    environment.setenv(SWITCH, "false")
    environment.setattr(shader_cache, "TemporaryFile", Mock(side_effect=OSError(ENOSPC, "No space left on device")))
    switch_off_if_full()
    assert os.environ[SWITCH] == "false"


def test_the_folder_is_that_of_mesa():
    assert cache_folder({"MESA_SHADER_CACHE_DIR": "/own", "XDG_CACHE_HOME": "/x"}) == Path("/own")
    assert cache_folder({"XDG_CACHE_HOME": "/x"}) == Path("/x/mesa_shader_cache")
    assert cache_folder({}) == Path("~/.cache/mesa_shader_cache").expanduser()


@pytest.mark.slow
@pytest.mark.usefixtures("arcade")
def test_a_picture_is_drawn_on_a_full_disk(tmp_path):
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only the administrator can mount a small disk")
    try:
        (tmp_path / "fill").write_bytes(bytes(4096))
        environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "ARCADE_HEADLESS": "True"}
        command = [sys.executable, "-c", DRAW]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "OffscreenRenderer True\n"), done.stderr
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)
