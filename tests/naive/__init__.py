"""Slow, obvious twins of the kernels: same arguments, same results, plane geometry in complex numbers."""

from tests.naive.balls import ball_collision
from tests.naive.flight import damping, gravity, integration, remember
from tests.naive.forces import forces
from tests.naive.near import carry_over, find_pairs, has_moved, link, survey
from tests.naive.plan import wall_before, wall_motion
from tests.naive.sensing import sensing
from tests.naive.warmth import warm_start

__all__ = [
    "ball_collision",
    "carry_over",
    "damping",
    "find_pairs",
    "forces",
    "gravity",
    "has_moved",
    "integration",
    "link",
    "remember",
    "sensing",
    "survey",
    "wall_before",
    "wall_motion",
    "warm_start",
]
