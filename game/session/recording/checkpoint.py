"""Checkpoints: short digests of a state, which show whether and where another state differs."""

from base64 import b64decode, b64encode
from typing import Annotated, NamedTuple, Self
from zlib import crc32

from pydantic import AfterValidator, Field

from game.files.counted import counted
from game.session.recording.origin import StrictModel
from game.simulation.hashing import digest
from game.simulation.simulation import Simulation
from game.simulation.state import State

DIGEST_SIZE = 4
"""Bytes of the digest of a ball or of a column."""


def _validate_base64(text: str) -> str:
    b64decode(text, validate=True)
    return text


Base64 = Annotated[str, AfterValidator(_validate_base64)]


class Difference(NamedTuple):
    """The first ball and the first column in which two states differ; None where they do not."""

    ball: str | None
    column: str | None

    def __str__(self) -> str:
        return ", ".join(filter(None, self)) or "a part without a name"


class Checkpoint(StrictModel):
    """Digests of a state: of the whole state, of each ball, and of each column.

    step : whole steps since the start
    hash : see `Simulation.hash`
    balls, columns : `DIGEST_SIZE` bytes each in base64, in the order of rows and of `_column_digests`
    """

    step: Annotated[int, Field(ge=0, lt=2**53)]
    hash: Annotated[str, Field(max_length=64)]
    balls: Base64
    columns: Base64

    @classmethod
    def from_simulation(cls, simulation: Simulation) -> Self:
        """Return the checkpoint of the present state."""
        state = simulation.snapshot()
        rows = zip(state.balls.entities.tolist(), state.balls.block.T, strict=True)
        balls = [crc32(row.tobytes(), entity).to_bytes(DIGEST_SIZE, "big") for entity, row in rows]
        columns = list(_column_digests(simulation, state).values())
        return cls(step=state.steps, hash=state.hash(), balls=_join(balls), columns=_join(columns))

    def difference(self, simulation: Simulation) -> Difference:
        """Return where the present state differs from this checkpoint."""
        present = Checkpoint.from_simulation(simulation)
        expected, balls = _split(self.balls), _split(present.balls)
        column = _first_difference(_split(self.columns), _split(present.columns))
        names = list(_column_digests(simulation, simulation.snapshot()))
        name = None if column is None else names[column]
        if len(expected) != len(balls):
            return Difference(f"{counted(len(balls), 'ball')} instead of {len(expected)}", name)
        row = _first_difference(expected, balls)
        return Difference(None if row is None else f"ball {simulation.labels[row].number}", name)


def _column_digests(simulation: Simulation, state: State) -> dict[str, bytes]:
    """Return the digests of the columns of the balls and of all other parts of a state, by name."""
    table = simulation.balls
    names = [f"{kind.__name__}.{name}" for kind in (*table.bundle, *table.private) for name in kind.fields]
    digests = dict(zip(["dirty", *names], map(digest, state.balls.block), strict=True))
    digests |= {"entities": digest(state.balls.entities)}
    digests |= {name: digest(part) for name, part in state._asdict().items() if name != "balls"}
    return {name: whole[:DIGEST_SIZE] for name, whole in digests.items()}


def _join(digests: list[bytes]) -> str:
    return b64encode(b"".join(digests)).decode()


def _split(text: str) -> list[bytes]:
    data = b64decode(text)
    return [data[k : k + DIGEST_SIZE] for k in range(0, len(data), DIGEST_SIZE)]


def _first_difference(ours: list[bytes], theirs: list[bytes]) -> int | None:
    """Return the first index at which two lists differ."""
    return next((k for k, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), None)
