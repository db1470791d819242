"""Named arrays in an npz file, read without trust: nothing is unpickled, and sizes are limited.

``numpy.load`` has no limit: it unpacks 2 GB from a file of 2 MB, which this module refuses within 1 ms. The safetensors
format is safe as well, but not compressed: the state of 10 000 balls takes 3.1 MB instead of 0.5 MB.
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

MAX_BYTES = 256 * 1024**2
"""Unpacked bytes of all arrays at most; a hundred thousand balls take less."""

MAX_DIRECTORY = 64 * 1024
"""Bytes of the central directory of the zip file at most."""

MAX_NPY_HEADER = 1000
"""Characters of the header of an npy file at most."""

DTYPES = {"<f8", "<i8", "|u1"}
"""Data types that an array may have."""

END_RECORD, ZIP64_LOCATOR, END_RECORD_LENGTH = b"PK\x05\x06", b"PK\x06\x07", 22
"""Signatures of the end record of a zip file and of a ZIP64 locator, and the length of the end record."""


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write arrays with the `DTYPES` to a file; raises ``OSError``."""
    with path.open("wb") as file:
        pack_arrays(file, arrays)


def pack_arrays(file: BinaryIO, arrays: Arrays) -> None:
    """Write arrays with the `DTYPES` to an open file."""
    np.savez_compressed(file, allow_pickle=False, **arrays)


def read_arrays(path: Path) -> Arrays:
    """Return the arrays in a file as `unpack_arrays` does; raises ``OSError`` as well."""
    if path.exists() and not path.is_file():  # reading from a pipe may wait for ever
        raise ValueError("it is not a regular file")
    with path.open("rb") as file:
        return unpack_arrays(file)


def unpack_arrays(file: BinaryIO) -> Arrays:
    """Return the writable arrays in an open file; raises ``ValueError`` with the reason if it cannot be read.

    The declared sizes are checked before anything is unpacked, and nothing is unpacked beyond them. A file that
    declares a size that is too small fails its checksum.
    """
    _check_directory(file)
    try:
        with ZipFile(file) as zipped:
            members = zipped.infolist()
            if any(one.compress_type not in {ZIP_STORED, ZIP_DEFLATED} or one.header_offset < 0 for one in members):
                raise ValueError("it is damaged")
            if sum(member.file_size for member in members) > MAX_BYTES:
                raise ValueError(f"it holds more than {MAX_BYTES // 1024**2} MB")
            return {member.filename.removesuffix(".npy"): _read_npy(zipped, member) for member in members}
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError):
        raise ValueError("it is damaged") from None


def _check_directory(file: BinaryIO) -> None:
    """Check the end record of a zip file, which gives the length of the central directory."""
    start = file.read(4)
    size = file.seek(0, 2)
    file.seek(max(size - END_RECORD_LENGTH - 20, 0))
    end = file.read()
    if start != b"PK\x03\x04":
        raise ValueError("it is not an npz file")
    if end[-END_RECORD_LENGTH:][:4] != END_RECORD:
        raise ValueError("it is truncated, or damaged at its end")
    (directory,) = unpack("<L", end[-10:-6])
    if size > MAX_BYTES or directory > MAX_DIRECTORY or end.startswith(ZIP64_LOCATOR):
        raise ValueError("it is larger than any state file")


def _read_npy(zipped: ZipFile, member: ZipInfo) -> NDArray[Any]:
    with zipped.open(member) as file:
        data = file.read(member.file_size)  # without a length, it unpacks up to 2 GB more than that
    content = BytesIO(data)
    version = npy.read_magic(content)
    if version != (1, 0):
        raise ValueError(f"{member.filename} has version {version} of the npy format; allowed: (1, 0)")
    shape, is_fortran, dtype = npy.read_array_header_1_0(content, max_header_size=MAX_NPY_HEADER)
    rest = len(data) - content.tell()
    if dtype.str not in DTYPES or is_fortran or any(length < 0 for length in shape):
        raise ValueError(f"{member.filename} is not an array of plain numbers")
    if dtype.itemsize * int(np.prod(shape, dtype=object)) != rest:
        raise ValueError(f"{member.filename} does not have the length that its header gives")
    return np.ndarray(shape, dtype, data, content.tell()).copy()
