"""State files: a simulation that is saved and loaded continues with the same bits."""

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
from game.session.recording.command_schema import CommandRow, decode_command, encode_command
from game.session.recording.format_version import FileKind, check_version
from game.session.recording.origin import Origin, StrictModel, check_size
from game.session.recording.record_error import RecordError
from game.session.recording.state_check import check_state
from game.simulation.simulation import Simulation
from game.simulation.state import State

VERSION = 4
"""Version of the format of state files. Increase it whenever `State` changes."""

ABOUT, CHECKSUM = "about", "checksum"
"""Names of the two arrays in a file that are not arrays of the state."""

INTEGER_LIMIT = 2**53
"""Largest integer; JSON numbers beyond it lose digits in other programs."""

STATE = TypeAdapter[State](State, config=ConfigDict(arbitrary_types_allowed=True))


class About(StrictModel):
    """All data of a state file that are not arrays.

    heptagon, version : kind of file, and version of the format
    origin : level and seed
    state : fields of `State`, with ``{"array": name}`` in the place of arrays
    commands : commands of the present step and later ones, see `Simulation`
    is_replaying : see `Simulation`
    """

    heptagon: str
    version: int
    origin: Origin
    state: dict[str, Any]
    commands: Annotated[list[CommandRow], FailFast()]
    is_replaying: bool


def save_state(simulation: Simulation, path: str | Path) -> None:
    """Write the present state, the level and the seed to an npz file. An existing file is replaced atomically.

    Raises ``OSError`` with the path; the existing file is unchanged then.
    """
    arrays = _to_arrays(simulation)
    with atomic_write(Path(path)) as part:
        archive.write_arrays(part, arrays)


def pack_state(simulation: Simulation) -> bytes:
    """Return the bytes that `save_state` writes."""
    file = BytesIO()
    archive.pack_arrays(file, _to_arrays(simulation))
    return file.getvalue()


def load_state(path: str | Path) -> Simulation:
    """Return a simulation in the state of a file.

    Nothing in the file is trusted: it may be damaged, foreign or malicious, and everything that a kernel uses without
    a check of bounds is checked here.

    Raises `RecordError` with the path and the reason, and ``OSError``.
    """
    path = Path(path)
    return _from_arrays(str(path), lambda: archive.read_arrays(path))


def unpack_state(data: bytes, name: str) -> Simulation:
    """Return a simulation in the state of the bytes of a file; the message of a `RecordError` has the name."""
    return _from_arrays(name, lambda: archive.unpack_arrays(BytesIO(data)))


def _to_arrays(simulation: Simulation) -> Arrays:
    arrays: Arrays = {}
    about = About(
        heptagon="state",
        version=VERSION,
        origin=Origin.from_simulation(simulation),
        state=_extract_arrays(simulation.snapshot(), "", arrays),
        commands=[encode_command(one) for one in simulation.commands if one.step >= simulation.steps],
        is_replaying=simulation.is_replaying,
    )
    arrays[ABOUT] = np.frombuffer(about.model_dump_json().encode(), np.uint8)
    arrays[CHECKSUM] = arrays_checksum(arrays)
    return arrays


def _from_arrays(name: str, read: Callable[[], Arrays]) -> Simulation:
    try:
        arrays = read()
        about = _read_about(arrays)
        simulation = Simulation(about.origin.restore_level(), about.origin.seed)
        try:
            state = STATE.validate_python(_insert_arrays(about.state, arrays))
            check_state(simulation, state)
            simulation.restore(state)
            simulation.commands[:] = (decode_command(row, simulation.level) for row in about.commands)
            simulation.is_replaying = about.is_replaying
        except BaseException:
            simulation.close()
            raise
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise RecordError(
            f"cannot read {name}: it is invalid: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
        ) from None
    except (ValueError, RecursionError, OverflowError, MemoryError) as error:
        raise RecordError(f"cannot read {name}: {str(error) or 'it is damaged'}") from None
    return simulation


def _read_about(arrays: Arrays) -> About:
    """Remove the arrays `ABOUT` and `CHECKSUM`, and check them."""
    if not arrays.keys() >= {ABOUT, CHECKSUM}:
        raise ValueError("it is not a Heptagon state file")
    checksum = arrays.pop(CHECKSUM)
    if not np.array_equal(checksum, arrays_checksum(arrays)):
        raise ValueError("it is damaged: its checksum is wrong")
    text = arrays.pop(ABOUT).tobytes()
    check_size(text)
    kind = FileKind.model_validate_json(text)
    if kind.heptagon != "state":
        raise ValueError("it is not a Heptagon state file")
    check_version(kind.version, VERSION, "state file")
    return About.model_validate_json(text)


def arrays_checksum(arrays: Arrays) -> NDArray[np.uint8]:
    """Return the checksum (32,) of arrays and their names."""
    digest = blake2b(digest_size=32)
    for name in sorted(arrays):
        array = arrays[name]
        digest.update(repr((name, array.dtype.str, array.shape)).encode())
        digest.update(array.tobytes())
    return np.frombuffer(digest.digest(), np.uint8)


def _extract_arrays(part: Any, name: str, arrays: Arrays) -> Any:
    """Return a part of a state as plain data; its arrays are added to ``arrays``, and their names take their places."""
    if isinstance(part, np.ndarray):
        arrays[name] = part
        return {"array": name}
    if isinstance(part, np.generic):
        return part.item()
    if hasattr(part, "_fields"):
        return {
            key: _extract_arrays(piece, f"{name}.{key}".lstrip("."), arrays) for key, piece in part._asdict().items()
        }
    if isinstance(part, tuple):
        return [_extract_arrays(piece, f"{name}.{k}", arrays) for k, piece in enumerate(part)]
    return asdict(part) if is_dataclass(part) and not isinstance(part, type) else part


def _insert_arrays(part: Any, arrays: Arrays) -> Any:
    """Return plain data with the arrays in their places; raises ``ValueError`` if one is missing."""
    if isinstance(part, list):
        if len(part) > MAX_BALLS:
            raise ValueError(f"it has a list of {len(part)} items; allowed: up to {MAX_BALLS}")
        return [_insert_arrays(piece, arrays) for piece in part]
    if isinstance(part, dict):
        if part.keys() == {"array"}:
            name = part["array"]
            if not isinstance(name, str):
                raise ValueError("it has an array without a name")
            if name not in arrays:
                raise ValueError(f"it lacks the array {name!r}")
            return arrays[name]
        return {key: _insert_arrays(piece, arrays) for key, piece in part.items()}
    if isinstance(part, int) and not -INTEGER_LIMIT <= part <= INTEGER_LIMIT:
        raise ValueError(f"it has a number that is too large: {part:.3g}")
    return part
