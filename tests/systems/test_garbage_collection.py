"""Tests of `systems.garbage_collection`."""

import gc

import pytest

from systems.garbage_collection import paused_garbage_collection


def test_the_collector_is_paused_within_the_block_and_after_an_error_runs_again():
    with paused_garbage_collection():
        assert not gc.isenabled()
        with paused_garbage_collection():
            pass
        assert not gc.isenabled(), "the inner block leaves it as it was"
    assert gc.isenabled()
    with pytest.raises(ValueError, match="wrong"), paused_garbage_collection():
        raise ValueError("wrong")
    assert gc.isenabled()
