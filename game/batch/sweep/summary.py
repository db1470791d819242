"""What a sweep says in short: who wins how often, or how large things are on average."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain, groupby
from typing import Any, NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from game.batch.sweep.plan import Plan
from game.batch.sweep.results import Row
from game.levels.model import Balls, Emitter, Level

Z = 1.959963984540054
"""Standard deviations to either side of a normal distribution that hold 95 % of it."""

MAIN = ("time", "balls", "energy", "max_overlap", "escaped", "first_time")
"""Columns that are summed up, besides those of sensors."""

MOST_LINES, WIDTH = 25, 10_000
"""Lines of a table; and its columns: rather than cut off numbers, let a narrow terminal break the lines."""


class Wins(NamedTuple):
    """How often a ball came first: the share of the runs that did not fail, and its 95 % interval."""

    ball: int
    wins: int
    share: float
    low: float
    high: float


@dataclass
class Spread:
    """The mean of values, and how far they reach."""

    mean: float
    min: float
    max: float


@dataclass
class Summary:
    """What is known of one combination of settings.

    settings : the value of each
    runs, failed : how many there are, and how many of them have failed
    columns : the spread of each main column, over the runs in which it has a value
    wins : of each ball of the level, the most frequent winner first; none for a level without a finish
    """

    settings: dict[str, Any]
    runs: int
    failed: int
    columns: dict[str, Spread]
    wins: list[Wins] = field(default_factory=list)


def interval(wins: int, runs: int) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson (J. Am. Stat. Assoc. 22, 209, 1927); all for no run."""
    if runs == 0:
        return 0.0, 1.0
    share, weight = wins / runs, Z * Z / runs
    middle = share + weight / 2.0
    half = Z * math.sqrt(share * (1.0 - share) / runs + weight / (4.0 * runs))
    low, high = (middle - half) / (1.0 + weight), (middle + half) / (1.0 + weight)
    return 0.0 if wins == 0 else low, 1.0 if wins == runs else high


def summaries(plan: Plan, rows: Iterable[Row]) -> Iterator[Summary]:
    """Yield a summary of each combination; the rows are those of all runs, in order."""
    numbered = enumerate(rows)
    for combination, group in groupby(numbered, lambda item: item[0] // len(plan.seeds)):
        yield _summary(plan, combination, [row for _, row in group])


def _summary(plan: Plan, combination: int, rows: Sequence[Row]) -> Summary:
    good = [row for row in rows if row["error"] is None]
    spreads = {}
    for name in (*MAIN, *(f"sensor.{sensor}" for sensor in plan.sensors)):
        if values := [row[name] for row in good if row.get(name) is not None]:
            spreads[name] = Spread(math.fsum(values) / len(values), min(values), max(values))
    settings = {setting.path: row for setting, row in zip(plan.settings, plan.values(combination), strict=True)}
    summary = Summary(settings, len(rows), len(rows) - len(good), spreads)
    level = plan.level(combination) if plan.has_finish else None
    if level and any(sensor.action == "finish" for sensor in level.sensors):
        first = Counter(row["first"] for row in good)
        summary.wins = [
            Wins(ball, first[ball], first[ball] / max(1, len(good)), *interval(first[ball], len(good)))
            for ball in sorted(numbers(level), key=lambda ball: (-first[ball], ball))
        ]
    return summary


def numbers(level: Level) -> list[int]:
    """Return the numbers that balls of a level have, ascending."""
    found, following = set[int](), 1
    for count, first in [
        (part.count, part.first_number) for part in chain[Balls | Emitter](level.balls, level.emitters)
    ]:
        start = following if first is None else first
        following = start + count
        found |= set(range(start, following))
    return sorted(found)


def as_json(found: Iterable[Summary]) -> list[dict[str, Any]]:
    """Return summaries as JSON has them."""
    return [asdict(summary) | {"wins": [win._asdict() for win in summary.wins]} for summary in found]


def show(plan: Plan, found: Sequence[Summary]) -> None:
    """Print a table: of one combination, the balls or the columns; of several, a line for each."""
    if len(found) > 1:
        table, lines = _grid(plan, found)
    elif found[0].wins:
        table, lines = _winners(found[0])
    else:
        table, lines = _columns(found[0])
    for line in lines[:MOST_LINES]:
        table.add_row(*map(escape, line))
    console = Console(width=WIDTH, highlight=False)
    console.print(table)
    if len(lines) > MOST_LINES:
        console.print(f"and {len(lines) - MOST_LINES} more")


Lines = list[list[str]]


def _winners(summary: Summary) -> tuple[Table, Lines]:
    good = summary.runs - summary.failed
    lines = [[str(win.ball), f"{win.wins} of {good}", f"{win.share:.1%}", _reach(win)] for win in summary.wins]
    return _table(["ball", "comes first", "share", "95 % interval"]), lines


def _columns(summary: Summary) -> tuple[Table, Lines]:
    spreads = summary.columns.items()
    lines = [[name, *(f"{value:.6g}" for value in (one.mean, one.min, one.max))] for name, one in spreads]
    return _table(["", "mean", "min", "max"]), lines


def _grid(plan: Plan, found: Sequence[Summary]) -> tuple[Table, Lines]:
    means = list(dict.fromkeys(name for summary in found for name in summary.columns))
    best = ["comes first", "share", "95 % interval"] if plan.has_finish else []
    lines = []
    for summary in found:
        winner = summary.wins[0] if summary.wins else None
        line = [*map(str, summary.settings.values()), str(summary.runs - summary.failed)]
        if plan.has_finish:
            line += [str(winner.ball), f"{winner.share:.1%}", _reach(winner)] if winner else ["", "", ""]
        line += [f"{summary.columns[name].mean:.6g}" if name in summary.columns else "" for name in means]
        lines.append(line)
    heads = [*(setting.path for setting in plan.settings), "runs", *best, *(f"mean {name}" for name in means)]
    return _table(heads), lines


def _table(heads: Sequence[str]) -> Table:
    table = Table()
    for head in heads:
        table.add_column(escape(head), justify="right")
    return table


def _reach(win: Wins) -> str:
    return f"{win.low:.1%} to {win.high:.1%}"
