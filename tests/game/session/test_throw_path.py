"""The predicted path of a throw: the way that the ball then takes."""

import numpy as np
import pytest

from game import Level, Simulation
from game.session.throw_path import MAX_STEPS, ThrowPrediction
from game.simulation.commands import AddBall, SetParameter
from tests.scenes import heptagon

FIELDS = {"forces": [{"center": [0.5, 0.0], "zone": {"shape": "circle", "radius": 1.0}, "swirl": 30.0}]}


@pytest.fixture
def predict():
    """Return a function that starts a level, and returns its simulation and the prediction of its throws."""
    made = []

    def start(balls=(), **parts):
        data = {
            "format": 1,
            "title": "Throw",
            "walls": [heptagon(spin=200.0)],
            "balls": [{"radius": 0.2} | group for group in balls],
        }
        simulation = Simulation(Level.model_validate(data | parts))
        made.extend((simulation, ThrowPrediction(simulation)))
        return made[-2], made[-1]

    yield start
    for one in made:
        one.close()


@pytest.mark.parametrize("parts", [{}, FIELDS, {"world": {"gravity": [3.0, -4.0], "linear_damping": 0.5}}])
@pytest.mark.parametrize("velocity", [(0.0, 0.0), (4.0, 1.0), (-6.0, 5.0)])
def test_the_ball_takes_the_predicted_path_until_its_first_hit(predict, parts, velocity):
    simulation, prediction = predict(**parts)
    simulation.step(40)
    path = prediction.path((0.0, 1.0), velocity)
    simulation.enqueue(AddBall(0.0, 1.0, *velocity))
    taken = [(0.0, 1.0)]
    while len(taken) < len(path.points):
        simulation.step()
        taken.append(simulation.positions[-1])
    assert np.array_equal(path.points[:-1], np.array(taken)[:-1])  # exact until the step of the hit
    assert len(path.points) > 5
    if path.hits:
        step = float(np.hypot(*simulation.velocities[-1])) * simulation.dt + 0.1
        assert np.hypot(*(path.points[-1] - taken[-1])) < step


def test_a_path_ends_where_the_ball_touches_a_wall(predict):
    floor = {"shape": "path", "points": [[-9.0, 0.0], [9.0, 0.0]], "closed": False, "thickness": 0.1}
    _, prediction = predict([{"position": [0.0, 9.0]}], walls=[floor])
    path = prediction.path((0.0, 1.0), (3.0, 0.0))
    assert path.hits
    assert path.points[-1, 1] == pytest.approx(0.25, abs=0.01)
    assert path.points[-1, 0] == pytest.approx(3.0 * np.sqrt(2.0 * 0.75 / 9.81), abs=0.02)


def test_a_path_ends_at_another_ball(predict):
    balls = [{"position": [2.0, 0.0]}]
    _, prediction = predict(balls, world={"gravity": [0.0, 0.0]})
    path = prediction.path((0.0, 0.0), (4.0, 0.0))
    assert path.hits
    assert path.points[-1] == pytest.approx((1.6, 0.0), abs=0.01)


def test_a_path_without_a_hit_ends_after_a_while(predict):
    _, prediction = predict([{"position": [0.0, 0.0]}], walls=[], world={"gravity": [0.0, 0.0]})
    path = prediction.path((5.0, 0.0), (1.0, 0.0))
    assert (path.hits, len(path.points)) == (False, MAX_STEPS + 1)
    assert path.points[-1] == pytest.approx((6.0, 0.0))


def test_sliders_bend_the_path(predict):
    simulation, prediction = predict()
    simulation.apply(SetParameter("gravity", 0.0))
    assert np.all(prediction.path((0.0, 0.0), (1.0, 0.0)).points[:, 1] == 0.0)


def test_a_prediction_does_not_disturb_the_simulation(predict):
    simulation, prediction = predict([{"count": 8, "spawn": {"pattern": "disc", "radius": 1.0}}])
    other, _ = predict([{"count": 8, "spawn": {"pattern": "disc", "radius": 1.0}}])
    for _ in range(20):
        simulation.step()
        prediction.path((0.0, 1.0), (3.0, 3.0))
        other.step()
    assert simulation.hash() == other.hash()
