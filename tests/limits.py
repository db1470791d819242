"""Random levels with values at both ends of their ranges."""

from contextlib import suppress

import numpy as np

from game import Level

RULES = ("geometric_mean", "minimum", "maximum", "product", "average")


def pick(rng, low, high, usual):
    """Return one end of a range, a usual value, or any value."""
    return float(rng.choice([usual, usual, low, high, rng.uniform(low, high)]))


def surface(rng):
    return {
        "density": pick(rng, 1e-6, 1e6, 1.0),
        "restitution": pick(rng, 0.0, 1.0, 0.7),
        "friction": pick(rng, 0.0, 10.0, 0.4),
        "rolling_resistance": pick(rng, 0.0, 1.0, 0.0),
    }


def container(rng, size):
    shapes = (
        {"shape": "polygon", "sides": int(rng.choice([3, 7, 64])), "radius": 3.0 * size},
        {"shape": "circle", "radius": 2.0 * size},
        {"shape": "box", "container": True, "width": 4.0 * size, "height": 4.0 * size},
        {"shape": "path", "points": size * np.array([[-2, -2], [2, -2], [2, 2], [0, 1.6], [-2, 2]])},
    )
    return {"material": "wall", **shapes[rng.integers(4)]}


def motion(rng, size):
    """Return a random motion of a wall."""
    swing = {"angle": pick(rng, -360.0, 360.0, 30.0), "period": pick(rng, 0.05, 10.0, 1.0)}
    offset = [size * pick(rng, -1.0, 1.0, 0.3), size * pick(rng, -3.0, 3.0, 0.3)]
    motions = (
        {"spin": pick(rng, -36_000.0, 36_000.0, 72.0)},
        {"swing": swing},
        {"sway": {"offset": offset, "period": pick(rng, 0.05, 10.0, 1.0)}},
        {"belt": pick(rng, -1000.0, 1000.0, 1.0)},
    )
    chosen = rng.random(4) < 0.4
    return {key: value for part, use in zip(motions, chosen, strict=True) if use for key, value in part.items()}


def force(rng, size):
    """Return a random force field."""
    parts = {
        "acceleration": [pick(rng, -1e4, 1e4, 0.0), pick(rng, -1e4, 1e4, 0.0)],
        "pull": pick(rng, -1e4, 1e4, 10.0),
        "swirl": pick(rng, -1e4, 1e4, 0.0),
        "drag": pick(rng, 0.0, 1e3, 0.0),
        "flow": [pick(rng, -1e6, 1e6, 0.0), pick(rng, -1e6, 1e6, 0.0)],
    }
    length = float(rng.choice([0.05, 0.5, 2.0]))
    zones = (
        None,
        {"shape": "circle", "radius": size * length},
        {"shape": "box", "width": size, "height": size * length},
    )
    chosen = rng.random(len(parts)) < 0.5
    data = {key: value for (key, value), use in zip(parts.items(), chosen, strict=True) if use}
    data |= {"center": (size * rng.uniform(-1.0, 1.0, 2)).tolist(), "scale": size * float(rng.choice([0.01, 0.3, 1.0]))}
    zone = zones[rng.integers(3)]
    return data | {"falloff": pick(rng, -1.0, 4.0, 2.0)} | ({} if zone is None else {"zone": zone})


def random_level(seed, moves, has_forces=False):
    """Return a level of a container and up to nine balls; a level that the checks refuse is None."""
    rng = np.random.default_rng(seed)
    size, fastest = 10.0 ** rng.integers(-2, 4), 10.0 ** rng.uniform(0.0, 6.0)
    count = int(rng.choice([1, 2, 5, 9]))
    points = [[0.45 * size * (k % 3 - 1), 0.45 * size * (k // 3 - 1)] for k in range(count)]
    spawn = {
        "pattern": "points",
        "points": points,
        "speed": [0.0, abs(pick(rng, 0.0, fastest, 1.0))],
        "spin": [pick(rng, -1e6, 0.0, 0.0), pick(rng, 0.0, 1e6, 0.0)],
    }
    wall = container(rng, size) | (motion(rng, size) if moves else {})
    data = {
        "format": 1,
        "title": "limits",
        "world": {
            "gravity": [pick(rng, -1000.0, 1000.0, 0.0), pick(rng, -1000.0, 1000.0, -9.81)],
            "step_rate": int(rng.choice([30, 60, 120, 480])),
            "substeps": int(rng.choice([1, 2, 4, 32])),
            "friction_mixing": str(rng.choice(RULES)),
            "restitution_mixing": str(rng.choice(RULES)),
        },
        "materials": {"wall": surface(rng), "ball": surface(rng)},
        "walls": [wall | {"points": wall["points"].tolist()} if "points" in wall else wall],
        "balls": [{"count": count, "radius": size * rng.choice([0.02, 0.1, 0.2]), "material": "ball", "spawn": spawn}],
    }
    if has_forces:
        data["forces"] = [force(rng, float(size)) for _ in range(rng.integers(1, 3))]
        data["world"] |= {"linear_damping": pick(rng, 0.0, 100.0, 0.0), "angular_damping": pick(rng, 0.0, 100.0, 0.0)}
    with suppress(ValueError):
        return Level.model_validate(data)
    return None


def obstacle(rng, size):
    """Return a random obstacle: closed or open, at rest or moving, one-way, a bumper, or driven by the space bar."""
    thickness = size * float(rng.choice([0.001, 0.1]))
    shapes = (
        {"shape": "circle", "radius": size * float(rng.choice([0.01, 0.1, 0.3])), "container": False},
        {
            "shape": "box",
            "width": size * float(rng.choice([0.05, 0.5])),
            "height": size * float(rng.choice([0.05, 0.3])),
        },
        {"shape": "arc", "radius": 0.5 * size, "sweep": pick(rng, -340.0, 340.0, 90.0), "thickness": thickness},
        {"shape": "path", "closed": False, "points": [[-0.8 * size, 0.0], [0.8 * size, 0.0]], "thickness": thickness},
    )
    stroke = {
        "names": ["Space"],
        "angle": pick(rng, -360.0, 360.0, 50.0),
        "offset": [size * pick(rng, -0.3, 0.3, 0.0), 0.0],
        "time": pick(rng, 0.005, 1.0, 0.06),
    }
    kind = int(rng.integers(4))
    wall = shapes[kind] | {"material": "wall", "center": (size * rng.uniform(-1.2, 1.2, 2)).tolist()}
    if kind > 1 and rng.random() < 0.5:
        wall["one_way"] = True
    parts = ({"kick": pick(rng, 0.0, 1000.0, 2.0)}, {"keys": stroke}, motion(rng, 0.3 * size))
    chosen = rng.random(len(parts)) < 0.3
    return {
        key: value
        for part, use in zip((wall, *parts), (True, *chosen), strict=True)
        if use
        for key, value in part.items()
    }


def sensor(rng, size, name):
    """Return a random sensor that counts, removes or teleports balls."""
    zone = {"shape": "circle", "radius": size * float(rng.choice([0.05, 0.4]))}
    action = str(rng.choice(["count", "remove", "teleport"]))
    to = {"to": (size * rng.uniform(-1.0, 1.0, 2)).tolist()} if action == "teleport" else {}
    return {"name": name, "center": (size * rng.uniform(-1.0, 1.0, 2)).tolist(), "zone": zone, "action": action} | to


def random_machine(seed):
    """Return a level of balls or an emitter among obstacles, sensors and forces; a level that is refused is None.

    A container moves only if it is alone: a wall that sweeps over an obstacle crushes the balls between them.
    """
    rng = np.random.default_rng(seed)
    size = 10.0 ** rng.integers(-2, 4)
    radius, obstacles = (
        size * float(rng.choice([0.02, 0.05, 0.1])),
        [obstacle(rng, size) for _ in range(rng.integers(4))],
    )
    wall = container(rng, size) | ({} if obstacles else motion(rng, size))
    data = {
        "format": 1,
        "title": "machine",
        "world": {
            "gravity": [0.0, pick(rng, -1000.0, 1000.0, -9.81)],
            "step_rate": int(rng.choice([30, 60, 120, 480])),
            "substeps": int(rng.choice([1, 2, 4, 32])),
        },
        "materials": {"wall": surface(rng), "ball": surface(rng)},
        "walls": [wall | {"points": wall["points"].tolist()} if "points" in wall else wall, *obstacles],
        "sensors": [sensor(rng, size, f"sensor {k}") for k in range(rng.integers(4))],
        "forces": [force(rng, float(size))] if rng.random() < 0.4 else [],
    }
    speed = float(rng.choice([0.0, 1.0, 10.0 ** rng.uniform(0.0, 5.0)]))
    if rng.random() < 0.5:
        flow = {"rate": pick(rng, 0.5, 1000.0, 20.0), "count": int(rng.choice([1, 5, 20])), "velocity": [speed, 0.0]}
        place = {"position": (size * rng.uniform(-0.8, 0.8, 2)).tolist(), "area": size * float(rng.choice([0.0, 0.2]))}
        data["emitters"] = [
            {"radius": radius, "material": "ball", "spread": pick(rng, 0.0, 180.0, 20.0), **flow, **place}
        ]
    else:
        points = [[0.45 * size * (k % 3 - 1), 0.45 * size * (k // 3 - 1)] for k in range(int(rng.choice([1, 5, 9])))]
        spawn = {"pattern": "points", "points": points, "speed": [0.0, speed]}
        data["balls"] = [{"count": len(points), "radius": radius, "material": "ball", "spawn": spawn}]
    with suppress(ValueError):
        return Level.model_validate(data)
    return None
