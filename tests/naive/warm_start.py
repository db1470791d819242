"""Twin of the warm start."""

from systems.kernels.broad_phase import COUNT
from systems.kernels.columns import CHANGE_RATE, CHANGE_X, DIRTY, MASS, RADIUS, RATE, SUPPORT_X, VX
from systems.kernels.contact import NORMAL, SLOTS
from tests.naive.plane import put, vector


def push(ball, impulse, torque):
    for x in (VX, CHANGE_X, SUPPORT_X):
        put(ball, x, vector(ball, x) + impulse / ball[MASS])
    ball[[RATE, CHANGE_RATE]] += torque / (ball[MASS] * ball[RADIUS] ** 2 / 2)


def warm_start(balls, ball_count, pairs, contacts):
    columns = balls.T
    for i, j, impulses in zip(pairs.first, pairs.second, pairs.contacts[: pairs.state[COUNT]], strict=False):
        one, other = columns[i], columns[j]
        if impulses[NORMAL] == 0.0:
            continue
        if one[DIRTY] or other[DIRTY]:
            impulses[2:] = 0.0
        nx, ny, normal, tangent, rolling = impulses
        impulse = complex(normal, tangent) * complex(nx, ny)
        push(one, -impulse, -one[RADIUS] * tangent + rolling)
        push(other, impulse, -other[RADIUS] * tangent - rolling)
    for i, ball in enumerate(columns[:ball_count]):
        for impulses in contacts.impulses[SLOTS * i : SLOTS * i + contacts.count[i]]:
            if ball[DIRTY]:
                impulses[2:] = 0.0
            nx, ny, normal, tangent, rolling = impulses
            push(ball, complex(-normal, tangent) * complex(nx, ny), ball[RADIUS] * tangent + rolling)
