"""Removal of imported balls that overlap walls or each other."""

from typing import Any

from game.levels.format import checks, clearance
from game.levels.importing.items import Item

MAX_PLACEMENTS = 10_000
"""Largest number of placements of groups in the search for overlaps."""


def remove_inside_walls(balls: list[Item], walls: list[Item], notes: list[str]) -> list[Item]:
    """Return the balls that overlap no wall; add a note for each other one."""
    if not (balls and walls):
        return balls
    depths = clearance.intrusion_depths([item.model for item in balls], [item.model for item in walls])
    outside = []
    for item, worst, depth in zip(balls, depths.argmax(axis=0).tolist(), depths.max(axis=0).tolist(), strict=True):
        if depth <= 1e-6 * item.model.radius:
            outside.append(item)
            continue
        wall = walls[worst]
        into = "out of" if wall.model.container else "into"
        notes.append(f"{item.label}: sticks {into} {wall.label} by {depth:.3g} m")
    return outside


def remove_overlapping(balls: list[Item], seed: Any, notes: list[str]) -> list[Item]:
    """Return balls and groups that do not overlap. Of two that overlap, the smaller one is removed with a note.

    Removing a group changes the random positions of the others, so overlaps are searched again, up to
    `MAX_PLACEMENTS` placements in all.
    """
    seed = seed if isinstance(seed, int) and seed >= 0 else 0
    remaining = dict(enumerate(balls))
    for _ in range(MAX_PLACEMENTS // max(len(remaining), 1)):
        pairs = list(checks.find_overlapping_groups({k: item.model for k, item in remaining.items()}, seed))
        for first, second, _ in pairs:
            if first in remaining and second in remaining:
                smaller, larger = sorted(
                    (second, first), key=lambda k: (remaining[k].model.count, remaining[k].model.radius)
                )
                notes.append(f"{remaining.pop(smaller).label}: overlaps {remaining[larger].label}")
        if not pairs:
            break
    return list(remaining.values())
