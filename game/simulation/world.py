"""One esper world a simulation."""

from itertools import count

import esper

_numbers = count(1)


class World:
    """An esper world of its own: entities, processors and ids that no other world sees.

    ``with world.active(): ...`` makes the plain esper functions speak of it; then the world before is back.
    """

    def __init__(self) -> None:
        self.name = f"heptagon-{next(_numbers)}"
        with self.active():
            pass  # a world exists once it has been switched to

    def active(self) -> "Visit":
        """Switch to this world for the length of a block."""
        return Visit(self.name)

    def delete(self) -> None:
        """Free the world; later calls do nothing. A world that is active cannot be deleted: ``RuntimeError``."""
        if esper.current_world == self.name:
            raise RuntimeError("a simulation cannot be closed from within its own world")
        if self.name in esper.list_worlds():
            esper.delete_world(self.name)


class Visit:
    """A block in which a world is the current one. A plain class: a generator costs four times as much a frame."""

    def __init__(self, name: str) -> None:
        self._name, self._before = name, ""

    def __enter__(self) -> None:
        self._before = esper.current_world
        esper.switch_world(self._name)

    def __exit__(self, *problem: object) -> None:
        esper.switch_world(self._before)


def next_entity() -> int:
    """Return the id that the current world gives to the next entity."""
    upcoming: int = next(esper._entity_count)
    esper._entity_count = count(upcoming)
    return upcoming


def recreate(entity: int, *components: object) -> None:
    """Create an entity of the current world anew, with the id that it had; go on with ids from there."""
    go_on_from(entity)
    esper.create_entity(*components)


def go_on_from(entity: int) -> None:
    """Let the current world give this id to the next entity."""
    esper._entity_count = count(entity)
