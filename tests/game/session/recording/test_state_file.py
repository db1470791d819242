"""State files: the bits of a continued run, and files that are damaged, foreign, old or malicious."""

import errno
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from components import Position
from game import load_level, load_state, save_state
from game.session.recording import archive, state_file
from game.session.recording.record_error import RecordError
from game.simulation.commands import RemoveBall
from game.simulation.simulation import Simulation
from tests.game.session.recording.scenes import everything, first, play

ROOT = Path(__file__).parents[4]
LEVELS = ROOT / "levels"
OLD = Path(__file__).parent / "old"


@pytest.fixture
def played():
    simulation = everything()
    play(simulation, 97)
    yield simulation
    simulation.close()


@pytest.fixture
def saved(played, tmp_path):
    """A state file."""
    path = tmp_path / "state.npz"
    save_state(played, path)
    return path


def refusal(path):
    with pytest.raises(RecordError) as caught:
        load_state(path)
    message = str(caught.value)
    assert message.startswith(f"cannot read {path}: ")
    return message.removeprefix(f"cannot read {path}: ")


def rewrite(path, about=lambda it: None, **changes):
    """Change a state file; its checksum is valid afterwards."""
    arrays = archive.read_arrays(path)
    del arrays[state_file.CHECKSUM]
    text = json.loads(arrays[state_file.ABOUT].tobytes())
    about(text)
    arrays[state_file.ABOUT] = np.frombuffer(json.dumps(text).encode(), np.uint8)
    arrays |= {name.replace("__", "."): change for name, change in changes.items()}
    arrays[state_file.CHECKSUM] = state_file.arrays_checksum(arrays)
    archive.write_arrays(path, arrays)


def test_a_loaded_run_continues_with_the_same_bits(played, saved):
    other = load_state(saved)
    assert (other.hash(), other.steps, other.seed) == (played.hash(), 97, 3)
    assert [other.labels, other.quarantine] == [played.labels, played.quarantine]
    for simulation in (played, other):
        play(simulation, 60)
    assert other.hash() == played.hash()


@pytest.mark.parametrize("name", ["galton", "race", "paddles", "doors"])
def test_levels_of_every_kind_continue_with_the_same_bits(tmp_path, name):
    one = Simulation(load_level(LEVELS / f"{name}.toml"), seed=11)
    one.step(45)
    save_state(one, tmp_path / "state.npz")
    other = load_state(tmp_path / "state.npz")
    assert (other.hash(), other.level.name) == (one.hash(), name)
    for simulation in (one, other):
        simulation.step(45)
    assert other.hash() == one.hash()


def test_a_run_continues_in_another_process(played, saved):
    program = "import sys; from game import load_state; one = load_state(sys.argv[1]); one.step(30); print(one.hash())"
    command = [sys.executable, "-W", "error", "-c", program, str(saved)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    played.step(30)
    assert done.stdout.strip() == played.hash()


def test_a_state_file_needs_no_level_file(tmp_path):
    (tmp_path / "parent.toml").write_text((LEVELS / "heptagon.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "child.toml").write_text('format = 1\ntitle = "Child"\nextends = "parent.toml"\n', "utf-8")
    one = Simulation(load_level(tmp_path / "child.toml"))
    one.step(10)
    save_state(one, tmp_path / "state.npz")
    for name in ("parent.toml", "child.toml"):
        (tmp_path / name).unlink()
    assert load_state(tmp_path / "state.npz").hash() == one.hash()


@pytest.mark.parametrize("is_restored", [False, True])
def test_pending_commands_are_saved(tmp_path, is_restored):
    one = everything()
    one.step(10)
    state = one.snapshot()
    one.enqueue(RemoveBall(first(one)))
    if is_restored:  # the command is carried out again, unless another one is enqueued
        one.step(5)
        one.restore(state)
    save_state(one, tmp_path / "state.npz")
    other = load_state(tmp_path / "state.npz")
    for simulation in (one, other):
        simulation.enqueue(RemoveBall(int(simulation.balls.entities[5])))
        simulation.step(5)
    assert one.count == (18 if is_restored else 17)
    assert other.hash() == one.hash()


def test_the_quarantine_is_saved(tmp_path):
    one = everything()
    one.balls[Position].x[2] = np.nan
    one.step()
    save_state(one, tmp_path / "state.npz")
    assert load_state(tmp_path / "state.npz").quarantine == one.quarantine != []


def test_numpy_can_read_a_state_file(saved, played):
    with np.load(saved, allow_pickle=False) as file:
        assert np.array_equal(file["balls.entities"], played.balls.entities)


# -- writing --------------------------------------------------


def test_an_existing_file_is_replaced(played, saved):
    before = load_state(saved).hash()
    played.step()
    save_state(played, saved)
    assert load_state(saved).hash() == played.hash() != before
    assert [path.name for path in saved.parent.iterdir()] == ["state.npz"]


def test_a_full_disk_leaves_the_existing_file_unchanged(played, saved, monkeypatch):
    def fill(path, arrays):
        path.write_bytes(b"half of it")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = saved.read_bytes()
    monkeypatch.setattr(archive, "write_arrays", fill)
    with pytest.raises(OSError, match=r"No space left on device: '.*state\.npz'"):
        save_state(played, saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["state.npz"]


def test_a_missing_folder_is_named(played, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none/state\.npz"):
        save_state(played, tmp_path / "none" / "state.npz")


def test_a_folder_that_cannot_be_written_is_named(played, saved):
    saved.parent.chmod(0o500)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # nobody: root may write everywhere
    try:
        with pytest.raises(PermissionError, match=r"state\.npz"):
            save_state(played, saved)
    finally:
        os.seteuid(user)
    saved.parent.chmod(0o700)


# -- files that cannot be read -------------------------------


def test_a_truncated_file_is_refused(saved):
    whole = saved.read_bytes()
    for length in (0, 1, 30, len(whole) // 2, len(whole) - 1):
        saved.write_bytes(whole[:length])
        assert refusal(saved) in {"it is not an npz file", "it is truncated, or damaged at its end"}


def test_a_flipped_bit_is_noticed_or_changes_nothing(saved, played):
    """Some bits of a zip file are not used, such as those of its dates."""
    content, messages = bytearray(saved.read_bytes()), []
    bits = np.random.default_rng(5).integers(0, 8 * len(content), 150)
    for bit in map(int, bits):
        content[bit // 8] ^= 1 << bit % 8
        saved.write_bytes(content)
        content[bit // 8] ^= 1 << bit % 8
        try:
            assert load_state(saved).hash() == played.hash()
        except RecordError as problem:
            messages.append(str(problem))
    assert len(messages) > 100
    assert all(message.startswith(f"cannot read {saved}: ") for message in messages)


def test_a_foreign_file_is_refused(tmp_path):
    text, motion = tmp_path / "text.npz", tmp_path / "motion.npz"
    text.write_text("format = 1")
    assert refusal(text) == "it is not an npz file"
    np.savez(motion, t=np.zeros(3))
    assert refusal(motion) == "it is not a Heptagon state file"


def test_a_pickle_is_never_loaded(saved, tmp_path):
    class Bomb:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "boom"),))

    np.savez(saved, about=np.array([Bomb()], object), checksum=np.zeros(1))
    assert refusal(saved) == "about.npy is not an array of plain numbers"
    assert not (tmp_path / "boom").exists()


def test_a_zip_bomb_is_not_unpacked(saved, monkeypatch):
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("about.npy", bytes(10_000_000))
    assert saved.stat().st_size < 100_000
    monkeypatch.setattr(archive, "MAX_BYTES", 9_000_000)
    assert refusal(saved) == "it holds more than 8 MB"


def test_an_array_with_a_false_length_is_not_allocated(saved):
    with zipfile.ZipFile(saved, "w") as file:
        head = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"
        file.writestr("about.npy", b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head)
    assert refusal(saved) == "about.npy does not have the length that its header gives"


def test_a_long_directory_is_not_read(saved):
    with zipfile.ZipFile(saved, "w") as file:
        for k in range(2000):
            file.writestr(f"part-{k}.npy", b"")
    assert refusal(saved) == "it is larger than any state file"


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_old_version_is_refused(version):
    words = f"it has version {version} of the state file format, and this program reads version 4; allowed: a new "
    assert refusal(OLD / f"version-{version}.npz") == f"{words}state file, made with this program"


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (5, "it has version 5 of the state file format, and this program reads version 4; allowed: a newer program"),
        ("4", "it has no version of the state file format"),
        (None, "it has no version of the state file format"),
    ],
)
def test_a_later_version_and_no_version_are_refused(saved, version, words):
    rewrite(saved, lambda about: about.update(version=version, more="things"))
    assert refusal(saved) == words


def test_another_level_is_refused(saved):
    rewrite(saved, lambda about: about["origin"]["level"]["world"].update(substeps=5))
    assert refusal(saved) == "the hash of its level is wrong"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda about: about["state"].update(steps="many"), "is invalid: steps"),
        (lambda about: about["state"].update(steps=2**70), "a number that is too large"),
        (lambda about: about["state"].update(next_entity_id=1), "next_entity_id"),
        (lambda about: about["state"].update(emitted=[9]), "emitted"),
        (lambda about: about["state"].update(emitted=[]), "emitted"),
        (lambda about: about["state"].pop("walls"), "walls"),
        (lambda about: about["state"]["labels"][0].update(color="red"), "labels"),
        (lambda about: about["state"]["labels"].pop(), "labels"),
        (lambda about: about["state"]["ball_contacts"].update(x={"array": "nothing"}), "lacks the array"),
        (lambda about: about["commands"].append([97, "Explode", {}]), 'unknown command "Explode"'),
        (lambda about: about["commands"].append([97, "RemoveBall", {"entity": 2**80}]), "too large"),
        (lambda about: about["commands"].append([97, "RemoveBall", {"entity": "5"}]), "RemoveBall: entity"),
        (lambda about: about["commands"].append([97, "RemoveBall", {"entity": 5, "by": 1}]), "RemoveBall: by"),
        (
            lambda about: about["commands"].append([97, "SetParameter", {"name": "friction", "material": "m"}]),
            "friction of m",
        ),
        (lambda about: about["state"]["material_overrides"]["overrides"][0].update(name="mass"), "material_overrides"),
        (lambda about: about["state"]["material_overrides"]["overrides"][0].update(value=1e9), "material_overrides"),
        (lambda about: about["state"]["material_overrides"]["own"].pop(), "material_overrides"),
        (lambda about: about["state"]["parameter_overrides"].update(materials=[["m", "friction", 0.1]]), "parameter"),
        (lambda about: about.update(more=1), "more"),
        (lambda about: about["origin"].update(seed=-1), "seed"),
    ],
)
def test_an_invalid_field_is_named(saved, change, what):
    rewrite(saved, change)
    assert what in refusal(saved)


def last_one(array, value):
    changed = array.copy()
    changed[-1] = value
    return changed


@pytest.mark.parametrize(
    ("name", "change", "what"),
    [
        ("ball_contacts.pairs.second", lambda array: last_one(array, 10**9), "ball_contacts"),
        ("ball_contacts.pairs.first", lambda array: last_one(array, -1), "ball_contacts"),
        ("ball_contacts.pairs.first", lambda array: array.astype(float), "ball_contacts"),
        ("ball_contacts.places", lambda array: array[:, :-1].copy(), "ball_contacts"),
        ("ball_contacts.stripes", lambda array: array[:-1], "ball_contacts"),
        ("ball_contacts.stripes", lambda array: array + 1, "ball_contacts"),
        ("ball_contacts.stripes", lambda array: np.arange(array[-1] + 1), "ball_contacts"),  # they share balls
        ("ball_contacts.stripes", lambda array: np.repeat(array, 99), "ball_contacts"),
        ("wall_contacts.second", lambda array: last_one(array, 10**6), "wall_contacts"),
        ("wall_contacts.first", np.zeros_like, "wall_contacts"),
        ("wall_contacts.block", lambda array: array[:, :4].copy(), "wall_contacts"),
        ("balls.block", lambda array: array[:-1], "balls"),
        ("balls.entities", lambda array: array[::-1].copy(), "balls"),
        ("balls.entities", lambda array: last_one(array, 2**62), "next_entity_id"),
        ("walls.entities", lambda array: array + 1, "snapshot holds"),
        ("zones.block", lambda array: array.astype(np.int64), "zones"),
    ],
)
def test_an_invalid_array_of_the_state_is_named(saved, name, change, what):
    array = archive.read_arrays(saved)[name]
    if name == "wall_contacts.first":  # more contacts than one ball may have
        many = np.zeros(9, np.int64)
        rewrite(saved, wall_contacts__first=many, wall_contacts__second=many, wall_contacts__block=np.zeros((9, 5)))
    else:
        rewrite(saved, **{name.replace(".", "__"): change(array)})
    assert what in refusal(saved)
