"""What every table of a level file is made of: numbers with a unit and limits, and faults told all at once."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Self, TypeVar, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import InitErrorDetails

MAX_ERRORS = 1000
"""That are told of a level; a file that means harm may have far more."""

CHUNK = 1000
"""Items of a list that are looked at together."""


def error_details(why: str, *at: str | int) -> InitErrorDetails:
    """Return a line for a ValidationError, at a field below the model at hand."""
    return InitErrorDetails(type="value_error", loc=at, input=None, ctx={"error": ValueError(why)})


def quantity(unit: str = "", **limits: Any) -> Any:
    """Return the annotation of a number: its unit and limits. A string or a truth value is no number."""
    return Field(strict=True, json_schema_extra={"unit": unit}, **limits)


def _truth(value: object) -> object:
    """Keep 1 and "true" from passing for `true`."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


Flag = Annotated[bool, BeforeValidator(_truth)]
Coordinate = Annotated[float, quantity("m", ge=-1e6, le=1e6)]
Point = tuple[Coordinate, Coordinate]
Velocity = Annotated[float, quantity("m/s", ge=-1e6, le=1e6)]
Size = Annotated[float, quantity("m", gt=0.0, le=1e4)]
Angle = Annotated[float, quantity("deg", ge=-1e6, le=1e6)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


def _lines(error: ValidationError, first: int = 0) -> Iterator[InitErrorDetails]:
    """Yield the lines of an error of some items, the first of which is so far down its list."""
    for line in error.errors(include_url=False)[: MAX_ERRORS + 1]:
        # A default that another field decides is missing only because that one is wrong.
        if line["type"] != "default_factory_not_called":
            index, *rest = line["loc"] or (0,)
            loc = (index + first, *rest) if first and isinstance(index, int) else line["loc"]
            parts = {key: value for key, value in line.items() if key != "msg"}
            yield cast(InitErrorDetails, parts | {"loc": loc})


def _in_turns(items: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """Look at some items at a time, and no further once more of them are wrong than are told."""
    if not isinstance(items, list | tuple) or len(items) <= CHUNK:
        return handler(items)
    right, faults = list[Any](), list[InitErrorDetails]()
    for first in range(0, len(items), CHUNK):
        try:
            right += handler(items[first : first + CHUNK])
        except ValidationError as error:
            faults += _lines(error, first)
        if len(faults) > MAX_ERRORS:
            break
    if faults:
        raise ValidationError.from_exception_data("items", faults)
    return tuple(right)


Item = TypeVar("Item")
TableList = Annotated[tuple[Item, ...], WrapValidator(_in_turns)]
"""A list of tables, of which there may be very many."""


class StrictModel(BaseModel):
    """A table of a level file: immutable, without unknown keys, every number finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterable[InitErrorDetails]:  # noqa: ARG003
        """Yield what does not agree in the raw data; `model` is there if every value is right by itself."""
        return ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Report conflicts along with all other faults, unless these are too many already."""
        model, faults = None, list[InitErrorDetails]()
        try:
            model = handler(data)
        except ValidationError as error:
            faults.extend(_lines(error))
        if len(faults) <= MAX_ERRORS:
            faults.extend(cls._conflicts(data, model))
        if model is None or faults:
            raise ValidationError.from_exception_data(cls.__name__, faults)
        return model
