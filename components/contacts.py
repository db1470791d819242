"""What touches what."""

from collections.abc import Callable
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray


class Contacts(NamedTuple):
    """Columns, one row a contact, with the impulses of the last sub-step that warm-start the next.

    first : (m,) row of a ball
    second : (m,) row of the other ball, or number of the wall's side
    normal_x, normal_y : (m,) unit vector from the first to the second
    normal_impulse : (m,) N s, >= 0, along the normal
    tangent_impulse : (m,) N s, along the normal turned by +90 degrees
    rolling_impulse : (m,) N m s, what rolling resistance adds to the spin of the first
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    normal_x: NDArray[np.float64]
    normal_y: NDArray[np.float64]
    normal_impulse: NDArray[np.float64]
    tangent_impulse: NDArray[np.float64]
    rolling_impulse: NDArray[np.float64]

    @classmethod
    def room(cls, capacity: int) -> Self:
        """Columns for as many contacts, not yet filled."""
        kinds: tuple[Any, ...] = (np.int64, np.int64, *[np.float64] * (len(cls._fields) - 2))
        return cls(*(np.empty(capacity, kind) for kind in kinds))

    def head(self, count: int) -> "Contacts":
        """Take the first rows, as views of the same memory."""
        return self._each(lambda column: column[:count])

    def copy(self) -> "Contacts":
        """Copy the contacts into memory of their own."""
        return self._each(np.copy)

    def follow(self, row: NDArray[np.int64], *, pairs: bool) -> "Contacts":
        """Copy after rows of the table have moved: ``row[k]`` is where row k is now, or -1 if it is gone.

        Contacts of the departed are left out. ``pairs`` tells whether the second is a ball too.
        """
        first = row[self.first]
        second = row[self.second] if pairs else self.second
        stays = (first >= 0) & (second >= 0)
        return Contacts(first[stays], second[stays], *(column[stays] for column in self[2:]))

    def _each(self, change: Callable[[Any], Any]) -> "Contacts":
        return Contacts(*map(change, self))
