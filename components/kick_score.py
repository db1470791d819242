"""What the kicks of a wall are worth."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KickScore:
    """What each kick of a wall adds to the score, see `KickCount`.

    score : points
    """

    score: int
