"""Files that once did harm, and new mutants of every kind: each is read, or refused in one line with its name."""

from collections.abc import Callable
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.fuzz import sealed
from tests.fuzz.judging import Court
from tests.fuzz.mutation import KINDS, mutated
from tests.fuzz.seeds import seeds

CORPUS = sorted(path for path in (Path(__file__).parent / "corpus").glob("*/*") if path.is_file())
FILES = {"level": 40, "preferences": 150, "recording": 60, "state": 60, "svg": 60, "tmx": 60, "tmj": 60}


@pytest.fixture(scope="module")
def court():
    with Court() as court:
        yield court


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_did_harm_once_does_none(court, path):
    outcome = court.judge(path.parent.name, path.read_bytes())
    assert outcome.verdict != "crash", outcome.why


def add_command(about: Any, name: str, fields: dict[str, Any]) -> None:
    about["commands"].append([about["state"]["steps"], name, fields])


def remove_label(about: Any) -> None:
    about["state"]["labels"][-1] = None
    add_command(about, "AddBall", {"x": 1.0, "y": 0.0})


STATES: dict[str, tuple[Callable[[Any], object], str]] = {
    "array without name": (lambda about: about["state"]["wall_contacts"].update(first={"array": []}), "refused"),
    "ball without number": (remove_label, "accepted"),
    "mouse at infinity": (
        lambda about: about["state"].update(mouse_target={"entity": 2, "x": inf, "y": 0.0}),
        "accepted",
    ),
    "parameter beyond limits": (
        lambda about: add_command(about, "SetParameter", {"name": "balls", "value": 5e-324}),
        "refused",
    ),
}
COMMANDS = {
    "mouse at infinity": ([0, "Grab", {"entity": 2, "x": 0.0, "y": inf}], "accepted"),
    "line break in name": ([0, "Melt\n\u202e", {}], "refused"),
    "parameter beyond limits": ([0, "SetParameter", {"name": "restitution", "value": -1e6}], "refused"),
}
"""Changes of state files and recordings that once did harm, and the verdicts on the files."""


@pytest.mark.parametrize(("change", "verdict"), STATES.values(), ids=STATES)
def test_states_that_did_harm_once_do_none(court, change, verdict):
    def changed(about, arrays):
        change(about)
        return about

    outcome = court.judge("state", sealed.state(seeds("state")[1], changed))
    assert outcome.verdict == verdict, outcome.why


@pytest.mark.parametrize(("command", "verdict"), COMMANDS.values(), ids=COMMANDS)
def test_commands_that_did_harm_once_do_none(court, command, verdict):
    def changed(bodies):
        bodies[1]["commands"].insert(0, command)
        return bodies

    outcome = court.judge("recording", sealed.recording(seeds("recording")[1], changed, is_rehashed=True))
    assert outcome.verdict == verdict, outcome.why


def test_a_directory_before_the_start_of_the_file_does_no_harm(court):
    raw = seeds("state")[1]
    outcome = court.judge("state", raw[:-6] + (len(raw) * 20).to_bytes(4, "little") + raw[-2:])
    assert (outcome.verdict, outcome.why.partition(": ")[2]) == ("refused", "is damaged")


@pytest.mark.parametrize("kind", KINDS)
def test_seeds_are_accepted(court, kind):
    assert [outcome.why for raw in seeds(kind) if (outcome := court.judge(kind, raw)).verdict != "accepted"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_mutants_are_read_or_refused(court, kind):
    verdicts = set[str]()
    for number in range(FILES[kind]):
        raw = mutated(kind, Random(f"{kind} {number}"), seeds(kind))
        outcome = court.judge(kind, raw)
        assert outcome.verdict != "crash", f"{number}: {outcome.why}\n{raw[:2000]!r}"
        verdicts.add(outcome.verdict)
    assert verdicts == {"accepted", "refused"}
