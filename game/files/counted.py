"""Numbers of things in texts."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, such as ``1 ball`` and ``2 balls``.

    plural : of a noun that does not just get an s
    """
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
