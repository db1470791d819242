"""Kernel of `ImpactStrength`."""

import math

from systems.kernels.columns import CHANGE_X, CHANGE_Y, SUPPORT_X, SUPPORT_Y, VX, VY, Balls
from systems.kernels.compiler import Block, Floats, kernel


@kernel
def impact_strength(balls: Balls, ball_count: int, before: Block, out: Floats, substeps: int) -> float:
    """Measure the changes of velocity in a step that neither forces nor resting contacts explain.

    Forces give the same in every sub-step. Support may have begun or ended within the step, so it counts for as many of
    the sub-steps, between none and all, as explain the change best.

    balls : VX and VY are read, and CHANGE_X, CHANGE_Y, SUPPORT_X and SUPPORT_Y, those of the last sub-step
    before : (2, n) m/s, in: velocities before the step, out: those of now
    out : (n,) m/s, out: what is not explained
    substeps : number of sub-steps in the step
    Returns the largest value of ``out``, or 0 without balls.
    """
    largest = 0.0
    for i in range(ball_count):
        vx, vy, support_x, support_y = balls[VX, i], balls[VY, i], balls[SUPPORT_X, i], balls[SUPPORT_Y, i]
        x = vx - before[0, i] - substeps * (balls[CHANGE_X, i] - support_x)
        y = vy - before[1, i] - substeps * (balls[CHANGE_Y, i] - support_y)
        full_x, full_y = substeps * support_x, substeps * support_y
        squared = full_x * full_x + full_y * full_y
        part = min(max((x * full_x + y * full_y) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
        x, y = x - part * full_x, y - part * full_y
        out[i] = math.sqrt(x * x + y * y)
        before[0, i], before[1, i] = vx, vy
        largest = max(largest, out[i])
    return largest
