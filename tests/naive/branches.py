"""Counts of the branches that twins take, so that tests know what their scenes cover."""

from collections import Counter

seen = Counter()
"""Number of times that each branch was taken, by name."""


class Undecided(Exception):  # noqa: N818
    """The result depends on rounding, so that the kernel may decide otherwise."""


def chosen(name, condition):
    """Return the condition; count the branch if it is true."""
    if condition:
        seen[name] += 1
    return condition
