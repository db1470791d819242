"""Checks of the files that a command will write, against those that it reads, before anything runs."""

import os
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from game.cli.errors import UserError
from game.files.atomic_write import error_text, real_path
from game.files.file_name import name_fault

Force = Annotated[bool, typer.Option("--force", help="Replace an existing file of another kind too.")]

SNIFFED_BYTES = 64 * 1024
"""Bytes at the start and at the end of a file by which its kind is recognised."""

ARRAYS, END_OF_ARRAYS = b"PK\x03\x04", b"PK\x05\x06"


class OutputKind(NamedTuple):
    """A kind of file that a command writes.

    name : with an article, for messages
    signatures : for each suffix, whether the first and last bytes of a file are those of this kind
    replaces : whether an existing file of this kind is replaced
    """

    name: str
    signatures: Mapping[str, Callable[[bytes, bytes], bool]]
    replaces: bool = True


class Output(NamedTuple):
    """A file that a command will write, and the option that names it; no path if the option is not given."""

    option: str
    path: Path | None
    kind: OutputKind


def _never(_: bytes, __: bytes) -> bool:
    return False


def _archive_with(member: bytes, without: bytes) -> Callable[[bytes, bytes], bool]:
    """Return a signature: a zip file that has one member, and lacks another."""
    return lambda head, tail: head.startswith(ARRAYS) and member in tail and without not in tail


PICTURES: dict[str, Callable[[bytes, bytes], bool]] = {
    ".png": lambda head, _: head.startswith(b"\x89PNG\r\n\x1a\n"),
    ".webp": lambda head, _: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
}
DRAWING = OutputKind("a drawing", {
    ".png": PICTURES[".png"],
    ".gif": lambda head, _: head.startswith(b"GIF8"),
    ".webp": PICTURES[".webp"],
    ".mp4": lambda head, _: head[4:8] == b"ftyp",
    ".html": lambda head, _: b'<meta name="generator" content="Heptagon">' in head,
})  # fmt: skip
PICTURE = OutputKind("a picture", PICTURES)
TRAJECTORY = OutputKind("a trajectory", {".npz": _archive_with(b"position.npy", without=b"checksum.npy")})
STATE = OutputKind("a saved state", {".npz": _archive_with(b"checksum.npy", without=b"position.npy")})
RECORDING = OutputKind("a recording", {".rec": _never}, replaces=False)
RESULTS = OutputKind("a table of results", {".csv": _never, ".parquet": _never}, replaces=False)
JOURNAL = OutputKind("a journal of a sweep", {".part": lambda head, _: b'"heptagon sweep' in head[:100]})
LEVEL = OutputKind("a level", {".toml": _never}, replaces=False)


def check_outputs(inputs: Iterable[Path], outputs: Iterable[Output], force: bool = False) -> None:
    """Check that every output can be written and that nothing is lost.

    inputs : files that the command reads
    force : whether files of another kind may be replaced; inputs never are

    Raises ``UserError`` if an output has the wrong suffix or an unusable name, is an input or another output, even
    through links, would replace a file of another kind, or if its folder does not exist or cannot be written.
    """
    found = [(option, path, kind) for option, path, kind in outputs if path is not None]
    inputs = [*inputs]
    for _, path, kind in found:
        _check_suffix(path, kind)
        if any(_are_same_file(path, other) for other in inputs):
            raise UserError(f"cannot write {path}: this command reads it; allowed: the name of another file")
    for (option, path, _), (other_option, other, _) in combinations(found, 2):
        if _are_same_file(path, other):
            raise UserError(f"cannot write {path}: {option} and {other_option} are one file; allowed: two files")
    for _, path, kind in found:
        _check_place(path)
        _check_existing(path, kind, force)


def _check_suffix(path: Path, kind: OutputKind) -> None:
    if path.suffix.lower() not in kind.signatures:
        *others, last = kind.signatures
        allowed = f"{', '.join(others)} or {last}" if others else last
        raise UserError(f"cannot write {path}: wrong suffix for {kind.name}; allowed: {allowed}")
    check_name(path)


def check_name(path: Path) -> None:
    """Raise ``UserError`` if a system could not hold a file or folder of this name."""
    if fault := name_fault(path.name):
        raise UserError(f"cannot write {path}: {fault}")


def _are_same_file(one: Path, other: Path) -> bool:
    """Return whether two paths lead to one file, which need not exist."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def _check_place(path: Path) -> None:
    """Raise ``UserError`` if a file cannot be created or replaced at a path."""
    try:
        target = real_path(path)
    except OSError as error:
        raise UserError(f"cannot write {path}: it {error_text(error)}; allowed: the name of another file") from None
    if target.exists() and not target.is_file():
        raise UserError(f"cannot write {path}: it is not a regular file; allowed: the name of another file")
    if not target.parent.is_dir():
        raise UserError(f"cannot write {path}: there is no folder {path.parent}; allowed: an existing folder")
    if not os.access(target.parent, os.W_OK):
        raise UserError(f"cannot write {path}: the folder is write-protected; allowed: another folder")


def _check_existing(path: Path, kind: OutputKind, force: bool) -> None:
    """Raise ``UserError`` if there is a file that must not be replaced. An empty file holds nothing to lose."""
    if not kind.replaces and os.path.lexists(path):
        raise UserError(f"cannot write {path}: it already exists; allowed: another name")
    if not path.exists() or force or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        head = file.read(SNIFFED_BYTES)
        file.seek(max(0, file.seek(0, os.SEEK_END) - SNIFFED_BYTES))
        tail = file.read()
    if not kind.signatures[path.suffix.lower()](head, tail):
        raise UserError(f"cannot replace {path}: it is not {kind.name}; allowed: another name, or --force")
