"""A small level that uses every part of a state, and a play that uses every command."""

import math

from game import Level, Simulation
from game.simulation.commands import AddBall, Grab, Place, PressKey, Release, ReleaseKey, RemoveBall, SetParameter

LEVEL = {
    "format": 1,
    "title": "Everything",
    "seed": 3,
    "materials": {"clay": {"restitution": 0.2, "rolling_resistance": 0.02}},
    "walls": [
        {"shape": "polygon", "sides": 5, "radius": 3.0, "spin": 40.0, "material": "clay"},
        {
            "shape": "path",
            "points": [[-0.6, -1.9], [0.6, -1.9]],
            "closed": False,
            "swing": {"angle": 20.0, "period": 2.0},
        },
        {
            "shape": "box",
            "width": 0.6,
            "height": 0.2,
            "center": [-1.7, -1.2],
            "kick": 1.0,
            "keys": {"names": ["Left", "A"], "angle": 50.0, "offset": [0.2, 0.0], "time": 0.07, "return_time": 0.2},
        },
    ],
    "balls": [{"count": 18, "radius": 0.25, "spawn": {"pattern": "disc", "radius": 1.6}}],
    "emitters": [{"position": [0.0, 1.9], "area": 0.3, "rate": 4.0, "count": 8, "radius": 0.15, "spread": 40.0}],
    "forces": [{"center": [0.5, 0.0], "zone": {"shape": "circle", "radius": 1.0}, "swirl": 3.0}],
    "sensors": [
        {"name": "count", "center": [0.0, 0.0], "zone": {"shape": "circle", "radius": 0.5}},
        {"name": "done", "center": [1.5, -1.0], "zone": {"shape": "circle", "radius": 0.6}, "action": "finish"},
    ],
}


def everything(seed=None):
    """Return a simulation of the level."""
    return Simulation(Level.model_validate(LEVEL), seed)


def first(simulation):
    """Return the entity of the first ball."""
    return int(simulation.balls.entities[0])


def play(simulation, steps, after=lambda: None):
    """Run steps with commands of every kind; the commands depend only on the number of the step."""
    for _ in range(steps):
        step = simulation.steps
        if 20 <= step % 60 < 40 and step % 3 == 0:
            simulation.enqueue(Grab(first(simulation), math.sin(step), 1.0))
        if step % 60 == 31:
            simulation.enqueue(Place(first(simulation), 0.0, 0.5))
        if step % 60 == 40:
            simulation.enqueue(Release())
        if step % 50 == 15:
            simulation.enqueue(AddBall(-1.0, 1.0, 0.0, 2.0))
        if step % 90 == 80:
            simulation.enqueue(RemoveBall(first(simulation)))
        if step % 70 == 33:
            simulation.enqueue(SetParameter("substeps", 2 + step % 4))
        if step % 40 in (7, 32) and simulation.level.key_names:
            simulation.enqueue((PressKey if step % 40 == 7 else ReleaseKey)("Left"))
        if step == 65:
            simulation.enqueue(SetParameter("restitution", 0.5))
            if "clay" in simulation.parameters.materials:
                simulation.enqueue(SetParameter("friction", 0.1, "clay"))
        simulation.step()
        after()


def run_recorded(rewind, recorder, steps):
    """Run steps that are recorded, and can be rewound."""
    for _ in range(steps):
        rewind.step()
        recorder.record_step()
