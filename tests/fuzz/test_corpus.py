"""Tests of files that once crashed a reader, and of new mutants of every kind."""

from collections.abc import Callable
from copy import deepcopy
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.fuzz import checksummed
from tests.fuzz.file_checker import FileChecker
from tests.fuzz.mutation import KINDS, VALUES, mutate, mutate_data
from tests.fuzz.seeds import seeds
from tests.lanes import cases

CORPUS = sorted(path for path in (Path(__file__).parent / "corpus").glob("*/*") if path.is_file())
FILES = {"level": 40, "preferences": 150, "recording": 60, "state": 60, "svg": 60, "tmx": 60, "tmj": 60}


@pytest.fixture(scope="module")
def checker():
    with FileChecker() as checker:
        yield checker


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_files_of_the_corpus_do_not_crash(checker, path):
    outcome = checker.check(path.parent.name, path.read_bytes())
    assert outcome.verdict != "crash", outcome.reason


def add_command(about: Any, name: str, fields: dict[str, Any]) -> None:
    about["commands"].append([about["state"]["steps"], name, fields])


def remove_label(about: Any) -> None:
    about["state"]["labels"][-1] = None
    add_command(about, "AddBall", {"x": 1.0, "y": 0.0})


STATES: dict[str, tuple[Callable[[Any], object], str]] = {
    "steps without their sub-steps": (lambda about: about["state"].update(steps=2**53), "refused"),
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
    "ball far away": ([0, "AddBall", {"x": 1e200, "y": -inf, "vx": 1e200, "vy": 0.0}], "accepted"),
    "line break in name": ([0, "Melt\n\u202e", {}], "refused"),
    "parameter beyond limits": ([0, "SetParameter", {"name": "restitution", "value": -1e6}], "refused"),
}
"""Changes of state files and recordings that once crashed a reader, and the expected verdicts."""


@pytest.mark.parametrize(("change", "verdict"), STATES.values(), ids=STATES)
def test_states_that_once_crashed_have_the_expected_verdict(checker, change, verdict):
    def changed(about, arrays):
        change(about)
        return about

    outcome = checker.check("state", checksummed.state(seeds("state")[1], changed))
    assert outcome.verdict == verdict, outcome.reason


@pytest.mark.parametrize(("command", "verdict"), COMMANDS.values(), ids=COMMANDS)
def test_commands_that_once_crashed_have_the_expected_verdict(checker, command, verdict):
    def changed(bodies):
        bodies[1]["commands"].insert(0, command)
        return bodies

    outcome = checker.check("recording", checksummed.recording(seeds("recording")[1], changed, is_rehashed=True))
    assert outcome.verdict == verdict, outcome.reason


def test_directory_before_the_start_of_the_file_is_refused(checker):
    raw = seeds("state")[1]
    outcome = checker.check("state", raw[:-6] + (len(raw) * 20).to_bytes(4, "little") + raw[-2:])
    assert (outcome.verdict, outcome.reason.partition(": ")[2]) == ("refused", "it is damaged")


@pytest.mark.parametrize("kind", KINDS)
def test_seeds_are_accepted(checker, kind):
    assert [outcome.reason for raw in seeds(kind) if (outcome := checker.check(kind, raw)).verdict != "accepted"] == []


def test_file_that_takes_too_long_is_a_crash_that_tells_where_the_reader_is():
    with FileChecker(timeout=0.001) as checker:
        outcomes = [checker.check("recording", seeds("recording")[0]) for _ in range(2)]
    for outcome in outcomes:
        assert outcome.verdict == "crash"
        assert outcome.reason.startswith("takes more than 0.001 s:\nTimeout")
        assert "file_checker.py" in outcome.reason


def test_mutation_leaves_its_values_unchanged():
    before = repr(VALUES)
    tree: Any = {"a": [1, [2], {"b": []}], "c": {}}
    for number in range(2000):
        mutate_data(Random(number), deepcopy(tree), [tree])
    assert repr(VALUES) == before


def containers(node: Any) -> list[Any]:
    inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return [node, *(found for part in inner if isinstance(part, dict | list) for found in containers(part))]


def test_mutated_data_do_not_contain_a_container_twice():
    tree: Any = {"a": [1, [2], {"b": []}], "c": {}}
    for number in range(2000):
        changed = deepcopy(tree)
        found = containers(mutate_data(Random(number), changed, [changed]))
        assert len(set(map(id, found))) == len(found)


@pytest.mark.both_lanes
@pytest.mark.parametrize("kind", KINDS)
def test_mutants_are_accepted_or_refused(checker, kind):
    verdicts = set[str]()
    for number in range(cases(quick=FILES[kind] // 2, slow=4 * FILES[kind])):
        raw = mutate(kind, Random(f"{kind} {number}"), seeds(kind))
        outcome = checker.check(kind, raw)
        assert outcome.verdict != "crash", f"{number}: {outcome.reason}\n{raw[:2000]!r}"
        verdicts.add(outcome.verdict)
    assert verdicts == {"accepted", "refused"}
