"""What every table of a level file is made of: numbers with a unit and limits, and faults told all at once."""

from collections.abc import Iterable
from typing import Annotated, Any, Self, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails

MOST_FAULTS = 1000
"""That are told of a level; a file that means harm may have far more."""


def fault(why: str, *at: str | int) -> InitErrorDetails:
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


class Part(BaseModel):
    """A table of a level file: immutable, without unknown keys, every number finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterable[InitErrorDetails]:  # noqa: ARG003
        """Yield what does not agree in the raw data; `model` is there if every value is right by itself."""
        return ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Report conflicts along with all other faults."""
        model, faults = None, list[InitErrorDetails]()
        try:
            model = handler(data)
        except ValidationError as error:
            for line in error.errors(include_url=False)[: MOST_FAULTS + 1]:
                # A default that another field decides is missing only because that one is wrong.
                if line["type"] != "default_factory_not_called":
                    parts = {key: value for key, value in line.items() if key != "msg"}
                    faults.append(cast(InitErrorDetails, parts))
        faults.extend(cls._conflicts(data, model))
        if model is None or faults:
            raise ValidationError.from_exception_data(cls.__name__, faults)
        return model
