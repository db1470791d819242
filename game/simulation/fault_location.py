"""Location of an error in a step: the system, the step and the ball."""

from traceback import walk_tb

import esper

from components import Label


def locate_fault(error: BaseException, step: int) -> str:
    """Return the location of an error, such as "in Wind, at step 12, with ball 7 (entity 21)".

    The system is the first esper processor in the traceback. The entity is the value of the innermost local variable
    named ``entity``; it is left out if there is none.
    """
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    owners = [frame.f_locals.get("self") for frame in frames]
    system = next((type(owner).__name__ for owner in owners if isinstance(owner, esper.Processor)), "the pipeline")
    entity = next((frame.f_locals["entity"] for frame in reversed(frames) if "entity" in frame.f_locals), None)
    location = f"in {system}, at step {step}"
    if not isinstance(entity, int):
        return location
    label = esper.try_component(entity, Label) if esper.entity_exists(entity) else None
    return f"{location}, with {f'ball {label.number} (entity {entity})' if label else f'entity {entity}'}"
