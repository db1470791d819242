"""Changed parameters of a running level as changes of its data."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from game.levels.model import Level
from game.levels.toml.positions import Location
from game.simulation.parameters import Overrides, effective_gravity, material_groups, wall_spins
from systems.material_overrides import PROPERTIES

MATERIAL_USERS = ("walls", "balls", "emitters")
"""Arrays whose items have a material."""


def parameter_changes(level: Level, overrides: Overrides) -> dict[Location, Any]:
    """Return the new values of a level for changed parameters, but for the number of balls."""
    changes: dict[Location, Any] = {}
    if overrides.gravity is not None or overrides.direction is not None:
        changes["world", "gravity"] = [part + 0.0 for part in effective_gravity(level, overrides)]
    if overrides.substeps is not None:
        changes["world", "substeps"] = overrides.substeps
    if overrides.spin is not None:
        changes |= {("walls", k, "spin"): spin for k, spin in wall_spins(level, overrides.spin).items()}
    return changes | dict(_material_changes(level, overrides))


def _material_changes(level: Level, overrides: Overrides) -> Iterator[tuple[Location, Any]]:
    """Yield the changes of materials; those of single ones come last, because they count more."""
    values = {name: value for name in PROPERTIES if (value := getattr(overrides, name)) is not None}
    if values:
        yield from _common_changes(level, values)
    for material, name, value in overrides.materials:
        for group in material_groups(level).values():
            if material in group:  # materials that are equal to it change with it
                yield from ((("materials", one, name), value) for one in group)


def _common_changes(level: Level, values: dict[str, float]) -> Iterator[tuple[Location, Any]]:
    """Yield changes that give all materials the same values, and a material to all parts without one."""
    new = next(name for k in count(1) if (name := f"tuned-{k}" if k > 1 else "tuned") not in level.materials)
    bare: list[Location] = [
        (array, k, "material")
        for array in MATERIAL_USERS
        for k, part in enumerate(getattr(level, array))
        if part.material is None
    ]
    for material in (*level.materials, *([new] if bare else [])):
        for name, value in values.items():
            yield ("materials", material, name), value
    for location in bare:
        yield location, new
