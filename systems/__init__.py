"""The verbs: one esper.Processor a file. A system fetches columns and calls one kernel on them."""

from systems.ball_collision import BallCollision
from systems.damping import Damping
from systems.gravity import Gravity
from systems.integration import Integration
from systems.mixing import Mixing
from systems.remember import Remember
from systems.wall_collision import WallCollision
from systems.wall_motion import WallMotion
from systems.warm_start import WarmStart

__all__ = [
    "BallCollision",
    "Damping",
    "Gravity",
    "Integration",
    "Mixing",
    "Remember",
    "WallCollision",
    "WallMotion",
    "WarmStart",
]
