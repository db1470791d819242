"""Balls in a container that turns."""

import math

import numpy as np

from tests.physics.measures import jacobi, kinetic, outside, speeds, watch
from tests.physics.scene import HEPTAGON, OMEGA, Build, G, R, Scene, headings, scatter
from tests.scenes import polygon

WEIGHTLESS = (0.0, 0.0)


def jacobi_of_one(build: Build) -> float:
    """Largest drift of the Jacobi invariant of one elastic smooth ball in half a minute, over its energy."""
    return _drift(build, [(0.3, -0.2)], [(1.1, 0.7)], 0.15)


def jacobi_of_25(build: Build, starts: int = 12) -> float:
    """The same of 25 balls, which hit each other too, from so many starts."""
    return max(
        _drift(build, scatter(25, radius, 2.2, seed), headings(25, 0.5, 3.0, seed), radius)
        for seed in range(starts)
        for radius in (0.15, 0.22)
    )


def _drift(build: Build, position: object, velocity: object, radius: float) -> float:
    scene = Scene(
        position=position, velocity=velocity, radius=radius,
        restitution=1.0, friction=0.0, gravity=WEIGHTLESS, corners=HEPTAGON, rate=OMEGA,
    )  # fmt: skip
    engine = build(scene)
    before, scale, worst = jacobi(engine, OMEGA), kinetic(engine), 0.0
    for _ in range(1800):
        engine.step()
        worst = max(worst, abs(jacobi(engine, OMEGA) - before) / scale)
    return worst


def pump(build: Build, seconds: int = 10) -> tuple[float, float]:
    """Largest rise of the Jacobi invariant in a step, over the energy then: without gravity it can only fall.

    Of balls that fly and bounce, before the first has lost so much that it is pressed to a side for good; and, in units
    of (Ω h)², where the turning also presses them into heaps: there the places of balls are corrected, once in each
    time h.
    """
    flying = max(_rise(build, 0.95, 1.2, OMEGA, min(seconds, 4)), _rise(build, 1.0, 0.5, OMEGA, seconds))
    pressed = max(
        _rise(build, e, friction, rate, seconds) / (rate / 240) ** 2
        for e, friction in ((0.95, 1.2), (0.5, 0.3), (0.0, 0.0))
        for rate in (OMEGA, -3.0, 10.0)
    )
    return flying, pressed


def _rise(build: Build, restitution: float, friction: float, rate: float, seconds: int) -> float:
    scene = Scene(
        position=scatter(25, 0.15, 1.5), velocity=headings(25, 1.0, 3.0), radius=0.15,
        restitution=restitution, friction=friction, gravity=WEIGHTLESS, corners=HEPTAGON, rate=rate,
    )  # fmt: skip
    engine = build(scene)
    worst, last = 0.0, jacobi(engine, rate)
    for _ in range(60 * seconds):
        engine.step()
        now = jacobi(engine, rate)
        worst, last = max(worst, (now - last) / kinetic(engine)), now
    return worst


def shuttle(build: Build) -> float:
    """Largest relative error, in a minute, of the speed of a ball that flies to and fro between the sides.

    Launched at a side's middle it meets the next one in its middle too, if 2 (a - r) Ω = (π / 7) v.
    """
    reach = 3.0 * math.cos(math.pi / 7) - R
    speed = 2 * reach * OMEGA / (math.pi / 7)
    back = OMEGA * reach / speed  # how far the side turns until the ball is there
    cos, sin = math.cos(back), math.sin(back)
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


def escapes(build: Build, seconds: int = 5) -> int:
    """Number of balls, of 360 at 60 m/s, ever seen with their centre outside: 3 to 12 sides, up to 100 rad/s."""
    lost = 0
    angle = np.arange(12) * math.pi / 6
    place = 0.8 * np.column_stack((np.cos(angle), np.sin(angle)))
    for sides in range(3, 13):
        for rate in (5.0, 30.0, 100.0):
            scene = Scene(
                position=place, velocity=headings(12, 60.0, 60.0, seed=sides), radius=0.15,
                restitution=0.9, corners=polygon(sides, 3.0), rate=rate,
            )  # fmt: skip
            engine = build(scene)
            gone = np.zeros(12, bool)
            for _ in range(60 * seconds):
                engine.step()
                gone |= outside(engine) > 0.0
            lost += int(gone.sum())
    return lost


def scaling(build: Build) -> float:
    """Largest difference of places, in m, of one motion and of its double: speeds twice, gravity four times."""
    paths = []
    for scale in (1, 2):
        scene = Scene(
            position=scatter(6, R, 1.4), velocity=scale * headings(6, 0.0, 1.0), gravity=(0.0, -G * scale**2),
            corners=HEPTAGON, rate=OMEGA * scale, step_rate=60 * scale,
        )  # fmt: skip
        paths.append(watch(build(scene), 90))
    return np.abs(paths[1] - paths[0]).max()


def carried(build: Build) -> float:
    """Largest relative error of the angle at which a disc stays in a turning drum: arctan of rolling resistance.

    It starts there, in step with the drum. Whatever swing it has is taken out by a mean that fades in and out.
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
        x, y = watch(engine, 1200)[:, 0].T
        mean = np.average(np.arctan2(x, -y), weights=np.hanning(1201))
        worst = max(worst, abs(mean / angle - 1.0))
    return worst
