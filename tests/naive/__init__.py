"""Slow and simple twins of the kernels: same parameters, same results, with complex numbers for plane vectors."""

from tests.naive.balls import ball_collision
from tests.naive.broad_phase import build_adjacency, copy_impulses, find_pairs, has_moved, mean_radius_and_max_speed
from tests.naive.flight import damping, gravity, integration, store_previous_pose
from tests.naive.forces import forces
from tests.naive.sensing import sensing
from tests.naive.wall_motion import wall_motion, wall_pose_before
from tests.naive.warm_start import warm_start

__all__ = [
    "ball_collision",
    "build_adjacency",
    "copy_impulses",
    "damping",
    "find_pairs",
    "forces",
    "gravity",
    "has_moved",
    "integration",
    "mean_radius_and_max_speed",
    "sensing",
    "store_previous_pose",
    "wall_motion",
    "wall_pose_before",
    "warm_start",
]
