"""Every file that ever did harm, and new ones of every kind: all are read, or refused in a line that names them."""

from pathlib import Path
from random import Random

import pytest

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
