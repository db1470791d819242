"""Changes of the content of files with checksums, which are computed again."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from game.files.checksummed_line import encode_line
from game.session.recording import archive, origin, state_file
from game.session.recording.archive import Arrays

EXTREMES = (np.nan, np.inf, -np.inf, 1e308, 1e-320, -1.0, 0.0, 1.0, 1e6, 1e17)


def state(raw: bytes, change: Callable[[Any, Arrays], Any]) -> bytes:
    """Return a state file with changed content.

    change : gets the description and the arrays, and returns the new description
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "state.npz")
        path.write_bytes(raw)
        arrays = archive.read_arrays(path)
        arrays.pop(state_file.CHECKSUM, None)
        about = change(json.loads(arrays.pop(state_file.ABOUT).tobytes()), arrays)
        _rehash(about)
        arrays[state_file.ABOUT] = np.frombuffer(json.dumps(about).encode(), np.uint8)
        arrays[state_file.CHECKSUM] = state_file.arrays_checksum(arrays)
        archive.write_arrays(path, arrays)
        return path.read_bytes()


def recording(raw: bytes, change: Callable[[list[Any]], Any], is_rehashed: bool) -> bytes:
    """Return a recording with changed lines.

    change : gets the content of all lines and returns the new content
    is_rehashed : whether the hash of a changed level is computed again
    """
    bodies = change([json.loads(text)[1] for text in raw.splitlines() if text])
    text, before = b"", b""
    for body in bodies if isinstance(bodies, list) else [bodies]:
        if is_rehashed:
            _rehash(body)
        data = json.dumps(body, separators=(",", ":")).encode()
        line, before = encode_line(data, before)
        text += line
    return text


def _rehash(body: Any) -> None:
    """Compute the hash of a level again."""
    start = body.get("origin") if isinstance(body, dict) else None
    if isinstance(start, dict) and isinstance(start.get("level"), dict):
        start["level_hash"] = origin.level_hash(start["level"])


def mutate_arrays(random: Random, arrays: Arrays) -> None:
    """Change a few arrays, most of them in one number."""
    for _ in range(random.choice((1, 1, 2, 4))):
        name = random.choice(sorted(arrays))
        array = arrays[name].copy()
        what = random.randrange(20)
        if what < 16 and array.size:
            at = random.randrange(array.size)
            flat = array.reshape(-1)
            if array.dtype == np.float64:
                flat[at] = random.choice(EXTREMES) if what < 8 else flat[at] * random.choice((-1.0, 1.001, 1e3))
            elif array.dtype == np.int64:
                flat[at] = random.choice((0, 1, -1, 2, 100, 2**31, 2**53, 2**63 - 1, -(2**63), int(flat[at]) ^ 1))
            else:
                flat[at] = random.randrange(256)
        elif what == 17 and array.size:
            array = array[..., :-1].copy()
        elif what == 18:
            array = np.concatenate((array, array), axis=-1)
        elif what == 16:
            array = arrays[random.choice(sorted(arrays))].copy()
        else:
            del arrays[name]
            continue
        arrays[name] = array
