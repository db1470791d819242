"""Components: the data that entities can have. One class a file, with units in its docstring."""

from components.added_mass import AddedMass
from components.appearance import Appearance
from components.collider import Collider
from components.component import Component
from components.contact_support import ContactSupport
from components.contacts import Contacts
from components.emitter import Emitter
from components.force import Force
from components.goal import Goal
from components.key_binding import KeyBinding
from components.kick_count import KickCount
from components.kick_score import KickScore
from components.kinematic_motion import KinematicMotion
from components.label import Label
from components.motion_phase import MotionPhase
from components.outline import Outline
from components.position import Position
from components.previous_pose import PreviousPose
from components.rotation import Rotation
from components.seen_position import SeenPosition
from components.sensor import Sensor
from components.spin import Spin
from components.stroke import Stroke
from components.substep_state import SubstepState
from components.table import Table, ball_table, force_table, wall_table
from components.velocity import Velocity
from components.velocity_change import VelocityChange
from components.wake_flags import WakeFlags

__all__ = [
    "AddedMass",
    "Appearance",
    "Collider",
    "Component",
    "ContactSupport",
    "Contacts",
    "Emitter",
    "Force",
    "Goal",
    "KeyBinding",
    "KickCount",
    "KickScore",
    "KinematicMotion",
    "Label",
    "MotionPhase",
    "Outline",
    "Position",
    "PreviousPose",
    "Rotation",
    "SeenPosition",
    "Sensor",
    "Spin",
    "Stroke",
    "SubstepState",
    "Table",
    "Velocity",
    "VelocityChange",
    "WakeFlags",
    "ball_table",
    "force_table",
    "wall_table",
]
