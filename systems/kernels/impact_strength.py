"""Kernel of `ImpactStrength`."""

import math

from systems.kernels.compiler import Floats, kernel


@kernel
def impact_strength(
    vx: Floats, vy: Floats, change_x: Floats, change_y: Floats, support_x: Floats, support_y: Floats,
    vx_before: Floats, vy_before: Floats, out: Floats, substeps: int,
) -> float:  # fmt: skip
    """Measure the changes of velocity in a step that neither forces nor resting contacts explain.

    Forces give the same in every sub-step. Support may have begun or ended within the step, so it counts for as many of
    the sub-steps, between none and all, as explain the change best.

    vx, vy : (n,) m/s
    change_x, change_y, support_x, support_y : (n,) m/s, `VelocityChange` and `ContactSupport` of the last sub-step
    vx_before, vy_before : (n,) m/s, in: velocities before the step, out: those of now
    out : (n,) m/s, out: what is not explained
    substeps : number of sub-steps in the step
    Returns the largest value of ``out``, or 0 without balls.
    """
    largest = 0.0
    for i in range(len(vx)):
        x = vx[i] - vx_before[i] - substeps * (change_x[i] - support_x[i])
        y = vy[i] - vy_before[i] - substeps * (change_y[i] - support_y[i])
        full_x, full_y = substeps * support_x[i], substeps * support_y[i]
        squared = full_x * full_x + full_y * full_y
        part = min(max((x * full_x + y * full_y) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
        x, y = x - part * full_x, y - part * full_y
        out[i] = math.sqrt(x * x + y * y)
        vx_before[i], vy_before[i] = vx[i], vy[i]
        largest = max(largest, out[i])
    return largest
