"""Every level moves bit for bit as recorded in the golden hashes."""

import json

import pytest

from tests.golden_hashes import FILE, LEVELS, RENEW, hash_of, platform_versions

GOLDEN = json.loads(FILE.read_text("utf-8"))


def test_the_levels_with_a_hash_are_those_that_exist():
    message = f"check the levels, then renew the hashes: {RENEW}"
    assert sorted(GOLDEN["hashes"]) == [path.stem for path in LEVELS], message


@pytest.mark.parametrize("path", LEVELS, ids=lambda path: path.stem)
def test_a_level_moves_as_recorded(path):
    present, recorded = platform_versions(), GOLDEN["platform"]
    if present != recorded:
        changes = [
            f"{key}: {present[key]!r}, not {value!r}" for key, value in recorded.items() if present[key] != value
        ]
        pytest.skip(f"the golden hashes are of another platform ({', '.join(changes)})")
    if path.stem in GOLDEN["hashes"]:
        message = f"{path.stem} moves differently. If the change is intended, renew the hashes: {RENEW}"
        assert hash_of(path) == GOLDEN["hashes"][path.stem], message
