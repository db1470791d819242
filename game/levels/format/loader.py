"""A level file with all that it takes from elsewhere, as a model; every mistake is told where it was written."""

import gc
import os
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from game.levels import library
from game.levels.format import versions
from game.levels.format.reuse import Table, merge_missing, origin, reserved_keys, resolve_templates
from game.levels.format.strict_model import MAX_ERRORS
from game.levels.toml.positions import Location
from game.levels.toml.problems import (
    DataProblem,
    LevelError,
    Problem,
    describe_errors,
    format_location,
    format_value,
    is_spurious_length_error,
)
from game.levels.toml.source import Document, read_toml

Model = TypeVar("Model", bound=BaseModel)

MAX_CHAIN_LENGTH = 8
"""Files from a level to its farthest parent."""


def load_model(path: str | Path, model: type[Model]) -> tuple[Model, tuple[Path, ...]]:
    """Read a file into a model; return that, and all files it is made of; LevelError with every problem.

    The first file is the level's own, then come its parents, the nearest first.
    """
    try:
        with _no_collection():
            return _loaded(path, model)
    except RecursionError:
        raise LevelError([Problem(str(path), 1, 1, "toml", "is nested too deeply")]) from None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Look for no garbage: of all that a large level is made of hardly anything is, and looking takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_merged(path: str | Path) -> Table:
    """Return what a file and those that it extends say together, templates not spelt out; LevelError."""
    return reduce(merge_missing, _tables(_chain(path)))


def _loaded(path: str | Path, model: type[Model]) -> tuple[Model, tuple[Path, ...]]:
    chain = _chain(path)
    tables = _tables(chain)
    data, faults = resolve_templates(reduce(merge_missing, tables))
    if any(len(fault.location) == 1 for fault in faults):  # no template can be used: all else would follow from that
        raise LevelError(_problems(faults, chain, tables))
    try:
        level = model.model_validate(data)
        if not faults:
            return level, tuple(document.path for document in chain)
    except ValidationError as error:
        faults.extend(data_problems(error, data, model, {fault.location[:2] for fault in faults}))
    raise LevelError(_problems(faults, chain, tables))


def find_parent(document: Document) -> Path | None:
    """Return the file that a level extends, if any; LevelError if it must not.

    It lies in the folder of the level or below it, or in one of the folders of levels, links followed.
    """
    if "extends" not in document.data:
        return None
    name = document.data["extends"]

    def refused(why: str) -> LevelError:
        return LevelError([document.problem_at(("extends",), why)])

    if not isinstance(name, str):
        raise refused(f"must be a text in quotes (got {format_value(name)}); allowed: the path of a .toml file")
    if not name.endswith(".toml"):
        raise refused(f"must be a .toml file (got {format_value(name)})")
    try:
        beside = document.path.resolve().parent
        file = (beside / name).resolve()
        if not is_allowed_parent(file, beside):
            allowed = "a file in the folder of this level, below it, or in a folder of levels"
            raise refused(f"lies outside (got {format_value(name)}); allowed: {allowed}")
        if not file.is_file():
            raise refused(
                f"there is no file {format_value(name)}; allowed: a path as seen from the folder of this level"
            )
    except (OSError, RuntimeError, ValueError):  # links that go round, names too long, a NUL
        raise refused(f"is no path of a file (got {format_value(name)})") from None
    plain = Path(os.path.normpath(document.path.parent / name))  # as the user would write it, if it is the same
    return plain if plain.resolve() == file else file


def is_allowed_parent(parent: Path, beside: Path) -> bool:
    """Whether a level in the folder `beside` may extend a file; links must have been followed."""
    rooms = [beside, *(folder.path.resolve() for folder in library.level_folders())]
    return any(parent.is_relative_to(room) for room in rooms)


def _chain(path: str | Path) -> list[Document]:
    """Return a level and its parents, the nearest first."""
    chain = [read_toml(path)]
    while (parent := find_parent(chain[-1])) is not None:
        _check_chain(chain, parent)
        chain.append(read_toml(parent))
    return chain


def _check_chain(chain: list[Document], parent: Path) -> None:
    """Raise LevelError if a parent is its own child, or has too many of them."""
    shown_chain = " -> ".join([*(document.file for document in chain), str(parent)])
    if parent.resolve() in {document.path.resolve() for document in chain}:
        why = f"goes round: {shown_chain}"
    elif len(chain) == MAX_CHAIN_LENGTH:
        why = f"is too long a chain: {shown_chain}; allowed: up to {MAX_CHAIN_LENGTH} files"
    else:
        return
    raise LevelError([chain[-1].problem_at(("extends",), why)])


def _tables(chain: Sequence[Document]) -> list[Table]:
    """Return what each of the files says; only the first of them says its version."""
    own, *parents = [_current(document) for document in chain]
    return [own, *({key: value for key, value in parent.items() if key != "format"} for parent in parents)]


def _current(document: Document) -> Table:
    """Return what a file says, without what it extends."""
    try:
        latest = versions.migrate(document.data)
    except ValueError as error:
        raise LevelError([document.problem_at(("format",), str(error))]) from None
    return {key: value for key, value in latest.items() if key != "extends"}


def data_problems(
    error: ValidationError, data: Any, model: type[Model], unusable: Container[Location] = ()
) -> Iterator[DataProblem]:
    """Yield what a model found wrong, without what follows from a template that cannot be used."""
    lines = [line for line in error.errors(include_url=False) if not is_spurious_length_error(line)]
    told = [line for line in lines if line["loc"][:2] not in unusable or not _is_lack(line)]
    yield from describe_errors(told[:MAX_ERRORS], data, model.model_json_schema(), reserved_keys)
    if len(told) > MAX_ERRORS:
        yield DataProblem((), f"has more than {MAX_ERRORS} problems; no others are looked for")


def _is_lack(line: ErrorDetails) -> bool:
    """Whether something is said of a table that it might have had from a template."""
    return line["type"] in {"missing", "union_tag_not_found"} or (line["type"], len(line["loc"])) == ("value_error", 2)


def _problems(faults: Iterable[DataProblem], chain: Sequence[Document], tables: Sequence[Table]) -> list[Problem]:
    """Return faults as problems where they were written, each once: the level's own first, in the file's order."""
    found: dict[Problem, int] = {}
    for fault in faults:
        nth, location = origin(fault.location, tables)
        message = fault.message
        if fault.subject == "model" and location != fault.location:  # which of those that use it
            message += f" ({format_location(fault.location)})"
        found.setdefault(chain[nth].problem_at(location, message, at_key=fault.subject == "key"), nth)
    return sorted(found, key=lambda problem_at: (found[problem_at], problem_at.line, problem_at.column))
