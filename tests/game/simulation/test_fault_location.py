"""The note on the error of a failed step."""

import esper
import pytest

from components import Collider, Label, Position


class Faulty(esper.Processor):
    """A system that divides by zero after a number of calls."""

    def __init__(self, valid_calls):
        self.valid_calls = valid_calls
        self.calls = 0

    def process(self, h):
        self.calls += 1
        if self.calls > self.valid_calls:
            for entity, _ in esper.get_components(Collider, Label):  # the balls
                self._divide(entity)

    def _divide(self, entity):
        return 1 / (esper.component_for_entity(entity, Position).x * 0)


def test_the_system_the_step_and_the_ball_are_named(simulate):
    simulation = simulate([{"position": (0.0, 0.0)}, {"position": (1.0, 0.0)}])
    with simulation.world.active():
        esper.add_processor(Faulty(valid_calls=2 * simulation.level.world.substeps))
        entity = int(simulation.balls.entities[0])
        number = esper.component_for_entity(entity, Label).number
    with pytest.raises(ZeroDivisionError) as caught:
        simulation.step(5)
    assert caught.value.__notes__ == [f"in Faulty, at step 2, with ball {number} (entity {entity})"]
    assert simulation.steps == 2


def test_no_ball_is_named_if_none_is_involved(simulate, monkeypatch):
    simulation = simulate([{"position": (0.0, 0.0)}])
    monkeypatch.setattr(simulation.pipeline, "sync", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError) as caught:
        simulation.step()
    assert caught.value.__notes__ == ["in the pipeline, at step 0"]


def test_the_simulation_continues_after_restoring_an_earlier_snapshot(simulate):
    simulation = simulate([{"position": (0.0, 0.0), "velocity": (1.0, 0.0)}])
    state = simulation.snapshot()
    simulation.step(3)
    digest = simulation.hash()
    with simulation.world.active():
        faulty = Faulty(valid_calls=1)
        esper.add_processor(faulty)
    with pytest.raises(ZeroDivisionError):
        simulation.step()
    with simulation.world.active():
        esper.remove_processor(Faulty)
    simulation.restore(state)
    simulation.step(3)
    assert simulation.hash() == digest
