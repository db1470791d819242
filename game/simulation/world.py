"""Esper worlds: one for each simulation. A process has one current world, so threads take turns."""

import os
from collections.abc import Iterable
from itertools import count
from threading import RLock

import esper

_numbers = count(1)


class _Turn:
    """The lock of the thread whose world is current. A forked process gets a new one: its other threads are gone."""

    lock = RLock()

    @classmethod
    def renew(cls) -> None:
        cls.lock = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Turn.renew)


class World:
    """An esper world with its own entities, processors and ids.

    ``with world.active(): ...`` makes it the current world of all esper functions; afterwards the previous world is
    current again. Blocks can be nested. Another thread waits until the outermost block is left.
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
        with _Turn.lock:
            if esper.current_world == self.name:
                raise RuntimeError("a simulation cannot be closed from within its own world")
            if self.name in esper.list_worlds():
                esper.delete_world(self.name)


class ActiveWorld:
    """A context manager that makes a world the current one.

    A plain class, because a generator with ``contextmanager`` takes four times as long a frame.
    """

    def __init__(self, name: str) -> None:
        self._name, self._previous, self._lock = name, "", _Turn.lock

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            self._previous = esper.current_world
            esper.switch_world(self._name)
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, *error: object) -> None:
        esper.switch_world(self._previous)
        self._lock.release()


def saved_contexts(names: Iterable[str]) -> list[object]:
    """Return an object for each world that stays the same until the world becomes current; None for a deleted world.

    Esper saves the state of a world in a new tuple whenever another world becomes current.
    """
    with _Turn.lock:
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
