"""Report of the acceptance cases: this engine and Chipmunk, measured now, and published results of Box2D 3.2.

Usage: ``python -m tests.benchmarks.physics [part of a case's name] [--json]``. Both engines take four sub-steps in each
step of 1/60 s; Chipmunk takes ten solver iterations in each.
"""

import argparse
import json
import sys
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.physics.cases import CASES, Case
from tests.physics.chipmunk import build_chipmunk
from tests.physics.scene import build_simulation


def measure_case(case: Case) -> list[dict[str, Any]]:
    """Run a case in both engines; return one row for each limit."""
    our_values = case.run(build_simulation)
    their_values = (None,) * len(our_values) if case.chipmunk is None else case.run(build_chipmunk, **case.chipmunk)
    return [
        {
            "case": case.name,
            "quantity": limit.quantity,
            "bound": limit.bound,
            "ours": value,
            "pymunk": their_value,
            "box2d": limit.box2d,
            "pass": None if limit.note else limit.is_met(value),
        }
        for limit, value, their_value in zip(case.limits, our_values, their_values, strict=True)
    ]


def report_table(rows: list[dict[str, Any]]) -> Table:
    """Return the rows as a table for the terminal."""
    caption = "* published results; Box2D is not run here"
    report = Table("case", "", "bound", "ours", "Chipmunk", "Box2D 3.2 *", "", caption=caption)
    verdicts = {None: "", True: "[green]pass", False: "[bold red]FAIL"}
    for row in rows:
        numbers = ("-" if row[name] is None else f"{row[name]:.3g}" for name in ("ours", "pymunk"))
        report.add_row(row["case"], row["quantity"], row["bound"], *numbers, row["box2d"], verdicts[row["pass"]])
    return report


def main() -> None:
    """Run the selected cases and print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.physics", description=__doc__.split("\n")[0])
    parser.add_argument("name", nargs="?", default="", help="part of the names of the cases to run")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    selected = [case for case in CASES if options.name in case.name]
    if not selected:
        parser.error(f"no case has this name; allowed: {', '.join(case.name for case in CASES)}")
    steps = track(selected, "measuring", console=Console(stderr=True), transient=True)
    rows = [row for case in steps for row in measure_case(case)]
    if options.json:
        json.dump(rows, sys.stdout, indent=2)
        print()
    else:
        Console(width=None if sys.stdout.isatty() else 120).print(report_table(rows))


if __name__ == "__main__":
    main()
