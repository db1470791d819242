"""Contacts, one row each."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray


class Contacts(NamedTuple):
    """The contacts of the last sub-step with their accumulated impulses, which warm-start the next sub-step.

    first : (m,) row of a ball
    second : (m,) row of the other ball, or index of the feature of a wall
    block : (m, 5) unit normal and impulses, see the properties below
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    block: NDArray[np.float64]

    @property
    def normal_x(self) -> NDArray[np.float64]:
        """X components (m,) of the unit normals from the first body to the second."""
        return self.block[:, 0]

    @property
    def normal_y(self) -> NDArray[np.float64]:
        """Y components (m,) of the unit normals from the first body to the second."""
        return self.block[:, 1]

    @property
    def normal_impulse(self) -> NDArray[np.float64]:
        """Impulses (m,) along the normal, N s, >= 0."""
        return self.block[:, 2]

    @property
    def tangent_impulse(self) -> NDArray[np.float64]:
        """Impulses (m,) along the normal rotated by +90 degrees, N s."""
        return self.block[:, 3]

    @property
    def rolling_impulse(self) -> NDArray[np.float64]:
        """Angular impulses (m,) of the rolling resistance on the first body, N m s."""
        return self.block[:, 4]

    @classmethod
    def allocate(cls, capacity: int) -> Self:
        """Return columns for ``capacity`` contacts; their values are undefined."""
        return cls(np.empty(capacity, np.int64), np.empty(capacity, np.int64), np.empty((capacity, 5)))

    def head(self, count: int) -> "Contacts":
        """Return the first ``count`` contacts, as views of the same memory."""
        return Contacts(self.first[:count], self.second[:count], self.block[:count])

    def copy(self) -> "Contacts":
        """Return a copy that shares no memory."""
        return Contacts(self.first.copy(), self.second.copy(), self.block.copy())

    def remap(self, row: NDArray[np.int64], *, pairs: bool) -> "Contacts":
        """Return a copy with the rows that the balls have now; contacts of removed balls are left out.

        row : (n,) ``row[k]`` is the new row of the ball that was in row k, or -1 if it was removed
        pairs : whether the second bodies are balls too
        """
        first = row[self.first]
        second = row[self.second] if pairs else self.second
        stays = (first >= 0) & (second >= 0)
        return Contacts(first[stays], second[stays], self.block[stays])
