"""Makes files that mean harm, and tells what became of them.

Run it with ``python -m tests.fuzz``; ``--seconds``, ``--kind`` and ``--seed`` say how long, of what, and which. What
should not have happened is kept in a folder, to be made small and put into ``tests/fuzz/corpus``; exit 1 then.
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

from tests.fuzz.judging import ENDINGS, Court, Outcome
from tests.fuzz.mutation import KINDS, mutated
from tests.fuzz.seeds import seeds

LARGEST, MOST = 60_000, 400
"""Bytes of a mutant that is mutated further, and how many of them are kept."""


def fuzz(court: Court, kind: str, seconds: float, seed: int, folder: Path, log: Console) -> list[Outcome]:
    """Try mutants of a kind for so long; what is answered in a new way is mutated further."""
    pool, known, outcomes = list(seeds(kind)), set[str](), []
    end = monotonic() + seconds
    while monotonic() < end:
        random = Random(f"{kind} {seed} {len(outcomes)}")
        raw = mutated(kind, random, pool)
        outcome = court.judge(kind, raw)
        outcomes.append(outcome)
        places = re.findall(r'File ".*?/(?:game|systems|components)/.*', outcome.why)  # of a traceback, the last
        gist = places[-1] if places else re.sub(r"\d+|[\"'].*?[\"']|\(got .*?\)", "", outcome.why)[-300:]
        if gist in known:
            continue
        known.add(gist)
        if outcome.verdict == "crash":
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"{kind}-{blake2b(raw, digest_size=4).hexdigest()}{ENDINGS.get(kind, f'.{kind}')}"
            file.write_bytes(raw)
            log.print(f"{file}: {outcome.why[-1500:]}", markup=False)
        elif len(raw) < LARGEST:
            pool[MOST // 2 :] = pool[MOST // 2 :][-MOST // 2 :]
            pool.append(raw)
    return outcomes


def main() -> None:
    """Try what was asked for, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="in all")
    parser.add_argument("--kind", choices=KINDS, action="append", help="of files; all if none is given")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="for what should not have happened; a new one if none is given")
    asked = parser.parse_args()
    kinds, log = asked.kind or KINDS, Console(stderr=True)
    folder = asked.folder or Path(mkdtemp(prefix="fuzz-"))
    table = Table("kind", "files", "accepted", "refused", "crashes", "slowest, ms", "memory, MB")
    crashes = 0
    with Court() as court:
        for kind in kinds:
            found = fuzz(court, kind, asked.seconds / len(kinds), asked.seed, folder, log)
            count = [sum(one.verdict == verdict for one in found) for verdict in ("accepted", "refused", "crash")]
            slowest, largest = max(one.seconds for one in found), max(one.megabytes for one in found)
            table.add_row(kind, str(len(found)), *map(str, count), f"{1000 * slowest:.0f}", f"{largest:.0f}")
            crashes += count[-1]
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    sys.exit(crashes > 0)


if __name__ == "__main__":
    main()
