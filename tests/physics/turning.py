"""Experiments with balls in a rotating container."""

import math

import numpy as np

from game.testing.tiny_worlds import regular_polygon as polygon
from tests.physics.measures import distances_outside, jacobi_energy, kinetic_energy, record_positions, speeds
from tests.physics.scene import HEPTAGON, OMEGA, BuildEngine, G, R, Scene, random_positions, random_velocities

WEIGHTLESS = (0.0, 0.0)


def jacobi_of_one(build: BuildEngine) -> float:
    """Return the largest drift of the Jacobi energy over the energy, in 30 s, for one elastic frictionless ball."""
    return _jacobi_drift(build, [(0.3, -0.2)], [(1.1, 0.7)], 0.15)


def jacobi_of_25(build: BuildEngine, starts: int = 12) -> float:
    """Return the same for 25 balls, which also hit each other, over several starts and two radii."""
    return max(
        _jacobi_drift(build, random_positions(25, radius, 2.2, seed), random_velocities(25, 0.5, 3.0, seed), radius)
        for seed in range(starts)
        for radius in (0.15, 0.22)
    )


def _jacobi_drift(build: BuildEngine, position: object, velocity: object, radius: float) -> float:
    scene = Scene(
        position=position, velocity=velocity, radius=radius,
        restitution=1.0, friction=0.0, gravity=WEIGHTLESS, corners=HEPTAGON, rate=OMEGA,
    )  # fmt: skip
    engine = build(scene)
    start, scale, worst = jacobi_energy(engine, OMEGA), kinetic_energy(engine), 0.0
    for _ in range(1800):
        engine.step()
        worst = max(worst, abs(jacobi_energy(engine, OMEGA) - start) / scale)
    return worst


def jacobi_rise(build: BuildEngine, seconds: int = 10) -> tuple[float, float]:
    """Return the largest rise of the Jacobi energy in a step over the energy; without gravity it can only fall.

    The first number is for balls that fly and bounce, before the centrifugal force holds one of them at a side. The
    second is in units of (Ω h)², for balls that it also presses into piles. There the solver corrects positions once in
    each sub-step h.
    """
    flying = max(
        _largest_rise(build, 0.95, 1.2, OMEGA, min(seconds, 4)), _largest_rise(build, 1.0, 0.5, OMEGA, seconds)
    )
    pressed = max(
        _largest_rise(build, e, friction, rate, seconds) / (rate / 240) ** 2
        for e, friction in ((0.95, 1.2), (0.5, 0.3), (0.0, 0.0))
        for rate in (OMEGA, -3.0, 10.0)
    )
    return flying, pressed


def _largest_rise(build: BuildEngine, restitution: float, friction: float, rate: float, seconds: int) -> float:
    scene = Scene(
        position=random_positions(25, 0.15, 1.5), velocity=random_velocities(25, 1.0, 3.0), radius=0.15,
        restitution=restitution, friction=friction, gravity=WEIGHTLESS, corners=HEPTAGON, rate=rate,
    )  # fmt: skip
    engine = build(scene)
    worst, last = 0.0, jacobi_energy(engine, rate)
    for _ in range(60 * seconds):
        engine.step()
        now = jacobi_energy(engine, rate)
        worst, last = max(worst, (now - last) / kinetic_energy(engine)), now
    return worst


def shuttle(build: BuildEngine) -> float:
    """Return the largest relative error, in 60 s, of the speed of a ball that flies through the centre.

    With the apothem a, a ball that starts in the middle of a side hits the next one in the middle if
    2 (a - r) Ω = (π / 7) v. There the wall moves tangentially only.
    """
    reach = 3.0 * math.cos(math.pi / 7) - R
    speed = 2 * reach * OMEGA / (math.pi / 7)
    rotation = OMEGA * reach / speed  # rotation of the side until the ball hits it
    cos, sin = math.cos(rotation), math.sin(rotation)
    scene = Scene(
        position=(0.0, 0.0), velocity=(0.0, -speed), restitution=1.0, friction=0.0, gravity=WEIGHTLESS,
        corners=HEPTAGON @ np.array([[cos, -sin], [sin, cos]]), rate=OMEGA,
    )  # fmt: skip
    engine = build(scene)
    worst = 0.0
    for _ in range(3600):
        engine.step()
        worst = max(worst, abs(speeds(engine)[0] / speed - 1.0))
    return worst


def count_escapes(build: BuildEngine, seconds: int = 5) -> int:
    """Return how many of 360 balls at 60 m/s ever have their centre outside, for 3 to 12 sides at up to 100 rad/s."""
    lost = 0
    angle = np.arange(12) * math.pi / 6
    position = 0.8 * np.column_stack((np.cos(angle), np.sin(angle)))
    for sides in range(3, 13):
        for rate in (5.0, 30.0, 100.0):
            scene = Scene(
                position=position, velocity=random_velocities(12, 60.0, 60.0, seed=sides), radius=0.15,
                restitution=0.9, corners=polygon(sides, 3.0), rate=rate,
            )  # fmt: skip
            engine = build(scene)
            is_outside = np.zeros(12, bool)
            for _ in range(60 * seconds):
                engine.step()
                is_outside |= distances_outside(engine) > 0.0
            lost += int(is_outside.sum())
    return lost


def scaling(build: BuildEngine) -> float:
    """Return the largest difference of positions, m, between a motion and the same at double speed with 4 g."""
    paths = []
    for scale in (1, 2):
        scene = Scene(
            position=random_positions(6, R, 1.4), velocity=scale * random_velocities(6, 0.0, 1.0),
            gravity=(0.0, -G * scale**2), corners=HEPTAGON, rate=OMEGA * scale, step_rate=60 * scale,
        )  # fmt: skip
        paths.append(record_positions(build(scene), 90))
    return np.abs(paths[1] - paths[0]).max()


def rolling_resistance_angle(build: BuildEngine) -> float:
    """Return the largest relative error of the angle at which a disc stays in a rotating drum.

    The angle is the arctangent of the rolling resistance. The disc starts there with the spin of rolling. A weighted
    mean (Hann window) removes oscillations about the angle.
    """
    worst = 0.0
    for resistance in (0.1, 0.3):
        angle, rate = math.atan(resistance), math.radians(30.0)
        scene = Scene(
            position=(0.8999 * math.sin(angle), -0.8999 * math.cos(angle)), spin=rate / 0.1, radius=0.1,
            restitution=0.0, friction=1.0, rolling_resistance=resistance, round=1.0, rate=rate,
        )  # fmt: skip
        engine = build(scene)
        engine.step(600)
        x, y = record_positions(engine, 1200)[:, 0].T
        mean = np.average(np.arctan2(x, -y), weights=np.hanning(1201))
        worst = max(worst, abs(mean / angle - 1.0))
    return worst
