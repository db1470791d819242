"""Which way a twin went, so that a test can tell what its scenes reach."""

from collections import Counter

seen = Counter()
"""How often each branch was taken, by its name."""


class Undecided(Exception):  # noqa: N818
    """The last bit would tell what happens: a kernel may see it the other way."""


def chosen(name, condition):
    """The condition itself; a branch that is taken is counted."""
    if condition:
        seen[name] += 1
    return condition
