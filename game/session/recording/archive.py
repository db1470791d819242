"""Named arrays in an npz file, read without trust: nothing is unpickled, and sizes are bounded.

``numpy.load`` has no such bound: it unpacks 2 GB from a file of 2 MB, which is refused here within 1 ms. The format of
safetensors is safe as well, but not compressed: the state of 10 000 balls takes 3.1 MB instead of 0.5 MB.
"""

import zlib
from io import BytesIO
from pathlib import Path
from struct import unpack
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

MOST_BYTES = 256 * 1024**2
"""Of all arrays together, unpacked; a hundred thousand balls take less."""

MOST_LISTED = 64 * 1024
"""Bytes of the list of what is in the file."""

LONGEST_HEAD = 1000
"""Characters that tell type and shape of an array."""

KINDS = {"<f8", "<i8", "|u1"}

END, FAR_END, LENGTH = b"PK\x05\x06", b"PK\x06\x07", 22
"""Marks of the last part of a zip file, of one that is too large for that, and how long it is."""


def write(path: Path, arrays: Arrays) -> None:
    """Write arrays of the `KINDS` into a file; raises ``OSError``."""
    with path.open("wb") as file:
        pack(file, arrays)


def pack(file: BinaryIO, arrays: Arrays) -> None:
    """Write arrays of the `KINDS`."""
    np.savez_compressed(file, allow_pickle=False, **arrays)


def read(path: Path) -> Arrays:
    """Return the arrays in a file as `unpacked` does; raises ``OSError`` as well."""
    if path.exists() and not path.is_file():  # a pipe may never begin
        raise ValueError("is not a regular file")
    with path.open("rb") as file:
        return unpacked(file)


def unpacked(file: BinaryIO) -> Arrays:
    """Return the arrays, which are writable; raises ``ValueError`` that tells what is wrong.

    How much is to be unpacked is known, and bounded, before it is; what says less than it holds fails its checksum.
    """
    _check_list(file)
    try:
        with ZipFile(file) as zipped:
            parts = zipped.infolist()
            if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} or part.header_offset < 0 for part in parts):
                raise ValueError("is damaged")
            if sum(part.file_size for part in parts) > MOST_BYTES:
                raise ValueError(f"holds more than {MOST_BYTES // 1024**2} MB")
            return {part.filename.removesuffix(".npy"): _array(zipped, part) for part in parts}
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError):
        raise ValueError("is damaged") from None


def _check_list(file: BinaryIO) -> None:
    """Look at the end of a zip file, where it tells how long the list of its parts is."""
    begin = file.read(4)
    size = file.seek(0, 2)
    file.seek(max(size - LENGTH - 20, 0))
    end = file.read()
    if begin != b"PK\x03\x04":
        raise ValueError("is no npz file")
    if end[-LENGTH:][:4] != END:
        raise ValueError("is cut off, or damaged at its end")
    (listed,) = unpack("<L", end[-10:-6])
    if size > MOST_BYTES or listed > MOST_LISTED or end.startswith(FAR_END):
        raise ValueError("is larger than any state")


def _array(zipped: ZipFile, part: ZipInfo) -> NDArray[Any]:
    data = zipped.read(part)
    head = BytesIO(data)
    version = npy.read_magic(head)
    if version != (1, 0):
        raise ValueError(f"{part.filename} is of another version of npy")
    shape, is_fortran, dtype = npy.read_array_header_1_0(head, max_header_size=LONGEST_HEAD)
    rest = len(data) - head.tell()
    if dtype.str not in KINDS or is_fortran or any(length < 0 for length in shape):
        raise ValueError(f"{part.filename} is not plain numbers")
    if dtype.itemsize * int(np.prod(shape, dtype=object)) != rest:
        raise ValueError(f"{part.filename} is not as long as it says")
    return np.ndarray(shape, dtype, data, head.tell()).copy()
