"""The levels that are played: three, and a broken one."""

from pathlib import Path

LEVEL = """\
format = 1
title = "Level {name}"
graphs = true
[view]
height = 7.0
[[walls]]
shape = "polygon"
sides = {sides}
radius = 3.0
spin = 72.0
[[balls]]
count = 12
radius = 0.2
spawn = {{ pattern = "ring", radius = 1.0 }}
"""


def write_levels(folder: Path) -> None:
    """Write the levels a, b and c, and a broken one, into a folder."""
    for name, sides in (("a", 7), ("b", 5), ("c", 3), ("d-broken", 1)):
        (folder / f"{name}.toml").write_text(LEVEL.format(name=name, sides=sides), "utf-8")
