"""Indices of the columns in the blocks of balls, walls and forces: the rows of `Table.storage`."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from systems.kernels.arguments import ArrayType

# Of balls and of walls: whether Python code has written the entity, then Collider, Position, Velocity, Spin.
DIRTY, RADIUS, MASS, RESTITUTION, FRICTION, ROLLING_RESISTANCE, X, Y, VX, VY, ANGLE, RATE = range(12)

# Of balls: VelocityChange, ContactSupport, SubstepState, WakeFlags, PreviousPose, SeenPosition, AddedMass.
CHANGE_X, CHANGE_Y, CHANGE_RATE, SUPPORT_X, SUPPORT_Y = range(12, 17)
PATH_START, TOI_BALL, TOI_WALL, BY_BALLS, BY_WALLS = range(17, 22)
PREVIOUS_X, PREVIOUS_Y, PREVIOUS_ANGLE, SEEN_X, SEEN_Y, ADDED_MASS, LOAD = range(22, 29)
NEIGHBOR_MASS, BORNE, BORNE_LIMIT = range(29, 32)
BALL_COLUMNS = 32

# Of walls: KinematicMotion, Stroke, MotionPhase, Rotation, KickCount.
START_X, START_Y, START_ANGLE, DRIVE_X, DRIVE_Y, DRIVE_RATE = range(12, 18)
SWAY_X, SWAY_Y, SWAY_RATE, SWAY_PHASE, SWING, SWING_RATE, SWING_PHASE = range(18, 25)
STROKE_X, STROKE_Y, STROKE_ANGLE, STROKE_RATE, RETURN_RATE = range(25, 30)
IS_DRIVEN, STROKE_START, STROKE_SINCE, SWAY_AT, SWING_AT, STROKE_AT, COS, SIN, KICKS = range(30, 39)
WALL_COLUMNS = 39

# Of forces: Force, after the same first column as above.
AT_X, AT_Y, HALF_WIDTH, HALF_HEIGHT, IS_ROUND, PUSH_X, PUSH_Y, PULL, SWIRL, FALLOFF, SCALE, DRAG = range(1, 13)
FLOW_X, FLOW_Y = range(13, 15)
FORCE_COLUMNS = 15

# Blocks with a column for each entity. Kernels that take one also take the number of entities.
Balls = Annotated[NDArray[np.float64], ArrayType(np.float64, 2, BALL_COLUMNS, "ball_count")]
Walls = Annotated[NDArray[np.float64], ArrayType(np.float64, 2, WALL_COLUMNS, "wall_count")]
Forces = Annotated[NDArray[np.float64], ArrayType(np.float64, 2, FORCE_COLUMNS, "force_count")]
