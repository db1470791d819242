"""Twins of the kernels that move balls without contacts."""


def gravity(vx, vy, change_x, change_y, dvx, dvy):
    for i in range(len(vx)):
        vx[i], vy[i] = vx[i] + dvx, vy[i] + dvy
        change_x[i], change_y[i] = change_x[i] + dvx, change_y[i] + dvy


def damping(vx, vy, rate, change_x, change_y, change_rate, keep, share, keep_spin, share_spin):
    for i in range(len(vx)):
        change, spin_change = complex(change_x[i], change_y[i]), change_rate[i]
        before, spin_before = complex(vx[i], vy[i]) - change, rate[i] - spin_change
        after, spin = keep * before + share * change, keep_spin * spin_before + share_spin * spin_change
        vx[i], vy[i], rate[i] = after.real, after.imag, spin
        change_x[i], change_y[i], change_rate[i] = (after - before).real, (after - before).imag, spin - spin_before


def integration(x, y, angle, vx, vy, rate, change_x, change_y, change_rate, path_start, h):
    for i in range(len(x)):
        after, spin = complex(vx[i], vy[i]), rate[i]
        before, spin_before = after - complex(change_x[i], change_y[i]), spin - change_rate[i]
        place = complex(x[i], y[i]) + h * (before + after) / 2
        x[i], y[i] = place.real, place.imag
        angle[i] += h * (spin_before + spin) / 2
        path_start[i] = 0.0


def store_previous_pose(x, y, angle, previous_x, previous_y, previous_angle):
    previous_x[:], previous_y[:], previous_angle[:] = x, y, angle
