"""Arithmetic of `BallCollision`: two balls that rest, roll and slide on each other."""

from systems.kernels.ball_impact import DEEP, DEEP_SPEED, direction
from systems.kernels.compiler import Floats, part
from systems.kernels.contact import MARGIN, NORMAL, NORMAL_X, NORMAL_Y, ROLLING, SLOP, TANGENT, clamp, mix

PUSH = 0.8  # of the overlap beyond the slop that is taken out in a sub-step
PUSH_SPEED = 40.0  # radii a second, the fastest that overlapping balls are pushed apart
DRIVE = 0.2  # an overlap beyond DEEP also drives balls apart, as a pressure that is passed on, so fast that this part
# of it is gone after a sub-step, but no faster than DEEP_SPEED times rest_speed: what gravity presses, gravity may part


@part
def support(
    k: int, i: int, j: int, contacts: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, begin: Floats,
    radius: Floats, mass: Floats, friction: Floats, rolling: Floats, friction_rule: int, rest_speed: float, h: float,
) -> float:  # fmt: skip
    """Let a pair bear, rub and brake each other: sums of impulses that warm-start the next sub-step.

    Overlap that remains is taken out of the places and does not become velocity, unless it is deep.
    Returns the change of relative speed along the normal; nan for a pair that does not touch.
    """
    dx, dy = x[j] - x[i], y[j] - y[i]
    r_i, r_j = radius[i], radius[j]
    reach, small = r_i + r_j, min(r_i, r_j)
    near = reach + MARGIN * small
    if not dx * dx + dy * dy < near * near:
        contacts[NORMAL, k] = contacts[TANGENT, k] = contacts[ROLLING, k] = 0.0
        return 0.0
    distance, nx, ny = direction(dx, dy, reach, k)
    gap = distance - reach
    wx, wy = vx[j] - vx[i], vy[j] - vy[i]
    closing = -(wx * nx + wy * ny)
    light_i, light_j = 1.0 / mass[i], 1.0 / mass[j]  # what an impulse is multiplied by
    reduced = 1.0 / (light_i + light_j)

    s = 0.5 * (h - max(begin[i], begin[j]))
    if 0.0 < -gap < closing * h:
        s = -gap / closing  # they have just landed

    normal_before, tangent_before, rolling_before = contacts[NORMAL, k], contacts[TANGENT, k], contacts[ROLLING, k]
    away = min(DRIVE * max(-gap - DEEP * small, 0.0) / h, DEEP_SPEED * rest_speed)
    load = max(0.0, normal_before + reduced * (closing + away - max(gap, 0.0) / h))
    if gap >= 0.0:
        load = min(load, normal_before)
    slip = wy * nx - wx * ny - rate[i] * r_i - rate[j] * r_j
    rub = clamp(tangent_before - reduced * slip / 3.0, mix(friction[i], friction[j], friction_rule) * load)
    normal, tangent = load - normal_before, rub - tangent_before

    twist_i, twist_j = -r_i * tangent, -r_j * tangent
    ease_i, ease_j = 2.0 * light_i / (r_i * r_i), 2.0 * light_j / (r_j * r_j)  # 1 / I
    lever = max(rolling[i], rolling[j]) * max(r_i, r_j)
    roll = 0.0
    if lever > 0.0:
        apart = rate[j] + twist_j * ease_j - rate[i] - twist_i * ease_i
        roll = clamp(rolling_before + apart / (ease_i + ease_j), lever * load)
        twist_i += roll - rolling_before
        twist_j -= roll - rolling_before
    contacts[NORMAL_X, k], contacts[NORMAL_Y, k] = nx, ny
    contacts[NORMAL, k], contacts[TANGENT, k], contacts[ROLLING, k] = load, rub, roll

    px, py = normal * nx - tangent * ny, normal * ny + tangent * nx
    vx[i] -= px * light_i
    vy[i] -= py * light_i
    vx[j] += px * light_j
    vy[j] += py * light_j
    rate[i] += twist_i * ease_i
    rate[j] += twist_j * ease_j
    angle[i] += s * twist_i * ease_i
    angle[j] += s * twist_j * ease_j
    # What is left of the overlap is taken out of the places, as if by an impulse that leaves no speed.
    overlap = -gap - s * normal / reduced - SLOP * small
    push = reduced * min(PUSH * max(overlap, 0.0), PUSH_SPEED * small * h)
    px, py = s * px + push * nx, s * py + push * ny
    x[i] -= px * light_i
    y[i] -= py * light_i
    x[j] += px * light_j
    y[j] += py * light_j
    return normal / reduced
