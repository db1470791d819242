"""Twin of the warm start."""

from systems.kernels import contact


def warm_start(
    first, second, pairs, count, wall_contacts, vx, vy, rate, change_x, change_y, change_rate, support_x, support_y,
    radius, mass, dirty, pair_count,
):  # fmt: skip
    def push(b, impulse, torque):
        change, spin = impulse / mass[b], torque / (mass[b] * radius[b] ** 2 / 2)
        for column in (vx, change_x, support_x):
            column[b] += change.real
        for column in (vy, change_y, support_y):
            column[b] += change.imag
        for column in (rate, change_rate):
            column[b] += spin

    for k, (i, j) in enumerate(zip(first[:pair_count], second[:pair_count], strict=True)):
        if pairs[k, contact.NORMAL] == 0.0:
            continue
        if dirty[i] or dirty[j]:
            pairs[k, 2:] = 0.0
        nx, ny, normal, tangent, rolling = pairs[k]
        impulse = complex(normal, tangent) * complex(nx, ny)
        push(i, -impulse, -radius[i] * tangent + rolling)
        push(j, impulse, -radius[j] * tangent - rolling)
    for i in range(len(count)):
        for k in range(contact.SLOTS * i, contact.SLOTS * i + count[i]):
            if dirty[i]:
                wall_contacts[k, 2:] = 0.0
            nx, ny, normal, tangent, rolling = wall_contacts[k]
            push(i, complex(-normal, tangent) * complex(nx, ny), radius[i] * tangent + rolling)
