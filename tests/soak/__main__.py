"""Soak: plays the game in a window on an X server of its own, and prints what the process holds.

Usage: ``python -m tests.soak [MINUTES]``. A row is printed after the first round and about every minute; the last
lines compare the end with the second row, and name the types of Python objects whose number has grown. The exit status
is 1 if there are more OpenGL objects, threads, open files or worlds.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from tests.display import x_server

SIZE = (640, 480)
ROW_TIME = 60.0
"""Time between two rows, s."""


def main() -> None:
    """Play for the given time."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__.split("\n")[0])
    parser.add_argument("minutes", type=float, nargs="?", default=30.0)
    minutes = parser.parse_args().minutes
    with x_server() as (display, _), tempfile.TemporaryDirectory(prefix="soak-") as folder:
        os.environ.pop("ARCADE_HEADLESS", None)
        own = {f"XDG_{kind}_HOME": f"{folder}/{kind.lower()}" for kind in ("CONFIG", "DATA", "STATE")}
        os.environ.update(own | {"DISPLAY": display, "ARCADE_SOUND_BACKENDS": "silent", "PYGLET_DEBUG_GL": "False"})
        sys.exit(soak(60.0 * minutes, Path(folder, "levels")))


def soak(seconds: float, folder: Path) -> int:
    """Play rounds for a time, s, on levels in a new folder; return the exit status."""
    import arcade  # noqa: PLC0415  (a display is needed)
    import pyglet  # noqa: PLC0415

    from game.files import new_file  # noqa: PLC0415
    from game.levels.library import LevelFolder, list_levels  # noqa: PLC0415
    from game.ui import window as opened  # noqa: PLC0415
    from tests.soak.counts import NAMES, Counts, count, python_objects  # noqa: PLC0415
    from tests.soak.levels import write_levels  # noqa: PLC0415
    from tests.soak.playing import Player  # noqa: PLC0415

    folder.mkdir()
    write_levels(folder)
    new_file.output_folders = lambda: iter([folder / "kept"])
    opened.SIZE, pyglet.options.audio = SIZE, ("silent",)
    rows: list[Counts] = []
    objects = []

    def play() -> Iterator[None]:
        window = arcade.get_window()
        while not hasattr(window.current_view, "simulation"):
            yield
        player = Player(window, window.current_view, folder)
        start, rounds = monotonic(), 0
        print("minutes", "rounds", *NAMES, sep="\t", flush=True)
        while len(rows) < 3 or monotonic() - start < seconds:
            yield from player.play_round()
            rounds += 1
            if len(rows) < 2 or monotonic() - start >= ROW_TIME * (len(rows) - 1):
                rows.append(count())
                objects.append(python_objects())
                print(f"{(monotonic() - start) / 60:.1f}", rounds, *rows[-1].row(), sep="\t", flush=True)
        window.close()

    steps = play()
    listen = lambda _: arcade.get_window().push_handlers(on_refresh=lambda _: next(steps, None))  # noqa: E731
    pyglet.clock.schedule_once(listen, 0)
    opened.run(folder / "a.toml", lambda: list_levels([LevelFolder("project", folder)]))
    grown = objects[-1] - objects[1]
    for kind, number in grown.most_common(20):
        print(f"+{number} {kind}")
    first, last = rows[1], rows[-1]
    is_grown = any(getattr(last, name) > getattr(first, name) for name in NAMES if name not in {"megabytes", "objects"})
    print(f"{'grown' if is_grown else 'flat'}; memory {last.megabytes - first.megabytes:+.1f} MB")
    return int(is_grown)


if __name__ == "__main__":
    main()
