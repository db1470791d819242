"""Inputs as plain data: the step, the name of the kind, and its fields."""

from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter, ValidationError

from game.simulation.commands import Input, Stamped, Tune
from game.simulation.parameters import checked

Wish = tuple[Annotated[int, Field(ge=0, lt=2**53)], str, dict[str, Any]]
"""Of an input, as it is in a file."""

KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Input)}
LARGEST = 2**63
"""Whole numbers beyond it fit into no column."""

READERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in KINDS.items()}


def wish_of(stamped: Stamped) -> Wish:
    """Return an input as plain data."""
    return stamped.step, type(stamped.input).__name__, stamped.input._asdict()


def stamped_of(plain: Wish) -> Stamped:
    """Return plain data as an input; raises ``ValueError`` that tells what is wrong."""
    step, name, fields = plain
    if name not in READERS:
        raise ValueError(f'there is no input "{name}"; this program knows {", ".join(KINDS)}')
    if any(isinstance(value, int) and not -LARGEST <= value < LARGEST for value in fields.values()):
        raise ValueError(f"{name}: a number is too large")
    try:
        wish: Input = READERS[name].validate_python(fields, strict=True)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise ValueError(f"{name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    if isinstance(wish, Tune):
        checked(*wish)
    return Stamped(step, wish)
