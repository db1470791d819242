"""No level moves otherwise than it did, down to the last bit, unless somebody means it to."""

import json

import pytest

from tests.golden_hashes import FILE, LEVELS, RENEW, hash_of, here

GOLDEN = json.loads(FILE.read_text("utf-8"))


def test_every_level_has_a_hash_and_no_other():
    assert sorted(GOLDEN["hashes"]) == [path.stem for path in LEVELS], f"after a look, renew them: {RENEW}"


@pytest.mark.parametrize("path", LEVELS, ids=lambda path: path.stem)
def test_a_level_moves_as_it_did(path):
    now, then = here(), GOLDEN["holds on"]
    if now != then:
        what = ", ".join(f"{key}: {now.get(key)!r}, not {value!r}" for key, value in then.items() if now[key] != value)
        pytest.skip(f"the golden hashes hold on another platform ({what})")
    if path.stem in GOLDEN["hashes"]:
        message = f"{path.stem} moves otherwise than before. If that is meant to be, renew the hashes: {RENEW}"
        assert hash_of(path) == GOLDEN["hashes"][path.stem], message
