"""The text and the colour of an entity."""

import esper

from components import Appearance

PLAIN = Appearance()


def appearance_of(entity: int) -> Appearance:
    """Return the text and the colour of an entity of the current esper world; by default no text and no colour."""
    return esper.try_component(entity, Appearance) or PLAIN
