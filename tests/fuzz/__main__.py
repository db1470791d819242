"""Fuzzer: mutates files and checks how the game reads them.

Usage: ``python -m tests.fuzz [--seconds S] [--kind KIND] [--seed SEED] [--folder FOLDER]``. Files that crash a reader,
or keep it busy for 30 s, are written to a folder and told with their seed; reduce them and add them to
``tests/fuzz/corpus``. The exit status is 1 if there are any.
"""

import argparse
import re
import sys
from hashlib import blake2b
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from time import monotonic

from rich.console import Console
from rich.table import Table

from tests.fuzz.file_checker import SUFFIXES, FileChecker, Outcome
from tests.fuzz.mutation import KINDS, mutate
from tests.fuzz.seeds import seeds

MAX_BYTES, MAX_POOL = 60_000, 400
"""Largest size of a mutant that is mutated further, and largest number of such mutants."""


def fuzz(checker: FileChecker, kind: str, seconds: float, seed: int, folder: Path, log: Console) -> list[Outcome]:
    """Check mutants of a kind for a time, s. Mutants with a new result are mutated further."""
    pool, known_results, outcomes = list(seeds(kind)), set[str](), []
    end = monotonic() + seconds
    while monotonic() < end:
        number = f"{kind} {seed} {len(outcomes)}"
        raw = mutate(kind, Random(number), pool)
        outcome = checker.check(kind, raw)
        outcomes.append(outcome)
        places = re.findall(r'File ".*?/(?:game|systems|components)/.*', outcome.reason)  # of a traceback, the last
        result = places[-1] if places else re.sub(r"\d+|[\"'].*?[\"']|\(got .*?\)", "", outcome.reason)[-300:]
        if result in known_results:
            continue
        known_results.add(result)
        if outcome.verdict == "crash":
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"{kind}-{blake2b(raw, digest_size=4).hexdigest()}{SUFFIXES.get(kind, f'.{kind}')}"
            file.write_bytes(raw)
            log.print(f"{file} (seed {number}): {outcome.reason[-1500:]}", markup=False)
        elif len(raw) < MAX_BYTES:
            pool[MAX_POOL // 2 :] = pool[MAX_POOL // 2 :][-MAX_POOL // 2 :]
            pool.append(raw)
    return outcomes


def main() -> None:
    """Fuzz the given kinds of files and print a table of the results."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="time for all kinds")
    parser.add_argument("--kind", choices=KINDS, action="append", help="kind of files (default: all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="folder for files that crash a reader (default: a new one)")
    options = parser.parse_args()
    kinds, log = options.kind or KINDS, Console(stderr=True)
    folder = options.folder or Path(mkdtemp(prefix="fuzz-"))
    table = Table("kind", "files", "accepted", "refused", "crashes", "slowest, ms", "memory, MB")
    crashes = 0
    with FileChecker() as checker:
        for kind in kinds:
            outcomes = fuzz(checker, kind, options.seconds / len(kinds), options.seed, folder, log)
            count = [sum(one.verdict == verdict for one in outcomes) for verdict in ("accepted", "refused", "crash")]
            slowest, largest = max(one.seconds for one in outcomes), max(one.megabytes for one in outcomes)
            table.add_row(kind, str(len(outcomes)), *map(str, count), f"{1000 * slowest:.0f}", f"{largest:.0f}")
            crashes += count[-1]
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    sys.exit(crashes > 0)


if __name__ == "__main__":
    main()
