"""Saving what would be lost: each part by itself, and never over a file of the player."""

from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from game import Simulation
from game.files import new_file
from game.levels import library
from game.levels.editing.level_document import LevelDocument
from game.levels.model import load_level
from game.session.recording.recorder import Recorder
from game.session.session import Session
from game.simulation.commands import SetParameter
from game.ui.capture.recorder_adapter import RecorderAdapter
from game.ui.rescue import rescue
from tests.display import LEVEL


@pytest.fixture
def user(tmp_path, monkeypatch):
    """The user's folder of levels."""
    folder = tmp_path / "user"
    monkeypatch.setattr(library, "level_folders", lambda: [library.LevelFolder("user", folder)])
    monkeypatch.setattr(new_file, "output_folders", lambda: iter([tmp_path / "elsewhere"]))
    return folder


@pytest.fixture
def screen(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(LEVEL.format(title="Level a"), "utf-8")
    simulation = Simulation(load_level(path))
    adapter = RecorderAdapter(Recorder(tmp_path / "run.rec"), pytest.fail)
    adapter.attach(simulation)
    edited = LevelDocument(path.read_text("utf-8").replace("Level a", "Edited"), path, saved_text="")
    yield SimpleNamespace(
        recorder_adapter=adapter, drafts=SimpleNamespace(modified=[edited]), session=Session(simulation)
    )
    simulation.close()


def lines(capsys):
    return capsys.readouterr().err.splitlines()


def test_without_changes_only_the_recording_is_completed(screen, user, tmp_path, capsys):
    screen.drafts.modified.clear()
    rescue(screen)
    assert lines(capsys) == [f"saved the recording: {tmp_path / 'run.rec'}"]
    assert not user.exists()
    rescue(screen)
    assert lines(capsys) == []


def test_edits_and_changes_become_new_levels(screen, user, tmp_path, capsys):
    screen.session.enqueue(SetParameter("gravity", 3.0), "gravity")
    rescue(screen)
    _, edits, played = lines(capsys)
    assert edits == f"saved the edits of a: {user / 'a-draft.toml'}"
    assert played.startswith(f"saved the changes of play: {user / 'a-tuned.toml'}")
    assert load_level(user / "a-draft.toml").title == "Edited"
    assert load_level(user / "a-tuned.toml").world.gravity == (0.0, -3.0)
    assert load_level(tmp_path / "a.toml").title == "Level a"
    rescue(screen)
    assert load_level(user / "a-draft-2.toml").title == "Edited"


def test_one_part_that_cannot_be_saved_does_not_keep_the_others(screen, user, tmp_path, capsys, monkeypatch):
    user.write_text("in the way")
    screen.session.enqueue(SetParameter("gravity", 3.0), "gravity")
    monkeypatch.setattr(Recorder, "_write", Mock(side_effect=OSError("the disk is gone")))
    rescue(screen)
    recording, edits, played = lines(capsys)
    assert recording == "cannot save the recording: the disk is gone"
    assert edits == f"saved the edits of a: {tmp_path / 'elsewhere' / 'a-draft-1.toml'}"
    assert played.startswith("cannot save the changes of play: ")
    assert load_level(Path(edits.partition(": ")[2])).title == "Edited"
