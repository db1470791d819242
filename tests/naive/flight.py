"""Twins of the kernels that move balls where nothing touches."""


def gravity(vx, vy, kick_x, kick_y, kick_rate, dvx, dvy):
    for i in range(len(vx)):
        vx[i], vy[i] = vx[i] + dvx, vy[i] + dvy
        kick_x[i], kick_y[i], kick_rate[i] = dvx, dvy, 0.0


def damping(vx, vy, rate, kick_x, kick_y, kick_rate, keep, share, keep_spin, share_spin):
    for i in range(len(vx)):
        kick, spin_kick = complex(kick_x[i], kick_y[i]), kick_rate[i]
        before, spin_before = complex(vx[i], vy[i]) - kick, rate[i] - spin_kick
        after, spin = keep * before + share * kick, keep_spin * spin_before + share_spin * spin_kick
        vx[i], vy[i], rate[i] = after.real, after.imag, spin
        kick_x[i], kick_y[i], kick_rate[i] = (after - before).real, (after - before).imag, spin - spin_before


def integration(x, y, angle, vx, vy, rate, kick_x, kick_y, kick_rate, begin, h):
    for i in range(len(x)):
        after, spin = complex(vx[i], vy[i]), rate[i]
        before, spin_before = after - complex(kick_x[i], kick_y[i]), spin - kick_rate[i]
        place = complex(x[i], y[i]) + h * (before + after) / 2
        x[i], y[i] = place.real, place.imag
        angle[i] += h * (spin_before + spin) / 2
        begin[i] = 0.0


def remember(x, y, angle, previous_x, previous_y, previous_angle):
    previous_x[:], previous_y[:], previous_angle[:] = x, y, angle
