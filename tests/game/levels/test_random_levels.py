"""Random levels with all fields of the format load and run."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game import Level, Simulation
from game.batch.headless import escaped_balls
from tests.lanes import cases


def number(low, high):
    return st.floats(low, high, allow_subnormal=False)


def optional(**fields):
    """A table with any subset of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


def merged(*tables):
    return st.tuples(*tables).map(lambda parts: {key: value for part in parts for key, value in part.items()})


def near(x, y, reach):
    return st.tuples(number(x - reach, x + reach), number(y - reach, y + reach)).map(list)


SURFACE = optional(
    density=number(0.1, 10.0),
    restitution=number(0.0, 1.0),
    friction=number(0.0, 2.0),
    rolling_resistance=number(0.0, 0.2),
)
TURN = {"spin": number(-200.0, 200.0), "angle": number(-180.0, 180.0), "belt": number(-5.0, 5.0)}
SWING = st.fixed_dictionaries({"angle": number(-40.0, 40.0), "period": number(0.3, 5.0)})
MATERIAL = {"material": st.just("stuff")}
REPEAT = st.sampled_from(
    [
        {"count": 3, "turn": 20.0, "about": [-1.5, 0.0]},
        {"count": 2, "step": [0.0, 0.9], "rows": 2, "row_step": [-0.7, 0.0]},
    ]
)
CONTAINER = st.one_of(
    st.fixed_dictionaries({"shape": st.just("polygon"), "sides": st.integers(5, 20), "radius": number(5.0, 6.0)}),
    st.fixed_dictionaries({"shape": st.just("circle"), "radius": number(4.5, 6.0)}),
    st.fixed_dictionaries(
        {"shape": st.just("box"), "container": st.just(True), "width": number(9.0, 12.0), "height": number(9.0, 12.0)}
    ),
)
OBSTACLE = st.one_of(
    st.fixed_dictionaries({"shape": st.just("box"), "width": number(0.1, 0.6), "height": number(0.1, 0.6)}),
    st.fixed_dictionaries({"shape": st.just("circle"), "container": st.just(False), "radius": number(0.05, 0.4)}),
    merged(
        st.fixed_dictionaries({"shape": st.just("arc"), "radius": number(0.3, 0.5), "sweep": number(20.0, 200.0)}),
        optional(one_way=st.booleans()),
    ),
    merged(
        st.fixed_dictionaries(
            {
                "shape": st.just("path"),
                "closed": st.just(False),
                "points": st.sampled_from(
                    [[[-0.5, 0.0], [0.0, 0.2], [0.5, 0.0]], [[-0.5, 0.0], [[-0.2, 0.4], [0.2, -0.4], [0.5, 0.0]]]]
                ),
            }
        ),
        optional(one_way=st.booleans(), thickness=number(0.02, 0.1)),
    ),
)  # fmt: skip
SPEED = optional(
    speed=st.tuples(number(0.0, 1.0), number(1.0, 20.0)).map(list),
    spin=st.tuples(number(-100.0, 0.0), number(0.0, 100.0)).map(list),
    direction=number(-180.0, 180.0),
)
PATTERN = st.one_of(
    st.just({"pattern": "disc", "radius": 1.0}),
    st.just({"pattern": "ring", "radius": 0.9}),
    st.just({"pattern": "grid", "width": 1.4, "height": 1.4}),
    st.fixed_dictionaries({"pattern": st.just("line"), "length": st.just(1.8), "angle": number(0.0, 360.0)}),
    st.just({"pattern": "points", "points": [[0.3 * k - 0.6, 0.3 * k - 0.6] for k in range(5)]}),
)
GROUP = merged(
    st.fixed_dictionaries({"count": st.integers(1, 5), "radius": number(0.03, 0.15)} | MATERIAL),
    st.builds(lambda where, how: {"spawn": where | how | {"center": [1.5, 0.0]}}, PATTERN, SPEED),
)
ZONE = st.one_of(
    st.fixed_dictionaries({"shape": st.just("circle"), "radius": number(0.1, 8.0)}),
    st.fixed_dictionaries({"shape": st.just("box"), "width": number(0.1, 8.0), "height": number(0.1, 8.0)}),
)
EMITTER = merged(
    st.fixed_dictionaries(
        {"position": near(1.2, 1.8, 0.3), "rate": number(1.0, 500.0), "count": st.integers(1, 30),
         "radius": number(0.02, 0.2)} | MATERIAL
    ),
    optional(area=number(0.0, 1.0), velocity=near(0.0, 0.0, 20.0), spread=number(0.0, 180.0), delay=number(0.0, 0.3)),
)  # fmt: skip
FORCE = optional(
    center=near(0.0, 0.0, 4.0), zone=ZONE, acceleration=near(0.0, 0.0, 30.0), pull=number(-50.0, 50.0),
    swirl=number(-50.0, 50.0), falloff=number(-1.0, 3.0), scale=number(0.2, 5.0), drag=number(0.0, 50.0),
    flow=near(0.0, 0.0, 10.0),
)  # fmt: skip
SENSOR = merged(
    st.fixed_dictionaries({"name": st.just("eye"), "zone": ZONE, "center": near(0.0, 0.0, 3.0)}),
    st.one_of(
        st.sampled_from([{"action": "count"}, {"action": "remove"}, {"action": "finish", "goal": 3}]),
        st.builds(lambda to: {"action": "teleport", "to": to}, near(1.5, 0.0, 1.5)),
    ),
)
LEVEL = st.fixed_dictionaries(
    {
        "format": st.just(1),
        "title": st.just("whatever"),
        "world": optional(
            gravity=near(0.0, 0.0, 50.0), linear_damping=number(0.0, 3.0), angular_damping=number(0.0, 3.0),
            step_rate=st.integers(30, 240), substeps=st.integers(1, 6),
        ),
        "materials": st.fixed_dictionaries({"stuff": SURFACE}),
        "walls": st.builds(
            lambda container, obstacles: [container, *obstacles],
            merged(CONTAINER, optional(**TURN | MATERIAL)),
            st.lists(
                merged(OBSTACLE, optional(**TURN | MATERIAL | {"swing": SWING, "repeat": REPEAT}),
                       st.builds(lambda at: {"center": at}, near(-2.0, 0.0, 1.0))),
                max_size=3,
            ),
        ),
        "balls": st.lists(GROUP, max_size=1),
        "emitters": st.lists(EMITTER, max_size=2),
        "forces": st.lists(FORCE, max_size=2),
        "sensors": st.lists(SENSOR, max_size=2),
    }
)  # fmt: skip


@settings(max_examples=cases(quick=100, slow=1000), suppress_health_check=list(HealthCheck))
@given(LEVEL)
def test_a_random_level_runs(data):
    simulation = Simulation(Level.model_validate(data))
    simulation.step(30)
    assert np.isfinite(simulation.positions).all()
    assert not simulation.quarantine
    assert not escaped_balls(simulation).any()
    simulation.close()
