"""The screen on which a level runs."""

import gc
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import arcade

from game.clock import Clock
from game.level import Level, LevelError, load_level
from game.simulation import Simulation
from game.views.help import Help
from game.views.hud import Hud
from game.views.keymap import Action, Keyboard
from game.views.stage import Stage

WELCOME = "F1 shows the keys"
MESSAGE_TIME = 6.0
"""How long a message stays, in s."""

REFRESH = 0.15
"""Time between two looks at what the corners of the window say, in s."""

WARM_UP = 2
"""Frames at the start of a level that count as no time: that of loading it, and that of its first drawing."""

SPEEDS = (1.0 / 16.0, 8.0)
"""Slowest and fastest, in simulated seconds a second."""


class PlayView(arcade.View):
    """Runs a level in the current window, draws it, and does what the keys ask for.

    simulation, clock : of the level that runs
    message : shown for a while at the lower left
    help_is_open : whether the keys are shown
    """

    def __init__(self, level: Level, paths: Sequence[Path], seed: int | None = None) -> None:
        """Begin ``level``. ``paths`` are the levels to walk through; ``seed`` takes the place of theirs."""
        super().__init__()
        self.help_is_open = False
        self._paths = list(paths)
        self._place = self._paths.index(level.path) if level.path in self._paths else -1
        self._seed = seed
        self._keyboard = Keyboard()
        self._hud, self._help = Hud(), Help()
        self._time = self._counted_since = 0.0
        self._frames, self._frame_rate = 0, 0.0
        self._warming_up = WARM_UP
        self._answers: dict[Action, Callable[[], None]] = {
            Action.PAUSE: self._pause,
            Action.STEP: self._step,
            Action.RESTART: lambda: self._replace(self.simulation.level),
            Action.PREVIOUS: lambda: self._walk(-1),
            Action.NEXT: lambda: self._walk(1),
            Action.SLOWER: lambda: self._change_speed(0.5),
            Action.FASTER: lambda: self._change_speed(2.0),
            Action.FULLSCREEN: lambda: self.window.set_fullscreen(not self.window.fullscreen),
            Action.HELP: self._toggle_help,
            Action.QUIT: self.window.close,
        }
        self._say(WELCOME)
        self._begin(level)

    def close(self) -> None:
        """Free the simulation."""
        gc.unfreeze()
        self.simulation.close()

    def on_key_press(self, symbol: int, modifiers: int) -> None:  # noqa: ARG002  (arcade calls it so)
        """Note a key for the next frame."""
        self._keyboard.press(symbol)

    def on_text(self, text: str) -> None:
        """Note what the last key has typed."""
        self._keyboard.type(text)

    def on_update(self, delta_time: float) -> None:
        """Do what keys asked for, and take the steps that are due after ``delta_time`` s."""
        actions = self._keyboard.take()
        for action in actions:
            self._answers[action]()
        if self.window.closed:
            return
        if self._warming_up:
            self._warming_up, delta_time = self._warming_up - 1, 0.0
        self.simulation.step(self.clock.advance(delta_time))
        self._time += delta_time
        if self._time - self._counted_since > REFRESH:
            self._frame_rate = self._frames / (self._time - self._counted_since)
            self._counted_since, self._frames = self._time, 0
            self._show()
        elif actions:
            self._show()

    def on_draw(self) -> None:
        """Draw the world between two steps, and over it what there is to say."""
        self._stage.draw(self.window.get_framebuffer_size(), self.clock.alpha)
        self._hud.draw(self.window.get_size())
        if self.help_is_open:
            self._help.draw(self.window.get_size())
        self._frames += 1

    def _begin(self, level: Level) -> None:
        self.simulation = Simulation(level, self._seed)
        self.clock = Clock(level.world.step_rate)
        self._stage = Stage(self.simulation)
        self.window.set_caption(level.title)
        gc.collect()
        gc.freeze()  # what a level is made of stays to its end: no use to search it for garbage
        self._warming_up = WARM_UP
        self._show()

    def _replace(self, level: Level) -> None:
        self.close()
        self._begin(level)

    def _walk(self, way: int) -> None:
        """Go to a neighbour in the list of levels; if that one is broken, what runs goes on."""
        if not self._paths:
            return
        self._place = (self._place + way if self._place >= 0 else min(way, 0)) % len(self._paths)
        try:
            level = load_level(self._paths[self._place])
        except LevelError as error:
            self._say(str(error.problems[0]))
        else:
            self._replace(level)

    def _pause(self) -> None:
        self.clock.paused = not self.clock.paused

    def _step(self) -> None:
        self.clock.step_once()

    def _change_speed(self, factor: float) -> None:
        slowest, fastest = SPEEDS
        self.clock.speed = min(max(self.clock.speed * factor, slowest), fastest)

    def _toggle_help(self) -> None:
        self.help_is_open = not self.help_is_open

    def _say(self, message: str) -> None:
        self.message, self._message_ends = message, self._time + MESSAGE_TIME

    def _show(self) -> None:
        """Refresh the corners of the window."""
        if self._time > self._message_ends:
            self.message = ""
        self._hud.show(self.simulation, self._status(), self.message)

    def _status(self) -> str:
        words = []
        if self.clock.paused:
            words.append("paused")
        if self.clock.speed != 1.0:
            words.append(f"{Fraction(self.clock.speed)}\N{MULTIPLICATION SIGN} speed")
        if self.clock.dropped:
            words.append(f"{self.clock.dropped} steps dropped")
        if self._frame_rate:
            words.append(f"{self._frame_rate:.0f} fps")
        return "  ·  ".join(words)
