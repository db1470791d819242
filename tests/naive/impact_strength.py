"""Twin of the strength of impacts."""

from systems.kernels.columns import CHANGE_X, SUPPORT_X, VX
from tests.naive.plane import dot, put, vector


def distance_from_path(point, end):
    """Return the distance of a point from the straight path from zero to an end."""
    if not end or dot(point, end) <= 0.0:
        return abs(point)
    return abs(point - end) if dot(point - end, end) >= 0.0 else abs((point * end.conjugate()).imag) / abs(end)


def impact_strength(balls, ball_count, before, out, substeps):
    for i, (ball, earlier) in enumerate(zip(balls.T[:ball_count], before.T, strict=False)):
        support = vector(ball, SUPPORT_X)
        gained = vector(ball, VX) - vector(earlier, 0) - substeps * (vector(ball, CHANGE_X) - support)
        out[i] = distance_from_path(gained, substeps * support)
        put(earlier, 0, vector(ball, VX))
    return max(out[:ball_count], default=0.0)
