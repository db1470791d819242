"""A state as a file: a run goes on from it as if it had not been interrupted."""

from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, FailFast, TypeAdapter, ValidationError

from game.files.atomic_write import atomic_write
from game.levels.format.balls import MAX_BALLS
from game.session.recording import archive
from game.session.recording.archive import Arrays
from game.session.recording.command_schema import CommandRow, command_of, row_of
from game.session.recording.origin import Kind, Origin, Record, check_size
from game.session.recording.record_error import RecordError
from game.session.recording.state_check import check
from game.simulation.simulation import Simulation, State

VERSION = 1
"""Another one whenever `State` changes."""

ABOUT, CHECKSUM = "about", "checksum"
"""Names of the parts that are no arrays of the state."""

LARGEST = 2**53

STATE = TypeAdapter[State](State, config=ConfigDict(arbitrary_types_allowed=True))


class About(Record):
    """All that is not an array.

    heptagon, version : what kind of file this is
    state : as `State`, with the names of arrays in their places
    commands, is_replaying : see `Simulation`; those that are still to be carried out
    """

    heptagon: str
    version: int
    origin: Origin
    state: dict[str, Any]
    commands: Annotated[list[CommandRow], FailFast()]
    is_replaying: bool


def save(simulation: Simulation, path: str | Path) -> None:
    """Write the state of now, the level and the seed into an npz file, which takes the place of one that is there.

    It is written beside that first. Raises ``OSError`` that names the file; the one before is there still.
    """
    arrays = _arrays(simulation)
    with atomic_write(Path(path)) as file:
        archive.write(file, arrays)


def pack(simulation: Simulation) -> bytes:
    """Return what `save` would write."""
    file = BytesIO()
    archive.pack(file, _arrays(simulation))
    return file.getvalue()


def _arrays(simulation: Simulation) -> Arrays:
    arrays: Arrays = {}
    about = About(
        heptagon="state",
        version=VERSION,
        origin=Origin.of(simulation),
        state=_spread(simulation.snapshot(), "", arrays),
        commands=[row_of(one) for one in simulation.commands if one.step >= simulation.steps],
        is_replaying=simulation.is_replaying,
    )
    arrays[ABOUT] = np.frombuffer(about.model_dump_json().encode(), np.uint8)
    arrays[CHECKSUM] = _checksum(arrays)
    return arrays


def load(path: str | Path) -> Simulation:
    """Return a simulation in the state that a file holds; raises `RecordError`, and ``OSError`` as reading does.

    Nothing in the file is believed: it may be cut off, damaged, of another program or of a later version of this one,
    and whatever could lead a kernel astray is looked at.
    """
    path = Path(path)
    return _restored(str(path), lambda: archive.read(path))


def unpacked(data: bytes, name: str) -> Simulation:
    """Return what `load` would of a file of these bytes; the message of a `RecordError` begins with the name."""
    return _restored(name, lambda: archive.unpacked(BytesIO(data)))


def _restored(name: str, read: Callable[[], Arrays]) -> Simulation:
    try:
        arrays = read()
        about = _about(arrays)
        simulation = Simulation(about.origin.restored(), about.origin.seed)
        try:
            state = STATE.validate_python(_gathered(about.state, arrays))
            check(simulation, state)
            simulation.restore(state)
            simulation.commands[:] = map(command_of, about.commands)
            simulation.is_replaying = about.is_replaying
        except BaseException:
            simulation.close()
            raise
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise RecordError(f"{name}: is not right: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    except (ValueError, RecursionError, OverflowError, MemoryError) as problem:
        raise RecordError(f"{name}: {problem}" if str(problem) else f"{name}: is damaged") from None
    return simulation


def _about(arrays: Arrays) -> About:
    """Take what is no array of the state, and look whether all is as it was written."""
    if not arrays.keys() >= {ABOUT, CHECKSUM}:
        raise ValueError("is no state of a simulation")
    checksum = arrays.pop(CHECKSUM)
    if not np.array_equal(checksum, _checksum(arrays)):
        raise ValueError("is damaged: its checksum is another")
    text = arrays.pop(ABOUT).tobytes()
    check_size(text)
    kind = Kind.model_validate_json(text)
    if kind.heptagon != "state" or type(kind.version) is not int:
        raise ValueError("is no state of a simulation")
    if kind.version != VERSION:
        raise ValueError(f"is of version {kind.version} of state files; this program knows {VERSION}: update it")
    return About.model_validate_json(text)


def _checksum(arrays: Arrays) -> NDArray[np.uint8]:
    digest = blake2b(digest_size=32)
    for name in sorted(arrays):
        array = arrays[name]
        digest.update(repr((name, array.dtype.str, array.shape)).encode())
        digest.update(array.tobytes())
    return np.frombuffer(digest.digest(), np.uint8)


def _spread(part: Any, name: str, arrays: Arrays) -> Any:
    """Return a part of a state as plain data; arrays go where they are asked for, and leave their names."""
    if isinstance(part, np.ndarray):
        arrays[name] = part
        return {"array": name}
    if isinstance(part, np.generic):
        return part.item()
    if hasattr(part, "_fields"):
        return {key: _spread(piece, f"{name}.{key}".lstrip("."), arrays) for key, piece in part._asdict().items()}
    if isinstance(part, tuple):
        return [_spread(piece, f"{name}.{k}", arrays) for k, piece in enumerate(part)]
    return asdict(part) if is_dataclass(part) and not isinstance(part, type) else part


def _gathered(part: Any, arrays: Arrays) -> Any:
    """Return plain data with the arrays in their places."""
    if isinstance(part, list):
        if len(part) > MAX_BALLS:
            raise ValueError(f"holds a list of {len(part)}, more than there can be balls")
        return [_gathered(piece, arrays) for piece in part]
    if isinstance(part, dict):
        if part.keys() == {"array"}:
            name = part["array"]
            if not isinstance(name, str) or name not in arrays:
                raise ValueError(f"lacks the array {name!r}" if isinstance(name, str) else "has no name for an array")
            return arrays[name]
        return {key: _gathered(piece, arrays) for key, piece in part.items()}
    if isinstance(part, int) and not -LARGEST <= part <= LARGEST:
        raise ValueError(f"holds a number that is too large: {part:.3g}")
    return part
