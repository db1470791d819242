"""Copies of walls, forces and sensors in rows, grids and rings: the table `repeat`.

All functions work on plain data, after templates are resolved and before validation.
"""

import math
import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import InitErrorDetails

from components.portable_math import sincos
from game.levels.format.strict_model import MAX_ERRORS, Point, StrictModel, error_details, quantity
from game.levels.toml.problems import DataProblem, describe_errors
from game.levels.toml.source import MAX_LIST_ITEMS, MAX_VALUES

Table = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)

REPEATED = ("walls", "forces", "sensors")
"""Arrays whose tables may have a `repeat`."""

DIRECTIONS = {
    "walls": (("velocity",), ("sway", "offset"), ("keys", "offset")),
    "forces": (("acceleration",), ("flow",)),
    "sensors": (),
}  # fmt: skip
"""Vectors that turn with a copy."""

DECIMALS = 12
"""Decimals, in m and deg, to which the place of a copy is rounded, so that 3 steps of 0.1 m are 0.3 m."""

NUMBER = "{n}"
"""Part of a name or a label that becomes the number of the copy."""

MAX_LISTED = 5
"""Number of copies that an error names."""

Step = tuple[Annotated[float, quantity("m", ge=-1e4, le=1e4)], Annotated[float, quantity("m", ge=-1e4, le=1e4)]]
Count = Annotated[int, quantity(ge=1, le=10_000)]


class Repeat(StrictModel):
    """Copies of a table in a row, a grid or a ring."""

    count: Count = Field(description="Number of copies in a row, with the table itself.")
    step: Step = Field((0.0, 0.0), description="Displacement from each copy to the next [x, y], m.")
    turn: Annotated[float, quantity("deg", ge=-360.0, le=360.0)] = Field(
        0.0, description="Rotation from each copy to the next, counter-clockwise, deg."
    )
    about: Point = Field((0.0, 0.0), description="Center of the rotations [x, y], m.")
    rows: Count = Field(1, description="Number of rows.")
    row_step: Step = Field((0.0, 0.0), description="Displacement from each row to the next [x, y], m.")
    first: Annotated[int, quantity(ge=0, le=1_000_000)] = Field(
        1, description="Number of the first copy, which replaces `{n}` in `name` and `label`; the others count up."
    )

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if model is None:
            return
        if model.count > 1 and model.step == (0.0, 0.0) and model.turn == 0.0:
            yield error_details("needs a step or a turn; allowed: copies at different places")
        if model.rows > 1 and model.row_step == (0.0, 0.0):
            yield error_details("needs a row_step; allowed: rows at different places")
        if model.turn == 0.0 and model.about != (0.0, 0.0):
            yield error_details("must not be set without a turn; allowed: with a turn", "about")


class Copy(NamedTuple):
    """Where a table of expanded data comes from.

    table : index of the table in the array of the level file
    number : of the copy, from 1; 0 if the table has no other copies
    total : number of copies of the table
    """

    table: int
    number: int = 0
    total: int = 1


class Expansion(NamedTuple):
    """The data of a level with all copies.

    data : of the level
    copies : of each array with copies, the origin of each of its tables
    problems : errors in the tables `repeat`, located in the level file; a table with an error is not repeated
    """

    data: Table
    copies: dict[str, list[Copy]]
    problems: list[DataProblem]

    def to_source(self, problems: Iterable[DataProblem]) -> list[DataProblem]:
        """Return the problems of expanded data as those of the level file. Equal problems of copies become one."""
        numbers: dict[DataProblem, list[int]] = {}
        counts: dict[DataProblem, int] = {}
        for problem in problems:
            copy = self._copy(problem.location)
            location = problem.location if copy is None else (problem.location[0], copy.table, *problem.location[2:])
            source = problem._replace(location=location, message=self._renamed(problem))
            numbers.setdefault(source, []).append(copy.number if copy else 0)
            counts[source] = copy.total if copy else 1
        return [
            problem
            if len(found) == counts[problem]
            else problem._replace(message=problem.message + _copies_text(found))
            for problem, found in numbers.items()
        ]

    def expanded_places(self, places: Iterable[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
        """Return the places (array, index) of all copies of tables at places of the level file."""
        wanted = set(places)
        return {place for place in wanted if place[0] not in self.copies} | {
            (array, k)
            for array, copies in self.copies.items()
            for k, copy in enumerate(copies)
            if (array, copy.table) in wanted
        }

    def without_copies(self, level: Model) -> Model:
        """Return a level of this data with the first copy of each table only: its indices are those of the file."""
        first = {
            array: tuple(part for part, copy in zip(getattr(level, array), copies, strict=True) if copy.number <= 1)
            for array, copies in self.copies.items()
        }
        return level.model_copy(update=first)

    def _copy(self, location: tuple[Any, ...]) -> Copy | None:
        """Return the origin of the table at a location; None if its array has no copies."""
        copies = self.copies.get(location[0]) if len(location) > 1 else None
        return copies[location[1]] if copies else None

    def _renamed(self, problem: DataProblem) -> str:
        """Return the message of a problem, which may name other tables, with their indices in the level file."""
        if problem.subject != "model" or not self.copies:
            return problem.message

        def name(match: re.Match[str]) -> str:
            copy = self.copies[match[1]][int(match[2])]
            return f"{match[1]}[{copy.table}]" + (f" (copy {copy.number})" if copy.number else "")

        return re.sub(rf"\b({'|'.join(self.copies)})\[(\d+)\]", name, problem.message)


def expand(data: Table) -> Expansion:
    """Return the data of a level in which each table with a `repeat` is replaced by its copies.

    The argument is not changed. The copies of a table follow each other, row by row.
    """
    expanded, copies, problems = dict(data), dict[str, list[Copy]](), list[DataProblem]()
    budget = _Budget()
    for array in REPEATED:
        items = data.get(array)
        if not isinstance(items, list | tuple) or not any(
            isinstance(item, dict) and "repeat" in item for item in items
        ):
            continue
        tables: list[Any] = []
        origins: list[Copy] = []
        for index, item in enumerate(items):
            found = [item]
            if isinstance(item, dict) and "repeat" in item:
                table = {key: value for key, value in item.items() if key != "repeat"}
                repeat, wrong = _parse(item["repeat"], (array, index, "repeat"))
                if repeat is not None and (excess := budget.spend(table, repeat.count * repeat.rows)):
                    repeat, wrong = None, [DataProblem((array, index, "repeat"), excess)]
                problems += wrong[: MAX_ERRORS - len(problems)]
                found = [table] if repeat is None else list(_copies(table, repeat, array))
            origins += [Copy(index)] if len(found) == 1 else [Copy(index, k + 1, len(found)) for k in range(len(found))]
            tables += found
        expanded[array], copies[array] = tables, origins
    return Expansion(expanded, copies, problems)


class _Budget:
    """The number of copies of a level, and of values in them, which are limited."""

    def __init__(self) -> None:
        self._tables = self._values = 0

    def spend(self, table: Table, count: int) -> str:
        """Count copies of a table, or return why there are too many; "" if there are not."""
        tables = self._tables + count
        if tables > MAX_LIST_ITEMS:
            return f"gives too many copies (got {tables} in total); allowed: up to {MAX_LIST_ITEMS} in a level"
        room = MAX_VALUES - self._values
        if count > room or count * _size(table) > room:
            self._values = MAX_VALUES  # measures no more tables: that takes time
            return f"gives copies with too many values in total; allowed: up to {MAX_VALUES} in a level"
        self._tables, self._values = tables, self._values + count * _size(table)
        return ""


def _size(value: Any) -> int:
    """Return the number of values in a table or list, at every depth."""
    if not isinstance(value, dict | list):
        return 1
    return 1 + sum(map(_size, value.values() if isinstance(value, dict) else value))


def _parse(value: Any, location: tuple[str | int, ...]) -> tuple[Repeat | None, list[DataProblem]]:
    """Return a valid `repeat`, or None and its problems."""
    try:
        return Repeat.model_validate(value), []
    except ValidationError as error:
        found = describe_errors(error.errors(include_url=False), value, Repeat.model_json_schema())
        return None, [problem._replace(location=(*location, *problem.location)) for problem in found]


def _copies(table: Table, repeat: Repeat, array: str) -> Iterator[Table]:
    """Yield the copies of a table. Fields with invalid values are copied as they are."""
    center = _vector(table.get("center", (0.0, 0.0)))
    angle = table.get("angle", 0.0)
    for k in range(repeat.rows * repeat.count):
        row, column = divmod(k, repeat.count)
        copy, turn = dict(table), column * repeat.turn
        if center is not None:
            dx, dy = _turned((center[0] - repeat.about[0], center[1] - repeat.about[1]), turn)
            x = repeat.about[0] + dx + column * repeat.step[0] + row * repeat.row_step[0]
            y = repeat.about[1] + dy + column * repeat.step[1] + row * repeat.row_step[1]
            copy["center"] = [_rounded(x), _rounded(y)]
        if turn != 0.0:
            if array == "walls" and _is_number(angle):
                copy["angle"] = _rounded(angle + turn)
            for path in DIRECTIONS[array]:
                _turn_inner(copy, path, turn)
        for key in ("name", "label"):
            if isinstance(copy.get(key), str):
                copy[key] = copy[key].replace(NUMBER, str(repeat.first + k))
        yield copy


def _turn_inner(table: Table, path: tuple[str, ...], turn: float) -> None:
    """Turn the vector at a path of a table, if there is one; tables on the path are replaced, not changed."""
    key, *rest = path
    if rest and isinstance(table.get(key), dict):
        table[key] = dict(table[key])
        _turn_inner(table[key], tuple(rest), turn)
    elif not rest and (vector := _vector(table.get(key))) is not None:
        table[key] = [_rounded(part) for part in _turned(vector, turn)]


def _turned(vector: tuple[float, float], degrees: float) -> tuple[float, float]:
    """Return a vector rotated by an angle in deg. It is exact without a rotation."""
    if degrees == 0.0:
        return vector
    (x, y), (sin, cos) = vector, sincos(math.radians(degrees))
    return cos * x - sin * y, sin * x + cos * y


def _vector(value: Any) -> tuple[float, float] | None:
    """Return a pair of numbers, or None if the value is none."""
    if isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value)):
        return float(value[0]), float(value[1])
    return None


def _is_number(value: Any) -> bool:
    """Whether a value is a number that is not too large to be a coordinate."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e9


def _rounded(number: float) -> float:
    return round(number, DECIMALS) + 0.0  # replaces -0.0


def _copies_text(numbers: list[int]) -> str:
    """Return " (copy 3)" or " (copies 3, 5)"."""
    if len(numbers) == 1:
        return f" (copy {numbers[0]})"
    more = ", ..." if len(numbers) > MAX_LISTED else ""
    return f" (copies {', '.join(map(str, numbers[:MAX_LISTED]))}{more})"
