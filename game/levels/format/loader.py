"""Loading of level files: parents and templates are merged, and every error gets its position in its own file."""

import os
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from game.levels import library
from game.levels.format import repeat, versions
from game.levels.format.reuse import Table, find_origin, merge_missing, reserved_keys, resolve_templates
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
from systems.garbage_collection import paused_garbage_collection

Model = TypeVar("Model", bound=BaseModel)

MAX_CHAIN_LENGTH = 8
"""Number of files in a chain of `extends`, the level itself included."""

OWN_KEYS = ("format", "group")
"""Fields that a level does not take from its parents."""


def load_model(source: str | Path | Document, model: type[Model]) -> tuple[Model, tuple[Path, ...]]:
    """Read a level file into a model; return the model, and the paths of the file and of its parents, nearest first.

    source : the path of the file, or its text that was read already

    Raises LevelError with all problems.
    """
    try:
        with paused_garbage_collection():  # a large level has many objects, and hardly any garbage
            return _load_chain(source, model)
    except RecursionError:
        file = source.file if isinstance(source, Document) else str(source)
        raise LevelError([Problem(file, 1, 1, "toml", "is nested too deeply")]) from None


def read_merged(path: str | Path) -> Table:
    """Return the merged data of a level file and its parents; templates are not resolved. Raises LevelError."""
    return reduce(merge_missing, chain_tables(read_chain(path)))


def _load_chain(source: str | Path | Document, model: type[Model]) -> tuple[Model, tuple[Path, ...]]:
    chain = read_chain(source)
    tables = chain_tables(chain)
    data, problems = resolve_templates(reduce(merge_missing, tables))
    if any(len(problem.location) == 1 for problem in problems):  # no template is usable: more errors would follow
        raise LevelError(_with_positions(problems, chain, tables))
    expansion = repeat.expand(data)
    unusable = expansion.expanded_places(problem.location[:2] for problem in problems)
    problems += expansion.problems
    if len(problems) >= MAX_ERRORS:
        raise LevelError(_with_positions(problems, chain, tables))
    try:
        level = model.model_validate(expansion.data)
        if not problems:
            return level, tuple(document.path for document in chain)
    except ValidationError as error:
        problems += expansion.to_source(data_problems(error, expansion.data, model, unusable))
    raise LevelError(_with_positions(problems, chain, tables))


def find_parent(document: Document) -> Path | None:
    """Return the path of the file that a level extends, or None.

    Raises LevelError if the path is invalid. The file must lie in the folder of the level, in a subfolder, or in one of
    the level folders; symbolic links are resolved first.
    """
    if "extends" not in document.data:
        return None
    name = document.data["extends"]

    def path_error(message: str) -> LevelError:
        return LevelError([document.problem_at(("extends",), message)])

    if not isinstance(name, str):
        raise path_error(f"must be a text in quotes (got {format_value(name)}); allowed: the path of a .toml file")
    if not name.endswith(".toml"):
        raise path_error(f"must be a .toml file (got {format_value(name)}); allowed: the path of a .toml file")
    try:
        beside = document.path.resolve().parent
        file = (beside / name).resolve()
        if not is_allowed_parent(file, beside):
            allowed = "a file in the folder of this level, in a subfolder, or in a level folder"
            raise path_error(f"lies outside the allowed folders (got {format_value(name)}); allowed: {allowed}")
        if not file.is_file():
            raise path_error(
                f"there is no file {format_value(name)}; allowed: a path relative to the folder of this level"
            )
    except (OSError, RuntimeError, ValueError):  # circular links, a name that is too long, a NUL
        raise path_error(f"is not a valid path (got {format_value(name)}); allowed: the path of a .toml file") from None
    plain = Path(os.path.normpath(document.path.parent / name))  # relative, as the user wrote it
    return plain if plain.resolve() == file else file


def is_allowed_parent(parent: Path, beside: Path) -> bool:
    """Whether a level in the folder `beside` may extend a file. Both paths must be resolved."""
    folders = [beside, *(folder.path.resolve() for folder in library.level_folders())]
    return any(parent.is_relative_to(folder) for folder in folders)


def read_chain(source: str | Path | Document) -> list[Document]:
    """Return the documents of a level and of its parents, the nearest parent first. Raises LevelError."""
    chain = [source if isinstance(source, Document) else read_toml(source)]
    while (parent := find_parent(chain[-1])) is not None:
        _check_chain(chain, parent)
        chain.append(read_toml(parent))
    return chain


def _check_chain(chain: list[Document], parent: Path) -> None:
    """Raise LevelError if a parent is already in the chain, or the chain is too long."""
    files = " -> ".join([*(document.file for document in chain), str(parent)])
    if parent.resolve() in {document.path.resolve() for document in chain}:
        message = f"is circular: {files}; allowed: a level that does not extend this one"
    elif len(chain) == MAX_CHAIN_LENGTH:
        message = f"is too long a chain: {files}; allowed: up to {MAX_CHAIN_LENGTH} files"
    else:
        return
    raise LevelError([chain[-1].problem_at(("extends",), message)])


def chain_tables(chain: Sequence[Document]) -> list[Table]:
    """Return the data of each document in the latest version; parents do not pass on `format` and `group`."""
    own, *parents = [_migrated_table(document) for document in chain]
    return [own, *({key: value for key, value in parent.items() if key not in OWN_KEYS} for parent in parents)]


def _migrated_table(document: Document) -> Table:
    """Return the data of a document in the latest version, without `extends`."""
    try:
        latest = versions.migrate(document.data)
    except ValueError as error:
        raise LevelError([document.problem_at(("format",), str(error))]) from None
    return {key: value for key, value in latest.items() if key != "extends"}


def data_problems(
    error: ValidationError, data: Any, model: type[Model], unusable: Container[Location] = ()
) -> Iterator[DataProblem]:
    """Yield the problems of a ValidationError, without those that follow from unusable templates.

    unusable : locations of the tables whose template is missing or invalid
    """
    errors = [line for line in error.errors(include_url=False) if not is_spurious_length_error(line)]
    errors = [line for line in errors if line["loc"][:2] not in unusable or not _is_missing_field(line)]
    yield from describe_errors(errors[:MAX_ERRORS], data, model.model_json_schema(), reserved_keys)
    if len(errors) > MAX_ERRORS:
        yield DataProblem((), f"has more than {MAX_ERRORS} problems; the search stopped here")


def _is_missing_field(line: ErrorDetails) -> bool:
    """Whether a table lacks a field that a template may have given."""
    return line["type"] in {"missing", "union_tag_not_found"} or (line["type"], len(line["loc"])) == ("value_error", 2)


def _with_positions(
    problems: Iterable[DataProblem], chain: Sequence[Document], tables: Sequence[Table]
) -> list[Problem]:
    """Return problems with file, line and column, each once: those of the level first, in the order of each file."""
    found: dict[Problem, int] = {}
    for problem in problems:
        nth, location = find_origin(problem.location, tables)
        message = problem.message
        if problem.subject == "model" and location != problem.location:  # name the table that uses the template
            message += f" ({format_location(problem.location)})"
        found.setdefault(chain[nth].problem_at(location, message, at_key=problem.subject == "key"), nth)
    return sorted(found, key=lambda problem: (found[problem], problem.line, problem.column))
