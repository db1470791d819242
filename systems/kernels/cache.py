"""The folder of compiled kernels."""

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

import numba
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps
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


class KernelCache(_Cache):
    """Stores the compiled code of one kernel in a file, with a checksum.

    A file that is missing, damaged or of another version counts as not compiled. Where nothing can be written, the
    compiled code is used without being stored.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"

    @property
    def cache_path(self) -> str:
        """Folder of the file."""
        return str(CACHE_FOLDER)

    def load_overload(self, sig: Any, target_context: Any) -> CompileResult | None:
        """Return the stored code for a signature and the processor of this machine, or None."""
        target_context.refresh()
        try:
            data = self._path(sig, target_context.codegen()).read_bytes()
        except OSError:
            return None
        if _digest(data[DIGEST_SIZE:]) != data[:DIGEST_SIZE]:
            return None
        found: CompileResult = CompileResult._rebuild(target_context, *pickle.loads(data[DIGEST_SIZE:]))
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        """Store compiled code; the file is complete whenever it exists."""
        content = dumps(data._reduce())
        path = self._path(sig, data.codegen)
        part = path.with_name(f"{path.name}.{uuid4().hex}")
        with suppress(OSError):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                part.write_bytes(_digest(content) + content)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)

    def enable(self) -> None:
        """Do nothing: the cache is always enabled."""

    def disable(self) -> None:
        """Do nothing, as for `enable`."""

    def flush(self) -> None:
        """Do nothing: a change of the sources changes the folder."""

    def _path(self, sig: Any, codegen: Any) -> Path:
        version = (numba.__version__, sys.version_info[:2], codegen.magic_tuple(), str(sig))
        return CACHE_FOLDER / f"{self._name}.{_digest(repr(version).encode()).hex()}{SUFFIX}"
