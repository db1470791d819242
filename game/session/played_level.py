"""What a player has changed in a running level, as an edit of the level."""

from game.levels.editing.level_document import ARRAYS, LevelDocument
from game.levels.editing.operations import Edit, adopt, set_values
from game.levels.toml.positions import Location
from game.session.ball_changes import with_ball_edits, with_count
from game.session.parameter_changes import parameter_changes
from game.simulation.commands import AddBall, BallEdit, Grab, Place, SetParameter
from game.simulation.parameters import Overrides
from game.simulation.simulation import Simulation


def played_edit(document: LevelDocument, simulation: Simulation, overrides: Overrides | None = None) -> Edit:
    """Return a document with the changed parameters, and with the balls that were placed and removed.

    The level still begins at its start. Notes tell what of the present state a level cannot say.

    document : the text of the level that the simulation runs
    overrides : the changed parameters; default: those of the simulation

    Raises EditError or LevelError if the document does not give the level.
    """
    overrides = simulation.parameters.overrides if overrides is None else overrides
    level, commands = simulation.level, simulation.commands
    changes = parameter_changes(level, overrides)
    if gravity := simulation.parameters.assigned_gravity:
        changes["world", "gravity"] = [part + 0.0 for part in gravity]
    if simulation.seed != level.seed:
        changes["seed",] = simulation.seed
    changes = {_in_text(document, location): value for location, value in changes.items()}
    changed = {str(location[0]) for location in changes} & set(ARRAYS)
    if simulation.ball_edits or overrides.balls is not None:
        changed |= {"balls", "emitters"}
    for array in sorted(changed):
        document = adopt(document, array).document
    document = set_values(document, changes, "").document if changes else document
    document, notes = with_ball_edits(document, level, simulation.ball_edits)
    if overrides.balls is not None:
        set_at = max((one.step for one in commands if _sets_balls(one.command)), default=simulation.steps)
        later = [edit for edit in simulation.ball_edits if edit.step >= set_at]
        document, more = with_count(document, overrides.balls + _balance(later))
        notes = (*notes, *more)
    if simulation.steps:
        notes = (*notes, _start_note(simulation))
    return Edit(document, "keep changes of play", (), notes)


def _in_text(document: LevelDocument, location: Location) -> Location:
    """Return the location in the text of a value of the level, which has all copies of repeated items."""
    array, *inner = location
    if array not in ARRAYS or not isinstance(inner[0], int):
        return location
    return (*document.text_item(str(array), inner[0]).location, *inner[1:])


def _sets_balls(command: object) -> bool:
    return isinstance(command, SetParameter) and command.name == "balls"


def _balance(edits: list[BallEdit]) -> int:
    """Return the number of placed balls minus that of removed ones."""
    return sum(1 if isinstance(edit.command, AddBall) else -1 for edit in edits)


def _start_note(simulation: Simulation) -> str:
    """Return what of the present state is not in a level."""
    lost = []
    if any(isinstance(one.command, Grab | Place) for one in simulation.commands):
        lost.append("drags of balls")
    if simulation.sensors():
        lost.append("counts of sensors")
    without = f", without {' and '.join(lost)}" if lost else ""
    return f"It begins at its start, not at {simulation.time:.1f} s{without}."
