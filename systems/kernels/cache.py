"""The folder of compiled kernels."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

import numba
from numba.core.registry import cpu_target
from numba.misc.appdirs import AppDirs

KERNEL_FOLDER = Path(__file__).parent
DIGEST_SIZE = 16
SUFFIX = ".kernel"

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
    nearest = next(folder for folder in (beside, *beside.parents) if folder.exists())
    if not os.access(nearest, os.W_OK):
        beside = Path(AppDirs(appname="heptagon", appauthor=False).user_cache_dir)
    return beside / _digest(sources).hex()


CACHE_FOLDER = cache_folder()


def needs_compilation() -> bool:
    """Whether no kernel is compiled yet."""
    return not any(CACHE_FOLDER.glob(f"*{SUFFIX}"))


class KernelFile:
    """The file of a compiled kernel, with a checksum.

    A file that is missing, damaged, or of another version or processor counts as not compiled.
    """

    def __init__(self, function: Callable[..., Any], signature: str) -> None:
        self._name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self._signature = signature

    @property
    def path(self) -> Path:
        """Path of the file, for the versions and the processor of this machine."""
        codegen = cpu_target.target_context.codegen()
        version = (numba.__version__, sys.version_info[:2], codegen.magic_tuple(), self._signature)
        return CACHE_FOLDER / f"{self._name}.{_digest(repr(version).encode()).hex()}{SUFFIX}"

    def read(self) -> bytes | None:
        """Return the content of the file, or None."""
        try:
            data = self.path.read_bytes()
        except OSError:
            return None
        content = data[DIGEST_SIZE:]
        return content if _digest(content) == data[:DIGEST_SIZE] else None

    def write(self, content: bytes) -> None:
        """Write the file, which is complete whenever it exists. Do nothing where nothing can be written."""
        path = self.path
        part = path.with_name(f"{path.name}.{uuid4().hex}")
        with suppress(OSError):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                part.write_bytes(_digest(content) + content)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
