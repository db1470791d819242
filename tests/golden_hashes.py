"""The golden hashes: state hashes of every level after some steps. ``python -m tests.golden_hashes`` renews them.

They are the same on every processor, with every version of numpy, numba and Python, with any number of threads, and
without compilation: sums, products and square roots are the same everywhere, and `components.portable_math` computes
everything else from them. ``python -m tests.golden_hashes show [STEPS]`` prints the present hashes, after at most so
many steps.
"""

import json
import sys
from pathlib import Path

from game import Simulation, load_level

FILE = Path(__file__).with_suffix(".json")
LEVELS = sorted((Path(__file__).parents[1] / "levels").glob("*.toml"))
RENEW = "python -m tests.golden_hashes"


def steps_of(level):
    """Return the number of steps before the hash; large levels get fewer."""
    return 120 if level.count <= 500 else 40 if level.count <= 2000 else 5


def hash_of(path, most_steps=120):
    """Return the hash of a level after its steps, or after fewer."""
    level = load_level(path)
    simulation = Simulation(level)
    simulation.step(min(steps_of(level), most_steps))
    digest = simulation.hash()
    simulation.close()
    return digest


def hashes(most_steps=120):
    """Return the hashes of all levels by name."""
    return {path.stem: hash_of(path, most_steps) for path in LEVELS}


def main():
    """Write the present hashes to the file, or print them."""
    if sys.argv[1:2] == ["show"]:
        print(json.dumps(hashes(*map(int, sys.argv[2:]))))
        return
    FILE.write_text(json.dumps(hashes(), indent=1) + "\n", "utf-8")
    print(f"wrote {FILE.name}: {len(LEVELS)} levels")


if __name__ == "__main__":
    main()
