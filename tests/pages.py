"""Pages that play a run: what they hold, and what a browser makes of them."""

import json
import re
import shutil
import subprocess
import zlib
from base64 import b64decode
from pathlib import Path

import numpy as np

from tests.display import lacking

WEBGL = re.compile(r"WebGL|GPU stall")
"""In what a browser without a graphics card complains of."""


def written_in(path):
    """The facts of a page, and x, y (m), angle (rad) of all its tracks, one after the other."""
    text = Path(path).read_text("utf-8")
    data = zlib.decompress(b64decode(re.search(r'<script id="run" type="text/plain">([\w+/=]*)</script>', text)[1]))
    end = 4 + int.from_bytes(data[:4], "little")
    facts = json.loads(data[4:end])
    x, y, angle = told(data[end:], facts["tracks"]["count"])
    return facts, x * facts["unit"], y * facts["unit"], angle * (2.0 * np.pi / facts["turn"])


def told(data, counts):
    """Undo `Tracks.pack`, number by number: (3, n)."""
    total = sum(counts)
    planes = np.frombuffer(data, np.uint8).reshape(3, 4, total).astype(np.int64)
    folded = (planes * np.array([1, 2**8, 2**16, 2**24])[:, None]).sum(axis=1)
    changes = np.where(folded % 2, -(folded + 1) // 2, folded // 2)
    ends = np.cumsum(counts)
    parts = [
        changes[:, end - count : end].cumsum(axis=1).cumsum(axis=1) for end, count in zip(ends, counts, strict=True)
    ]
    wide = np.concatenate([np.zeros((3, 0), np.int64), *parts], axis=1)
    return (wide + 2**31) % 2**32 - 2**31


def browse(page, folder, *options, size=(800, 600), seconds=2.0):
    """Open a page (with its fragment, if any) in a browser without a window; return what that prints.

    Fails when the page complains, or asks the network for anything.
    """
    browser = shutil.which("chromium") or lacking("chromium")
    log = folder / "net.json"
    command = [
        *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--hide-scrollbars"),
        *("--no-first-run", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND"),
        *(f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}", "--enable-logging=stderr"),
        *(f"--window-size={size[0]},{size[1]}", f"--virtual-time-budget={1000 * seconds:.0f}", *options, page),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    said = [line for line in done.stderr.splitlines() if ":CONSOLE" in line and not WEBGL.search(line)]
    assert said == []
    asked = set(re.findall(r'"initiator":"([^"]*)"', log.read_text("utf-8")))
    assert asked <= {"not an origin"}  # the browser for itself
    return done.stdout
