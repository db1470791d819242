"""The acceptance cases in numbers: ours and Chipmunk measured in the same run, beside what Box2D 3.2 reaches.

Run it with ``python -m tests.benchmarks.physics``, with a part of a name for the cases that have it, and with
``--json`` for a list of rows. Chipmunk takes as many sub-steps as ours, four in a sixtieth of a second, of ten
iterations.
"""

import argparse
import json
import sys
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.physics.cases import CASES, Case
from tests.physics.chipmunk import Chipmunk
from tests.physics.scene import ours


def rows(case: Case) -> list[dict[str, Any]]:
    """Run a case in both engines; one row a number."""
    mine = case.run(ours)
    theirs = (None,) * len(mine) if case.chipmunk is None else case.run(Chipmunk, **case.chipmunk)
    return [
        {
            "case": case.name,
            "what": limit.what,
            "bound": limit.bound,
            "ours": value,
            "pymunk": peer,
            "box2d": limit.box2d,
            "pass": None if limit.note else limit.holds(value),
        }
        for limit, value, peer in zip(case.limits, mine, theirs, strict=True)
    ]


def table(lines: list[dict[str, Any]]) -> Table:
    """The same for people."""
    caption = "* as published; nothing of Box2D runs here"
    report = Table("case", "", "bound", "ours", "Chipmunk", "Box2D 3.2 *", "", caption=caption)
    verdicts = {None: "", True: "[green]pass", False: "[bold red]FAIL"}
    for line in lines:
        numbers = ("-" if line[name] is None else f"{line[name]:.3g}" for name in ("ours", "pymunk"))
        report.add_row(line["case"], line["what"], line["bound"], *numbers, line["box2d"], verdicts[line["pass"]])
    return report


def main() -> None:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.physics", description=__doc__.split("\n")[0])
    parser.add_argument("name", nargs="?", default="", help="part of the name of the cases to run")
    parser.add_argument("--json", action="store_true", help="print a list of rows instead of a table")
    asked = parser.parse_args()
    chosen = [case for case in CASES if asked.name in case.name]
    if not chosen:
        parser.error(f"no case is named so; there are {', '.join(case.name for case in CASES)}")
    steps = track(chosen, "measuring", console=Console(stderr=True), transient=True)
    lines = [line for case in steps for line in rows(case)]
    if asked.json:
        json.dump(lines, sys.stdout, indent=2)
        print()
    else:
        Console(width=None if sys.stdout.isatty() else 120).print(table(lines))


if __name__ == "__main__":
    main()
