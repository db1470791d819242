"""Commands to a simulation: plain data that `Simulation` carries out at the start of a step."""

from typing import NamedTuple


class Grab(NamedTuple):
    """Hold a ball with the mouse joint, or move the joint that holds it, to a point in m."""

    entity: int
    x: float
    y: float


class Place(NamedTuple):
    """Hold a ball with the mouse joint as `Grab` does, and place its centre there at once (m), at the same velocity.

    It is not moved if another ball is in the way, and starts without contacts.
    """

    entity: int
    x: float
    y: float


class Release(NamedTuple):
    """Release the held ball."""


class AddBall(NamedTuple):
    """Add a ball at a point (m) with a velocity (m/s).

    It has the radius and the material of the level's first balls, and the next number. It is not added if another ball
    is in the way, or a coordinate is beyond 1e6 m.
    """

    x: float
    y: float
    vx: float = 0.0
    vy: float = 0.0


class RemoveBall(NamedTuple):
    """Remove a ball, if it still exists."""

    entity: int


class SetParameter(NamedTuple):
    """Set one of `parameters.PARAMETER_NAMES`, in SI units; None restores the value of the level.

    material : the material of the level that gets the value; None for all balls and walls
    """

    name: str
    value: float | None = None
    material: str | None = None


class PressKey(NamedTuple):
    """Press a key, by its name in the level: the walls that it drives move to the ends of their strokes."""

    key: str


class ReleaseKey(NamedTuple):
    """Release a key: walls that no other held key drives return."""

    key: str


Command = Grab | Place | Release | AddBall | RemoveBall | SetParameter | PressKey | ReleaseKey


class TimedCommand(NamedTuple):
    """A command, and the number of the step at whose start it is carried out."""

    step: int
    command: Command

    def replaces(self, previous: "TimedCommand") -> bool:
        """Return whether the previous command of the log has no effect: the same ball or parameter, before one step."""
        if self.step != previous.step:
            return False
        match previous.command, self.command:
            case (Grab(entity), Grab(same)) | (Place(entity), Place(same)):
                return entity == same
            case SetParameter(name, _, material), SetParameter(same, _, of):
                return name == same and material == of
        return False


class BallEdit(NamedTuple):
    """A ball that a command has added or removed: the step at whose start, its number, and the command."""

    step: int
    number: int
    command: AddBall | RemoveBall
