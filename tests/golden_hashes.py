"""The golden hashes: state hashes of every level after some steps. ``python -m tests.golden_hashes`` renews them.

Sums, products and square roots are the same everywhere, and `components.portable_math` computes everything else from
them. The file records the platform on which the hashes were made.
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


def platform_versions():
    """Return what the hashes depend on besides this repository: processor and versions of libraries."""
    simd = np.show_config(mode="dicts")["SIMD Extensions"]
    return {
        "machine": f"{platform.system()} {platform.machine()}",
        "processor": " ".join(simd.get("found", [])),
        "library": " ".join(platform.libc_ver()),
        "numpy": np.__version__,
        "numba": f"{numba.__version__} with llvmlite {llvmlite.__version__}",
    }


def steps_of(level):
    """Return the number of steps before the hash; large levels get fewer."""
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
    """Write the present hashes to the file."""
    hashes = {path.stem: hash_of(path) for path in LEVELS}
    FILE.write_text(json.dumps({"platform": platform_versions(), "hashes": hashes}, indent=1) + "\n", "utf-8")
    print(f"wrote {FILE.name}: {len(hashes)} levels")


if __name__ == "__main__":
    main()
