"""Kernel of `WallMotion`."""

from components.kinematic_motion import pose_at, stroke_part
from systems.kernels import portable_math
from systems.kernels.columns import (
    ANGLE,
    COS,
    DRIVE_RATE,
    DRIVE_X,
    DRIVE_Y,
    IS_DRIVEN,
    RATE,
    RETURN_RATE,
    SIN,
    START_ANGLE,
    START_X,
    START_Y,
    STROKE_ANGLE,
    STROKE_AT,
    STROKE_RATE,
    STROKE_SINCE,
    STROKE_START,
    STROKE_X,
    STROKE_Y,
    SWAY_AT,
    SWAY_PHASE,
    SWAY_RATE,
    SWAY_X,
    SWAY_Y,
    SWING,
    SWING_AT,
    SWING_PHASE,
    SWING_RATE,
    VX,
    VY,
    Walls,
    X,
    Y,
)
from systems.kernels.compiler import kernel, subroutine

part_of_stroke = subroutine(stroke_part)
compiled_pose_at = subroutine(pose_at)


@kernel
def wall_motion(walls: Walls, wall_count: int, t: float) -> None:
    """Write the pose and the velocity of every wall at the time t, see `pose_at`.

    walls : X, Y, ANGLE, COS, SIN, VX, VY, RATE, SWAY_AT, SWING_AT and STROKE_AT are written
    t : s
    """
    for w in range(wall_count):
        pose = compiled_pose_at(
            t, walls[START_X, w], walls[START_Y, w], walls[START_ANGLE, w],
            walls[DRIVE_X, w], walls[DRIVE_Y, w], walls[DRIVE_RATE, w],
            walls[SWAY_X, w], walls[SWAY_Y, w], walls[SWAY_RATE, w], walls[SWAY_PHASE, w],
            walls[SWING, w], walls[SWING_RATE, w], walls[SWING_PHASE, w],
            walls[STROKE_X, w], walls[STROKE_Y, w], walls[STROKE_ANGLE, w],
            walls[STROKE_RATE, w], walls[RETURN_RATE, w],
            walls[IS_DRIVEN, w], walls[STROKE_START, w], walls[STROKE_SINCE, w],
        )  # fmt: skip
        walls[X, w], walls[Y, w], walls[ANGLE, w] = pose.x, pose.y, pose.angle
        walls[VX, w], walls[VY, w], walls[RATE, w] = pose.velocity_x, pose.velocity_y, pose.rate
        walls[SWAY_AT, w], walls[SWING_AT, w], walls[STROKE_AT, w] = pose.sway, pose.swing, pose.stroke
        walls[SIN, w], walls[COS, w] = portable_math.sincos(pose.angle)
