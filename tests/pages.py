"""Reads the data of a page that plays a run."""

import json
import re
import zlib
from base64 import b64decode
from pathlib import Path

import numpy as np


def written_in(path):
    """Return the JSON data of a page, and x, y (m) and angle (rad) of its tracks, track after track."""
    text = Path(path).read_text("utf-8")
    data = zlib.decompress(b64decode(re.search(r'<script id="run" type="text/plain">([\w+/=]*)</script>', text)[1]))
    end = 4 + int.from_bytes(data[:4], "little")
    facts = json.loads(data[4:end])
    x, y, angle = told(data[end:], facts["tracks"]["count"])
    return facts, x * facts["unit"], y * facts["unit"], angle * (2.0 * np.pi / facts["turn"])


def told(data, counts):
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
