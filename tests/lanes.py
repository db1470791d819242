"""The lane of this run, and the number of cases that tests of both lanes try in it."""

is_slow = False
"""Whether this is a run of the slow lane. Set before a test is imported."""


def cases(quick, slow):
    """Return how many cases this lane tries, or how long a run of it is."""
    return slow if is_slow else quick
