"""Twin of the warm start."""

from systems.kernels import contact


def warm_start(
    first, second, pairs, count, touches,
    vx, vy, rate, kick_x, kick_y, kick_rate, radius, mass, dirty, pair_count,
):  # fmt: skip
    def push(b, impulse, torque):
        change, spin = impulse / mass[b], torque / (mass[b] * radius[b] ** 2 / 2)
        for column, gain in ((vx, change.real), (vy, change.imag), (rate, spin)):
            column[b] += gain
        for column, gain in ((kick_x, change.real), (kick_y, change.imag), (kick_rate, spin)):
            column[b] += gain

    for k, (i, j) in enumerate(zip(first[:pair_count], second[:pair_count], strict=True)):
        if pairs[k, contact.NORMAL] == 0.0:
            continue
        if dirty[i] or dirty[j]:
            pairs[k, 2:] = 0.0
        nx, ny, normal, tangent, roll = pairs[k]
        impulse = complex(normal, tangent) * complex(nx, ny)
        push(i, -impulse, -radius[i] * tangent + roll)
        push(j, impulse, -radius[j] * tangent - roll)
    for i in range(len(count)):
        for k in range(contact.SLOTS * i, contact.SLOTS * i + count[i]):
            if dirty[i]:
                touches[k, 2:] = 0.0
            nx, ny, normal, tangent, roll = touches[k]
            push(i, complex(-normal, tangent) * complex(nx, ny), radius[i] * tangent + roll)
