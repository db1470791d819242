"""How much the tests try: some cases in the quick lane, many in the slow one, ``-m slow``."""

is_slow = False
"""Whether this is a run of the slow lane. Set before a test is imported."""


def cases(quick, slow):
    """Return how many cases this lane tries, or how long a run of it is."""
    return slow if is_slow else quick
