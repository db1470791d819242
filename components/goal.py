"""What wins a level."""

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Goal:
    """The goal of a level: it is won in the first step after which all that is set here is reached.

    The goals of all sensors belong to it too, see `Sensor`.

    score : points to reach; 0 for none
    finish : number of balls that have to finish; 0 for none
    """

    score: int = 0
    finish: int = 0
