"""Undo and redo: the actions of the player in the log of commands."""

from typing import NamedTuple

from game.session.rewind import Rewind
from game.simulation.commands import Grab, Place, Release, TimedCommand
from game.simulation.simulation import Simulation

CONTINUATION_TIME = 1.0
"""Simulated time in s after which a change of the same kind is an action of its own."""


class Action(NamedTuple):
    """Something that the player did, such as dragging a ball.

    name : for messages, such as "adding a ball"
    step : number of steps before it
    first : index of its first command in the log
    """

    name: str
    step: int
    first: int


class _Undone(NamedTuple):
    """An action that was undone, and the commands that were removed from the log with it."""

    action: Action
    commands: list[TimedCommand]


class ActionHistory:
    """Undoes and redoes actions by going back to the step at which they began.

    To undo restores the whole scene as it was before the action, with the same bits, and removes the action and all
    later commands from the log. To redo puts them back, until the player does something else.
    """

    def __init__(self, simulation: Simulation, rewind: Rewind) -> None:
        self._simulation, self._rewind = simulation, rewind
        self._actions: list[Action] = []
        self._undone: list[_Undone] = []

    def note_action(self, name: str, *, continues: bool = False) -> bool:
        """Note that the next command of the log begins an action; return whether it does.

        continues : whether it goes on with the last action instead, if that is recent and has the same name
        """
        self._undone.clear()
        self._forget_unexecuted()
        if continues and self._actions and self._actions[-1].name == name and self._is_recent:
            return False
        self._actions.append(Action(name, self._simulation.steps, self._simulation.executed_count))
        return True

    def forget_undone(self) -> None:
        """Forget what could be redone: the player did something else."""
        self._undone.clear()

    def undo(self) -> Action | None:
        """Undo the last action and return it; None if there is none.

        Raises ``ValueError`` if the state before it is no longer stored.
        """
        self._forget_unexecuted()
        if not self._actions:
            return None
        action, log = self._actions[-1], self._simulation.commands
        self._go_back_to(action)
        self._actions.pop()
        self._undone.append(_Undone(action, log[action.first :]))
        del log[action.first :]
        self._simulation.preview()
        return action

    def redo(self) -> tuple[Action, int] | None:
        """Put the commands of the last undone action back into the log; None if there is none.

        Returns the action, and the step to which the simulation must run so that its effect is seen.

        Raises ``ValueError`` if the state before it is no longer stored.
        """
        if not self._undone:
            return None
        action, commands = self._undone[-1]
        self._go_back_to(action)
        self._undone.pop()
        self._simulation.commands[action.first :] = commands
        self._actions.append(action)
        self._simulation.preview()
        return action, _end_step(commands)

    def _go_back_to(self, action: Action) -> None:
        """Restore the state at the step of an action, before any command; do nothing before that step."""
        later_steps = self._simulation.steps - action.step
        if later_steps < 0:
            return
        if later_steps and action.step < self._rewind.oldest_step:
            raise ValueError("the state before it is no longer stored")
        self._rewind.step_back(later_steps)
        self._simulation.restore(self._simulation.snapshot())

    @property
    def _is_recent(self) -> bool:
        """Whether the last command that was carried out is recent."""
        last = self._simulation.commands[self._simulation.executed_count - 1]
        return (self._simulation.steps - last.step) * self._simulation.dt <= CONTINUATION_TIME

    def _forget_unexecuted(self) -> None:
        """Forget the actions that are not in the past of the present state: the player has rewound."""
        count = self._simulation.executed_count
        while self._actions and self._actions[-1].first >= count:
            self._actions.pop()


def _end_step(commands: list[TimedCommand]) -> int:
    """Return the step of the last command of the action with which a list of commands begins."""
    step, first = commands[0]
    if isinstance(first, Grab | Place):
        step = next((later for later, command in commands if isinstance(command, Release)), step)
    return step
