"""Reads the data of a page that plays a run."""

import json
import re
import zlib
from base64 import b64decode
from pathlib import Path

import numpy as np


def read_page(path):
    """Return the JSON data of a page, and x, y (m) and angle (rad) of its tracks, track after track."""
    text = Path(path).read_text("utf-8")
    data = zlib.decompress(b64decode(re.search(r'<script id="run" type="text/plain">([\w+/=]*)</script>', text)[1]))
    end = 4 + int.from_bytes(data[:4], "little")
    run = json.loads(data[4:end])
    x, y, angle = decode_tracks(data[end:], run["tracks"]["count"])
    return run, x * run["unit"], y * run["unit"], angle * (2.0 * np.pi / run["turn"])


def decode_tracks(data, counts):
    """Decode the bytes of `Tracks.encode`; return (3, n)."""
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
