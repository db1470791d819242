"""What is told of a step that went wrong."""

import esper
import pytest

from components import Collider, Label, Position


class Careless(esper.Processor):
    """Divides by zero once there is something to divide."""

    def __init__(self, since):
        self.since = since
        self.calls = 0

    def process(self, h):
        self.calls += 1
        if self.calls > self.since:
            for entity, _ in esper.get_components(Collider, Label):  # the balls
                self._look_at(entity)

    def _look_at(self, entity):
        return 1 / (esper.component_for_entity(entity, Position).x * 0)


def test_the_system_the_step_and_the_ball_are_named(simulate):
    simulation = simulate([{"position": (0.0, 0.0)}, {"position": (1.0, 0.0)}])
    with simulation.world.active():
        esper.add_processor(Careless(since=2 * simulation.level.world.substeps))
        entity = int(simulation.balls.entities[0])
        number = esper.component_for_entity(entity, Label).number
    with pytest.raises(ZeroDivisionError) as caught:
        simulation.step(5)
    assert caught.value.__notes__ == [f"in Careless, at step 2, with ball {number} (entity {entity})"]
    assert simulation.steps == 2


def test_nothing_is_said_of_a_ball_where_there_is_none(simulate, monkeypatch):
    simulation = simulate([{"position": (0.0, 0.0)}])
    monkeypatch.setattr(simulation.pipeline.energy, "process", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError) as caught:
        simulation.step()
    assert caught.value.__notes__ == ["in the pipeline, at step 0"]


def test_an_earlier_state_can_be_restored_and_goes_on(simulate):
    simulation = simulate([{"position": (0.0, 0.0), "velocity": (1.0, 0.0)}])
    state = simulation.snapshot()
    simulation.step(3)
    digest = simulation.hash()
    with simulation.world.active():
        careless = Careless(since=1)
        esper.add_processor(careless)
    with pytest.raises(ZeroDivisionError):
        simulation.step()
    with simulation.world.active():
        esper.remove_processor(Careless)
    simulation.restore(state)
    simulation.step(3)
    assert simulation.hash() == digest
