"""The folder of compiled kernels."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple
from uuid import uuid4

from platformdirs import user_cache_path

KERNEL_FOLDER = Path(__file__).parent
DIGEST_SIZE = 16
SUFFIX = ".kernel"

MAX_BYTES = 64 * 1024**2
"""Size of a file at most; the largest kernel takes less than one megabyte."""

ROOM = 1024**2
"""Size of all files together, about."""

COMPONENTS = KERNEL_FOLDER.parents[1] / "components"
IMPORTED = (COMPONENTS / "kinematic_motion.py", COMPONENTS / "portable_math.py")
"""Files outside of this folder whose functions kernels compile."""


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=DIGEST_SIZE).digest()


def cache_folder() -> Path:
    """Return the folder for compiled kernels. Its name is a hash of the sources of all kernels.

    A kernel is compiled again when any of these files changes, because it may call functions of other files.
    """
    sources = b"".join(path.read_bytes() for path in (*sorted(KERNEL_FOLDER.glob("*.py")), *IMPORTED))
    beside = Path(os.environ.get("NUMBA_CACHE_DIR") or KERNEL_FOLDER / "__pycache__")
    if not is_writable(beside):
        beside = user_cache_path("heptagon", appauthor=False)
    return beside / _digest(sources).hex()


def is_writable(folder: Path) -> bool:
    """Whether files can be written into a folder, which need not exist."""
    nearest = _nearest(folder)
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def storage_fault() -> str:
    """Return why compiled kernels cannot be stored, or "": a file of their size is written as a trial."""
    try:
        with TemporaryFile(dir=_nearest(CACHE_FOLDER)) as file:
            file.write(bytes(ROOM))
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _nearest(folder: Path) -> Path:
    """Return a folder, or the nearest place above it that exists."""
    return next(place for place in (folder, *folder.parents) if os.path.lexists(place))


def kernel_names() -> frozenset[str]:
    """Return the names of all kernels of this package, as ``module.function``, without importing them."""
    definition = re.compile(r"^@kernel\b.*\ndef (\w+)", re.MULTILINE)
    paths = KERNEL_FOLDER.glob("*.py")
    return frozenset(f"{path.stem}.{name}" for path in paths for name in definition.findall(path.read_text("utf-8")))


CACHE_FOLDER = cache_folder()
KERNEL_NAMES = kernel_names()
_COMPILER = (version("numba"), version("llvmlite"), version("numpy"), sys.version)
VERSION = _digest(repr(_COMPILER).encode())[:4].hex()
"""A part of the names of files, which tells the version of the compiler."""


def read_file(path: Path) -> bytes | None:
    """Return the content of a file of a kernel; None if it is missing or damaged, or was another kernel's."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:  # to read a pipe may take for ever
            return None
        data = path.read_bytes()
    except OSError:
        return None
    content = data[DIGEST_SIZE:]
    return content if _checksum(path, content) == data[:DIGEST_SIZE] else None


def _checksum(path: Path, content: bytes) -> bytes:
    """Return the checksum of a file: of its name too, because the file of another kernel is not this one."""
    return _digest(path.name.encode() + b"\0" + content)


def damaged_files() -> Iterator[Path]:
    """Yield the files of the folder that are not kernels: damaged ones, and parts that a killed process left."""
    for path in sorted(CACHE_FOLDER.iterdir()) if CACHE_FOLDER.is_dir() else ():
        if read_file(path) is None:
            yield path


def compiled_fraction() -> float:
    """Return which part of the kernels of this package is compiled, from 0 to 1; 1 if nothing is to be compiled."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return 1.0
    files = [path for path in CACHE_FOLDER.glob(f"*.{VERSION}.*{SUFFIX}") if read_file(path) is not None]
    stored = {path.name.split(f".{VERSION}.")[0] for path in files}
    return len(stored & KERNEL_NAMES) / len(KERNEL_NAMES)


class MachineCode(NamedTuple):
    """The compiled code of a kernel.

    code : object file
    function, wrapper : names of the function, and of the function that Python calls
    environment : name of the variable with the environment of Python objects that the wrapper needs
    constants : objects of the environment
    calls : symbols of the kernels that it calls
    """

    code: bytes
    function: str
    wrapper: str
    environment: str
    constants: list[Any]
    calls: list[str]


class KernelFile:
    """The file of a compiled kernel, with a checksum.

    A file that is missing, damaged, or of another version or processor counts as not compiled.
    """

    def __init__(self, function: Callable[..., Any], signature: str) -> None:
        self.name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        source = Path(function.__code__.co_filename)
        self._source = b"" if source.parent == KERNEL_FOLDER else source.read_bytes()  # the folder tells of the others
        self._signature = f"{function.__module__}{signature}"

    @property
    def path(self) -> Path:
        """Path of the file, for the version of the compiler and the processor of this machine."""
        from numba.core.registry import cpu_target  # noqa: PLC0415  (so that `compiled_fraction` needs no numba)

        processor = repr((cpu_target.target_context.codegen().magic_tuple(), self._signature))
        return CACHE_FOLDER / f"{self.name}.{VERSION}.{_digest(processor.encode() + self._source).hex()}{SUFFIX}"

    def read(self) -> bytes | None:
        """Return the content of the file, or None if there is no intact one."""
        return read_file(self.path)

    def write(self, content: bytes) -> None:
        """Write the file, which is complete whenever it exists. Do nothing where nothing can be written.

        Parts of the file that killed processes left are deleted. If that takes the part of a process that is writing,
        this kernel is compiled once more.
        """
        path = self.path
        part = path.with_name(f"{path.name}.{uuid4().hex}")
        with suppress(OSError):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                for left in path.parent.glob(f"{path.name}.*"):
                    left.unlink(missing_ok=True)
                part.write_bytes(_checksum(path, content) + content)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
