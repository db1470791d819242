"""Summary of a sweep: how often each ball wins, and mean, minimum and maximum of the result columns."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain, groupby
from typing import Any, NamedTuple

from rich.table import Table

from game.batch.sweep.plan import Plan
from game.batch.sweep.results import Row
from game.files.terminal import new_console
from game.levels.model import Balls, Emitter, Level

Z = 1.959963984540054
"""97.5 % quantile of the standard normal distribution, for 95 % intervals."""

SUMMARIZED = ("time", "balls", "energy", "max_overlap", "escaped", "first_time", "score", "won", "won_time")
"""Result columns that are summarized, besides those of the sensors. Truth values count as 1 and 0."""

NOBODY = "no run finished"
"""Text in place of the winners if no ball finished in any run."""

MAX_LINES = 25
"""Largest number of lines of a table."""

TABLE_WIDTH = 10_000
"""Width of the table in characters. It is larger than any terminal, so that no number is truncated."""


class Wins(NamedTuple):
    """How often a ball came first.

    ball : number of the ball
    wins : runs in which it came first
    share : wins / runs that did not fail
    low, high : 95 % interval of the share
    """

    ball: int
    wins: int
    share: float
    low: float
    high: float


@dataclass
class Spread:
    """Mean, minimum and maximum of a result column."""

    mean: float
    min: float
    max: float


@dataclass
class Summary:
    """Results of one combination of settings.

    settings : value of each setting by path
    runs, failed : number of runs, and of those that failed
    columns : spread of each summarized column, over the runs in which it has a value
    wins : of each ball of the level, the most frequent winner first; empty for a level without a finish
    """

    settings: dict[str, Any]
    runs: int
    failed: int
    columns: dict[str, Spread]
    wins: list[Wins] = field(default_factory=list)


def wilson_interval(wins: int, runs: int) -> tuple[float, float]:
    """Return the 95 % score interval of wins / runs after Wilson (J. Am. Stat. Assoc. 22, 209, 1927).

    Returns (0, 1) for no runs.
    """
    if runs == 0:
        return 0.0, 1.0
    share, weight = wins / runs, Z * Z / runs
    middle = share + weight / 2.0
    half = Z * math.sqrt(share * (1.0 - share) / runs + weight / (4.0 * runs))
    low, high = (middle - half) / (1.0 + weight), (middle + half) / (1.0 + weight)
    return 0.0 if wins == 0 else low, 1.0 if wins == runs else high


def summarize_runs(plan: Plan, rows: Iterable[Row]) -> Iterator[Summary]:
    """Yield a summary of each combination.

    rows : the rows of all runs, in order
    """
    numbered = enumerate(rows)
    for combination, group in groupby(numbered, lambda item: item[0] // len(plan.seeds)):
        yield _summarize_combination(plan, combination, [row for _, row in group])


def _summarize_combination(plan: Plan, combination: int, rows: Sequence[Row]) -> Summary:
    succeeded = [row for row in rows if row["error"] is None]
    spreads = {}
    for name in (*SUMMARIZED, *(f"sensor.{sensor}" for sensor in plan.sensors)):
        if values := [row[name] + 0 for row in succeeded if row.get(name) is not None]:
            spreads[name] = Spread(math.fsum(values) / len(values), min(values), max(values))
    paths = [setting.path for setting in plan.settings]
    settings = dict(zip(paths, plan.setting_values(combination), strict=True))
    summary = Summary(settings, len(rows), len(rows) - len(succeeded), spreads)
    level = plan.build_level(combination) if plan.has_finish else None
    if level and level.has_finish:
        wins = Counter(row["first"] for row in succeeded)
        summary.wins = [
            Wins(ball, wins[ball], wins[ball] / max(1, len(succeeded)), *wilson_interval(wins[ball], len(succeeded)))
            for ball in sorted(ball_numbers(level), key=lambda ball: (-wins[ball], ball))
        ]
    return summary


def ball_numbers(level: Level) -> list[int]:
    """Return the numbers of all balls of a level, ascending."""
    numbers, next_number = set[int](), 1
    for group in chain[Balls | Emitter](level.balls, level.emitters):
        first = next_number if group.first_number is None else group.first_number
        next_number = first + group.count
        numbers |= set(range(first, next_number))
    return sorted(numbers)


def summaries_as_json(summaries: Iterable[Summary]) -> list[dict[str, Any]]:
    """Return summaries as JSON data."""
    return [asdict(summary) | {"wins": [win._asdict() for win in summary.wins]} for summary in summaries]


def print_summaries(plan: Plan, summaries: Sequence[Summary]) -> None:
    """Print tables: for one combination, a line for each ball or column; for several, a line for each combination."""
    if len(summaries) > 1:
        _print_table(*_combinations_table(plan, summaries))
        return
    (summary,) = summaries
    has_winner = any(win.wins for win in summary.wins)
    if has_winner:
        _print_table(*_wins_table(summary))
    elif summary.wins:
        print(NOBODY)
    if not has_winner or plan.has_score or plan.has_goal:
        _print_table(*_columns_table(summary))


Lines = list[list[str]]


def _print_table(table: Table, lines: Lines) -> None:
    for line in lines[:MAX_LINES]:
        table.add_row(*line)
    console = new_console(TABLE_WIDTH)
    console.print(table)
    if len(lines) > MAX_LINES:
        console.print(f"and {len(lines) - MAX_LINES} more")


def _wins_table(summary: Summary) -> tuple[Table, Lines]:
    succeeded = summary.runs - summary.failed
    lines = [[str(win.ball), f"{win.wins} of {succeeded}", f"{win.share:.1%}", _interval(win)] for win in summary.wins]
    return _table(["ball", "wins", "share", "95 % interval"]), lines


def _columns_table(summary: Summary) -> tuple[Table, Lines]:
    spreads = summary.columns.items()
    lines = [[name, *(f"{value:.6g}" for value in (one.mean, one.min, one.max))] for name, one in spreads]
    return _table(["result", "mean", "min", "max"]), lines


def _combinations_table(plan: Plan, summaries: Sequence[Summary]) -> tuple[Table, Lines]:
    columns = list(dict.fromkeys(name for summary in summaries for name in summary.columns))
    win_headings = ["most frequent winner", "share", "95 % interval"] if plan.has_finish else []
    lines = []
    for summary in summaries:
        winner = summary.wins[0] if summary.wins else None
        line = [*map(str, summary.settings.values()), str(summary.runs - summary.failed)]
        if plan.has_finish:
            line += _winner_cells(winner)
        line += [f"{summary.columns[name].mean:.6g}" if name in summary.columns else "" for name in columns]
        lines.append(line)
    paths = [setting.path for setting in plan.settings]
    return _table([*paths, "runs", *win_headings, *(f"mean {name}" for name in columns)]), lines


def _winner_cells(winner: Wins | None) -> list[str]:
    """Return the number, share and interval of the most frequent winner; empty texts for a level without a finish."""
    if winner is None:
        return ["", "", ""]
    return [str(winner.ball), f"{winner.share:.1%}", _interval(winner)] if winner.wins else [NOBODY, "", ""]


def _table(headings: Sequence[str]) -> Table:
    table = Table()
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _interval(win: Wins) -> str:
    return f"{win.low:.1%} to {win.high:.1%}"
