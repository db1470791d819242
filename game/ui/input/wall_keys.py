"""Keys of a level: held on the keyboard, or by a click on a wall that they drive."""

from collections.abc import Iterator

import esper
import numpy as np
from arcade import MOUSE_BUTTON_LEFT

from components import Collider, KeyBinding, Outline, Position, Spin
from components.placed_outline import PlacedOutline
from game.render.camera import Camera
from game.simulation.commands import PressKey, ReleaseKey
from game.simulation.outline_edge import OutlineEdge
from game.simulation.simulation import Simulation
from game.ui import ui_style
from game.ui.input.hands import Viewport
from game.ui.input.keyboard import Keyboard

REACH = 8.0
"""Largest distance of the mouse from a wall that a click presses, in units of the window."""


class WallKeys:
    """Presses and releases the keys of the level in the simulation, as the player holds them."""

    def __init__(self, view: Viewport, keyboard: Keyboard) -> None:
        self._view, self._keyboard = view, keyboard
        self._simulation: Simulation | None = None
        self._step, self._known = -1, frozenset[str]()
        self._wanted, self._clicked = frozenset[str](), ""
        self._taps: dict[str, int] = {}

    def set_simulation(self, simulation: Simulation) -> None:
        """Use the keys of the level of a simulation; no key is held."""
        self._simulation, self._step, self._clicked, self._wanted = simulation, -1, "", frozenset()
        self._taps.clear()
        self._keyboard.claim(simulation.level.key_names)

    def update(self) -> None:
        """Enqueue what the player has pressed and released since the last call. Each press lasts at least a step.

        After rewinding, the simulation presses its keys as it did before, until the player presses or releases one.
        """
        session, simulation = self._view.session, self._simulation
        if simulation is None or not simulation.level.key_names:
            return
        if simulation.steps != self._step:
            self._step, self._known = simulation.steps, frozenset(simulation.held_keys)
        self._taps = {key: step for key, step in self._taps.items() if step >= simulation.steps}
        self._taps.update(dict.fromkeys(self._keyboard.pop_claimed(), simulation.steps))
        wanted = self._keyboard.held_claimed | self._taps.keys() | ({self._clicked} - {""})
        is_changed, self._wanted = wanted != self._wanted, wanted
        if session.is_rewinding or (simulation.is_replaying and not is_changed):
            return
        for key in sorted(wanted - self._known):
            session.enqueue(PressKey(key))
        for key in sorted(self._known - wanted):
            session.enqueue(ReleaseKey(key))
        self._known = wanted

    def press(self, x: float, y: float, button: int) -> bool:
        """Hold the first key of the wall at a point, in units of the style; return whether there is one."""
        self._clicked = self._key_at(x, y) if button == MOUSE_BUTTON_LEFT else ""
        if self._clicked:
            self._taps[self._clicked] = self._view.session.simulation.steps
        return bool(self._clicked)

    def move(self, x: float, y: float, buttons: int) -> bool:  # noqa: ARG002  (a key is held wherever the mouse goes)
        """Return whether the mouse holds a key."""
        return bool(self._clicked)

    def release(self) -> bool:
        """Release the key that the mouse holds; return whether it held one."""
        held, self._clicked = self._clicked, ""
        return bool(held)

    def scroll(self, x: float, y: float, notches: float) -> bool:  # noqa: ARG002
        """Leave the wheel to others."""
        return False

    def _key_at(self, x: float, y: float) -> str:
        """Return the first key of the wall at a point, unless a ball is there; empty if there is no such wall."""
        unit, simulation = ui_style.current().unit, self._view.session.simulation
        camera = Camera(self._view.subject, self._view.window.get_size())
        world_x, world_y = camera.to_world(unit * x, unit * y)
        position = simulation.balls[Position]
        if np.any(np.hypot(position.x - world_x, position.y - world_y) < simulation.balls[Collider].radius):
            return ""
        with simulation.world.active():
            for outline, key in _driven_walls():
                at = outline.to_local(np.array(((world_x, world_y),)))
                if OutlineEdge.from_outline(outline.outline).signed_distance(*at.T).item() < REACH / camera.scale:
                    return key
        return ""


def _driven_walls() -> Iterator[tuple[PlacedOutline, str]]:
    """Yield the walls of the current world that keys drive, where they are, and their first keys; the topmost first."""
    for _, (binding, outline, position, spin) in sorted(
        esper.get_components(KeyBinding, Outline, Position, Spin), key=lambda found: -found[0]
    ):
        yield PlacedOutline.at(outline, position.x, position.y, spin.angle), binding.keys[0]
