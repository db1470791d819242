"""A short race, and plans of sweeps of it, for tests."""

import os
from contextlib import nullcontext
from pathlib import Path

from game.batch.sweep import plan
from game.batch.sweep.settings import parse_seeds, parse_setting

ROOT = Path(__file__).parents[1]
RACE = ROOT / "tests" / "game" / "batch" / "sweep" / "fall.toml"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def make_plan(*settings, seeds="0:3", seconds=2.0, measures=True, level=RACE):
    """Return the plan of a sweep over the race, from the texts of command-line options."""
    varied = [parse_setting(text) for text in settings]
    return plan.make_plan(level, varied, parse_seeds(seeds), seconds, measures, lambda _: nullcontext(lambda: None))
