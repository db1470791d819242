"""Slow and simple twins of the kernels: same parameters, same results, with complex numbers for plane vectors."""

from tests.naive.broad_phase import (
    build_adjacency,
    choose_skin,
    find_pairs,
    has_moved,
    keep_impulses,
    restore_impulses,
)
from tests.naive.energy import add_field_work, close_energy_account, energy, open_energy_account
from tests.naive.flight import damping, gravity, integration, mouse_joint, store_previous_pose
from tests.naive.forces import forces
from tests.naive.impact_strength import impact_strength
from tests.naive.poses import ball_poses
from tests.naive.quarantine import first_invalid
from tests.naive.sensing import sensing
from tests.naive.wall_motion import wall_motion, wall_pose_before, wall_poses
from tests.naive.warm_start import warm_start

__all__ = [
    "add_field_work",
    "ball_poses",
    "build_adjacency",
    "choose_skin",
    "close_energy_account",
    "damping",
    "energy",
    "find_pairs",
    "first_invalid",
    "forces",
    "gravity",
    "has_moved",
    "impact_strength",
    "integration",
    "keep_impulses",
    "mouse_joint",
    "open_energy_account",
    "restore_impulses",
    "sensing",
    "store_previous_pose",
    "wall_motion",
    "wall_pose_before",
    "wall_poses",
    "warm_start",
]
