"""Esper worlds: one for each simulation."""

from collections.abc import Iterable
from itertools import count

import esper

_numbers = count(1)


class World:
    """An esper world with its own entities, processors and ids.

    ``with world.active(): ...`` makes it the current world of all esper functions; afterwards the previous world is
    current again. Blocks can be nested.
    """

    def __init__(self) -> None:
        self.name = f"heptagon-{next(_numbers)}"
        with self.active():
            pass  # esper creates a world when it becomes current for the first time

    def __repr__(self) -> str:
        return f"<World {self.name!r}>"

    def active(self) -> "ActiveWorld":
        """Return a context manager that makes this world the current one."""
        return ActiveWorld(self.name)

    def delete(self) -> None:
        """Delete the world with its entities; later calls do nothing. Raises ``RuntimeError`` if it is current."""
        if esper.current_world == self.name:
            raise RuntimeError("a simulation cannot be closed from within its own world")
        if self.name in esper.list_worlds():
            esper.delete_world(self.name)


class ActiveWorld:
    """A context manager that makes a world the current one.

    A plain class, because a generator with ``contextmanager`` takes four times as long a frame.
    """

    def __init__(self, name: str) -> None:
        self._name, self._previous = name, ""

    def __enter__(self) -> None:
        self._previous = esper.current_world
        esper.switch_world(self._name)

    def __exit__(self, *error: object) -> None:
        esper.switch_world(self._previous)


def saved_contexts(names: Iterable[str]) -> list[object]:
    """Return an object for each world that stays the same until the world becomes current; None for a deleted world.

    Esper saves the state of a world in a new tuple whenever another world becomes current.
    """
    esper.switch_world(esper.current_world)  # saves that of the current world too
    return list(map(esper._context_map.get, names))


def next_entity_id() -> int:
    """Return the id that the current world gives to the next entity."""
    following: int = next(esper._entity_count)
    esper._entity_count = count(following)
    return following


def set_next_entity_id(entity: int) -> None:
    """Set the id that the current world gives to the next entity."""
    esper._entity_count = count(entity)


def recreate_entity(entity: int, *components: object) -> None:
    """Create an entity of the current world with a given id; the next entities get the ids after it."""
    set_next_entity_id(entity)
    esper.create_entity(*components)
