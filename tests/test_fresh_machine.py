"""On a machine without graphics libraries, X server and browser, the tests run and name the missing packages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine import PROGRAMS, bare_environment

ROOT = Path(__file__).parents[1]
HINT = "to run the skipped tests: sudo apt-get install -y "

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the loader can be redirected on Linux only"),
]


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    return bare_environment(tmp_path_factory.mktemp("bare"))


def run(environment, *arguments):
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_libraries_and_programs_are_hidden(bare):
    code = f"from shutil import which; print([which(name) for name in {[*PROGRAMS]}]); import arcade"
    done = run(bare, "-c", code)
    assert done.stdout == f"{[None] * len(PROGRAMS)}\n"
    assert 'ImportError: Library "GL" not found' in done.stderr


def test_the_quick_lane_passes_on_a_bare_machine(bare):
    done = run(bare, "-m", "pytest", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout
    *_, hint, summary = done.stdout.splitlines()
    assert hint.startswith(HINT)
    assert {"libgl1", "libegl1", *PROGRAMS.values()} <= set(hint.removeprefix(HINT).split())
    assert done.stdout.count("apt-get") == 1
    passed, skipped = (int(re.search(rf"(\d+) {outcome}", summary)[1]) for outcome in ("passed", "skipped"))
    assert skipped < 0.1 * passed
    reasons = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    missing = [line for line in reasons if re.search(r"(Xvfb|xdotool|OpenGL.*) is missing$", line)]
    assert len(missing) == len(reasons) > 10


def test_the_gate_installs_the_packages_of_the_hint(bare):
    code = "from tests.machine import missing_packages; print(*missing_packages())"
    done = run(bare, "-c", code)
    gate = (ROOT / ".ci" / "run").read_text("utf-8")
    assert set(done.stdout.split()) <= set(re.search(r'^packages="(.*)"$', gate, re.MULTILINE)[1].split())
