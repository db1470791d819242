"""Hashes of every level after some steps, as they were when somebody last looked: ``python -m tests.golden_hashes``.

The same bits are promised on the same platform only. Sums, products and roots are the same everywhere, but sines are
those of the C library, of LLVM and of numpy, and each chooses among several versions by what the processor can do.
Random numbers are those of numpy, which may change them with a version. So the file tells for what it holds.
"""

import json
import platform
from pathlib import Path

import llvmlite
import numba
import numpy as np

from game import Simulation, load_level

FILE = Path(__file__).with_suffix(".json")
LEVELS = sorted((Path(__file__).parents[1] / "levels").glob("*.toml"))
RENEW = "python -m tests.golden_hashes"


def here():
    """What the bits may depend on besides this repository."""
    simd = np.show_config(mode="dicts")["SIMD Extensions"]
    return {
        "machine": f"{platform.system()} {platform.machine()}",
        "processor": " ".join(simd.get("found", [])),
        "library": " ".join(platform.libc_ver()),
        "numpy": np.__version__,
        "numba": f"{numba.__version__} with llvmlite {llvmlite.__version__}",
    }


def steps_of(level):
    """How many steps are taken: fewer of what takes long."""
    return 120 if level.count <= 500 else 40 if level.count <= 2000 else 5


def hash_of(path):
    """Return the hash of a level after its steps."""
    level = load_level(path)
    simulation = Simulation(level)
    simulation.step(steps_of(level))
    digest = simulation.hash()
    simulation.close()
    return digest


def main():
    """Write down what holds now."""
    hashes = {path.stem: hash_of(path) for path in LEVELS}
    FILE.write_text(json.dumps({"holds on": here(), "hashes": hashes}, indent=1) + "\n", "utf-8")
    print(f"wrote {FILE.name}: {len(hashes)} levels")


if __name__ == "__main__":
    main()
