"""What touches what."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray


class Contacts(NamedTuple):
    """A contact a row, with the impulses of the last sub-step that warm-start the next.

    first : (m,) row of a ball
    second : (m,) row of the other ball, or number of the wall's surface
    block : (m, 5) a row for each, of what the properties below name
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    block: NDArray[np.float64]

    @property
    def normal_x(self) -> NDArray[np.float64]:
        """X of the unit vectors (m,) from the first to the second."""
        return self.block[:, 0]

    @property
    def normal_y(self) -> NDArray[np.float64]:
        """Y of the unit vectors (m,) from the first to the second."""
        return self.block[:, 1]

    @property
    def normal_impulse(self) -> NDArray[np.float64]:
        """Impulses (m,) along the normal, N s, >= 0."""
        return self.block[:, 2]

    @property
    def tangent_impulse(self) -> NDArray[np.float64]:
        """Impulses (m,) along the normal turned by +90 degrees, N s."""
        return self.block[:, 3]

    @property
    def rolling_impulse(self) -> NDArray[np.float64]:
        """What rolling resistance adds to the spin of the first, (m,) N m s."""
        return self.block[:, 4]

    @classmethod
    def room(cls, capacity: int) -> Self:
        """Columns for as many contacts, not yet filled."""
        return cls(np.empty(capacity, np.int64), np.empty(capacity, np.int64), np.empty((capacity, 5)))

    def head(self, count: int) -> "Contacts":
        """The first contacts, as views of the same memory."""
        return Contacts(self.first[:count], self.second[:count], self.block[:count])

    def copy(self) -> "Contacts":
        """The same contacts in memory of their own."""
        return Contacts(self.first.copy(), self.second.copy(), self.block.copy())

    def follow(self, row: NDArray[np.int64], *, pairs: bool) -> "Contacts":
        """A copy after rows of the table have moved: ``row[k]`` is where row k is now, or -1 if it is gone.

        Contacts of the departed are left out. ``pairs`` tells whether the second is a ball too.
        """
        first = row[self.first]
        second = row[self.second] if pairs else self.second
        stays = (first >= 0) & (second >= 0)
        return Contacts(first[stays], second[stays], self.block[stays])
