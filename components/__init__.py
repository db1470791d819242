"""The vocabulary: what a thing in the world can have. One noun a file, units in its docstring."""

from components.collider import Collider
from components.component import Component
from components.contacts import Contacts
from components.drive import Drive
from components.emitter import Emitter
from components.flight import Flight
from components.force import Force
from components.kick import Kick
from components.label import Label
from components.outline import Outline
from components.phase import Phase
from components.position import Position
from components.previous import Previous
from components.sensor import Sensor
from components.spin import Spin
from components.stir import Stir
from components.table import Table, ball_table, force_table, wall_table
from components.velocity import Velocity

__all__ = [
    "Collider",
    "Component",
    "Contacts",
    "Drive",
    "Emitter",
    "Flight",
    "Force",
    "Kick",
    "Label",
    "Outline",
    "Phase",
    "Position",
    "Previous",
    "Sensor",
    "Spin",
    "Stir",
    "Table",
    "Velocity",
    "ball_table",
    "force_table",
    "wall_table",
]
