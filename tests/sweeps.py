"""Sweeps over a very short race, for tests."""

import os
from contextlib import nullcontext
from pathlib import Path

from game.batch.sweep import plan
from game.batch.sweep.settings import seeds, setting

ROOT = Path(__file__).parents[1]
RACE = ROOT / "tests" / "game" / "batch" / "sweep" / "fall.toml"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def planned(*settings, among="0:3", seconds=2.0, measures=True, level=RACE):
    """Return the plan of a sweep over the race; ``among`` are the seeds as on the command line."""
    parsed = [setting(text) for text in settings]
    return plan.make(level, parsed, seeds(among), seconds, measures, lambda _: nullcontext(lambda: None))
