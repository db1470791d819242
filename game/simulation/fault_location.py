"""Where a step went wrong: in which system, when, and with which ball."""

from traceback import walk_tb

import esper

from components import Label


def locate_fault(error: BaseException, step: int) -> str:
    """Return where an error came from, in words, such as "in Wind, at step 12, with ball 7 (entity 21)".

    The system is the first one that the step called on the way to the error. The entity is the `entity` that the
    function at fault, or whoever called it, was busy with; nothing is said where there is none.
    """
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    owners = [frame.f_locals.get("self") for frame in frames]
    system = next((type(owner).__name__ for owner in owners if isinstance(owner, esper.Processor)), "the pipeline")
    entity = next((frame.f_locals["entity"] for frame in reversed(frames) if "entity" in frame.f_locals), None)
    where = f"in {system}, at step {step}"
    if not isinstance(entity, int):
        return where
    label = esper.try_component(entity, Label) if esper.entity_exists(entity) else None
    return f"{where}, with {f'ball {label.number} (entity {entity})' if label else f'entity {entity}'}"
