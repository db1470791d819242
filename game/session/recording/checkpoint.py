"""What is written down of a state, to know it again, and to tell where another one differs."""

from base64 import b64decode, b64encode
from typing import Annotated, NamedTuple, Self
from zlib import crc32

from pydantic import AfterValidator, Field

from game.session.recording.origin import Record
from game.simulation.hashing import digest
from game.simulation.simulation import Simulation, State

SIZE = 4
"""Bytes of the digest of a ball, or of a column."""


def _checked(text: str) -> str:
    """Keep out what is no base64."""
    b64decode(text, validate=True)
    return text


Base64 = Annotated[str, AfterValidator(_checked)]


class Difference(NamedTuple):
    """The first ball and the first column that differ, each None where none does."""

    ball: str | None
    column: str | None

    def __str__(self) -> str:
        return ", ".join(filter(None, self)) or "nothing that has a name"


class Checkpoint(Record):
    """Digests of a state: of the whole, of each ball, and of each column; a few bytes a ball.

    step : whole steps done
    hash : see `Simulation.hash`
    balls, columns : `SIZE` bytes each in base64, in the order of rows and of `_columns`
    """

    step: Annotated[int, Field(ge=0, lt=2**53)]
    hash: Annotated[str, Field(max_length=64)]
    balls: Base64
    columns: Base64

    @classmethod
    def of(cls, simulation: Simulation) -> Self:
        """Take it of the state of now."""
        state = simulation.snapshot()
        rows = zip(state.balls.entities.tolist(), state.balls.block.T, strict=True)
        balls = (crc32(row.tobytes(), entity).to_bytes(SIZE, "big") for entity, row in rows)
        columns = _columns(simulation, state).values()
        return cls(step=state.steps, hash=state.hash(), balls=_text(*balls), columns=_text(*columns))

    def difference(self, simulation: Simulation) -> Difference:
        """Tell what of the state of now is not as it was written down."""
        now = Checkpoint.of(simulation)
        then, balls = _pieces(self.balls), _pieces(now.balls)
        column = _first(_pieces(self.columns), _pieces(now.columns))
        names = list(_columns(simulation, simulation.snapshot()))
        name = None if column is None else names[column]
        if len(then) != len(balls):
            return Difference(f"{len(balls)} balls instead of {len(then)}", name)
        row = _first(then, balls)
        return Difference(None if row is None else f"ball {simulation.labels[row].number}", name)


def _columns(simulation: Simulation, state: State) -> dict[str, bytes]:
    """Return the digests of the columns of the table of balls, and of all else in a state, by name."""
    table = simulation.balls
    names = [f"{kind.__name__}.{name}" for kind in (*table.bundle, *table.private) for name in kind.fields]
    columns = dict(zip(names, map(digest, state.balls.block), strict=True))
    columns |= {"entities": digest(state.balls.entities), "dirty": digest(state.balls.dirty)}
    columns |= {name: digest(part) for name, part in state._asdict().items() if name != "balls"}
    return {name: piece[:SIZE] for name, piece in columns.items()}


def _text(*pieces: bytes) -> str:
    return b64encode(b"".join(pieces)).decode()


def _pieces(text: str) -> list[bytes]:
    data = b64decode(text)
    return [data[k : k + SIZE] for k in range(0, len(data), SIZE)]


def _first(ours: list[bytes], theirs: list[bytes]) -> int | None:
    """Return the first place where two lists differ."""
    return next((k for k, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), None)
