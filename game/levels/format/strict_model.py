"""The base class of the tables of a level file, the types of their fields, and reports of all errors at once."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Self, TypeVar, cast

from pydantic import (
    AfterValidator,
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

from game.levels.toml.problems import format_value

MAX_ERRORS = 1000
"""Number of errors that are reported for one level. A malicious file may have far more."""

CHUNK = 1000
"""Number of items of a list that are validated together."""


def error_details(message: str, *location: str | int) -> InitErrorDetails:
    """Return one error of a ValidationError; its location is relative to the model that reports it."""
    return InitErrorDetails(type="value_error", loc=location, input=None, ctx={"error": ValueError(message)})


def quantity(unit: str = "", **limits: Any) -> Any:
    """Return the annotation of a number with a unit and limits. Strings and booleans are rejected."""
    return Field(strict=True, json_schema_extra={"unit": unit}, **limits)


def _check_boolean(value: object) -> object:
    """Return the value; ValueError if it is no boolean. Without this check pydantic accepts 1 and "true"."""
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false (got {format_value(value)})")
    return value


def _check_printable(text: str) -> str:
    """Return a text; ValueError if it has line breaks or other control characters."""
    if not text.isprintable():
        raise ValueError(f"must be one line (got {format_value(text)}); allowed: a text without control characters")
    return text


Flag = Annotated[bool, BeforeValidator(_check_boolean)]
Coordinate = Annotated[float, quantity("m", ge=-1e6, le=1e6)]
Point = tuple[Coordinate, Coordinate]
Velocity = Annotated[float, quantity("m/s", ge=-1e6, le=1e6)]
Size = Annotated[float, quantity("m", gt=0.0, le=1e4)]
Angle = Annotated[float, quantity("deg", ge=-1e6, le=1e6)]
Score = Annotated[int, quantity(ge=0, le=1_000_000)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Color = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$", examples=["#f39800"])]
Caption = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_check_printable)]


def _raised_errors(error: ValidationError, offset: int = 0) -> Iterator[InitErrorDetails]:
    """Yield the errors of a ValidationError; `offset` is the index of the first validated item in its list."""
    for line in error.errors(include_url=False)[: MAX_ERRORS + 1]:
        # This type follows from the error of another field, on which the default depends.
        if line["type"] != "default_factory_not_called":
            index, *rest = line["loc"] or (0,)
            loc = (index + offset, *rest) if offset and isinstance(index, int) else line["loc"]
            parts = {key: value for key, value in line.items() if key != "msg"}
            yield cast(InitErrorDetails, parts | {"loc": loc})


def _validate_in_chunks(items: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """Validate the items of a list chunk by chunk, and stop once there are more than MAX_ERRORS errors."""
    if not isinstance(items, list | tuple) or len(items) <= CHUNK:
        return handler(items)
    valid, errors = list[Any](), list[InitErrorDetails]()
    for first in range(0, len(items), CHUNK):
        try:
            valid += handler(items[first : first + CHUNK])
        except ValidationError as error:
            errors += _raised_errors(error, first)
        if len(errors) > MAX_ERRORS:
            break
    if errors:
        raise ValidationError.from_exception_data("items", errors)
    return tuple(valid)


Item = TypeVar("Item")
TableList = Annotated[tuple[Item, ...], WrapValidator(_validate_in_chunks)]
"""A list of tables, which may be very long."""


class StrictModel(BaseModel):
    """A table of a level file. It is immutable, unknown keys are errors, and every number is finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterable[InitErrorDetails]:  # noqa: ARG003
        """Yield the contradictions between fields. `model` is None if a field of `data` is invalid."""
        return ()

    @model_validator(mode="wrap")
    @classmethod
    def _report_all_errors(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Report conflicts together with all other errors, unless there are more than MAX_ERRORS of these."""
        model, errors = None, list[InitErrorDetails]()
        try:
            model = handler(data)
        except ValidationError as error:
            errors.extend(_raised_errors(error))
        if len(errors) <= MAX_ERRORS:
            errors.extend(cls._conflicts(data, model))
        if model is None or errors:
            raise ValidationError.from_exception_data(cls.__name__, errors)
        return model
