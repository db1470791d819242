"""The screen on which a level runs."""

import gc
from collections.abc import Callable, Iterable
from pathlib import Path

import arcade

from game.audio.impacts import ImpactDetector
from game.audio.speaker import Speaker
from game.files.new_file import capture_name
from game.levels.library import LevelEntry
from game.levels.model import Level, LevelError, load_level
from game.levels.selection import LevelSelection
from game.render.gl.world_renderer import WorldRenderer
from game.session.recording.recorder import Recorder
from game.session.session import Session
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui import preferences, ui_style
from game.ui.appearance import Appearance
from game.ui.capture.recorder_adapter import RecorderAdapter
from game.ui.capture.screen_capture import ScreenCapture
from game.ui.input import file_drop
from game.ui.input.controls import Controls
from game.ui.input.hands import Hands
from game.ui.input.keymap import Action, KeyMap
from game.ui.input.mouse import MouseDispatcher
from game.ui.overlays.insight import DebugViews
from game.ui.preferences import PreferenceErrors, Preferences
from game.ui.screens.level_browser import LevelBrowserView
from game.ui.widgets.failure_panel import FailurePanel
from game.ui.widgets.help_panel import HelpPanel, first_keys_hint
from game.ui.widgets.hud import Hud
from game.ui.widgets.problem_panel import ProblemPanel
from game.ui.widgets.scrubber import Scrubber
from game.ui.widgets.tuning_panel import TuningPanel

MESSAGE_TIME = 6.0
"""How long a message stays, in s."""

REFRESH = 0.15
"""Time between two looks at what the corners of the window say, in s."""

MOST_TAKEN = 0.45
"""Part of the window's width that the world leaves to what is open at the right; what takes more lies over it."""

WARM_UP = 2
"""Frames at the start of a level that count as no time: that of loading it, and that of its first drawing."""


class PlayView(arcade.View):
    """Runs a level in the current window, draws it, and does what the keys ask for.

    playing : the level that runs, and how time passes in it
    shelf : the levels to choose from
    message : shown for a while at the lower left
    controls : keyboard and gamepads
    notice : what is wrong with the file of the level while an older state of it runs, or with preferences
    insight : what else can be seen of the simulation
    speaker : plays what is heard
    camera_roll : takes pictures and recordings
    appearance : changes the look of the window
    tape : takes down what happens to the first level, if it is to
    """

    def __init__(
        self,
        path: Path,
        levels: Callable[[], Iterable[LevelEntry]],
        prefers: Preferences,
        seed: int | None = None,
        mistakes: PreferenceErrors | None = None,
        start: Session | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """Begin the level at ``path``; ``seed`` takes the place of that of any level. Raises LevelError.

        levels : lists the levels to choose from, whenever it is called
        mistakes : what is wrong with the file of preferences, and what holds
        start : is played at first, instead of that level
        """
        self.shelf = LevelSelection(levels, path)
        level = start.simulation.level if start else load_level(path)
        super().__init__()
        self._seed = seed
        self._hands = Hands(self)
        self.controls = Controls(KeyMap(prefers.keys), self._hands)
        self._hud, self._help, self.notice = Hud(), HelpPanel(self.controls), ProblemPanel()
        self.speaker = Speaker(self._say, prefers.volume, prefers.muted, preferences.save_for)
        self.screen_capture = ScreenCapture(self._say)
        self.insight = DebugViews()
        self.panel, self._scrubber = TuningPanel(lambda: self.session, self._say), Scrubber(lambda: self.session)
        self._mouse = MouseDispatcher((self.panel, self._scrubber), self._hands)
        self._fault = FailurePanel(self.controls.keys)
        self.tape = RecorderAdapter(recorder, self._say)
        self.appearance = Appearance(self._say)
        self._picker: LevelBrowserView | None = None
        self._time = self._counted_since = 0.0
        self._frames, self._frame_rate = 0, 0.0
        self._taken = 0.0
        self._warming_up = WARM_UP
        self._answers: dict[Action, Callable[[], None]] = {
            Action.PAUSE: lambda: Session.toggle_pause(self.session),
            Action.STEP: lambda: Session.step_once(self.session),
            Action.BACK: lambda: Session.step_back(self.session),
            Action.RESTART: self._restart,
            Action.PREVIOUS: lambda: self.walk(-1),
            Action.NEXT: lambda: self.walk(1),
            Action.LEVELS: self._pick,
            Action.PANEL: self.panel.toggle,
            Action.SLOWER: lambda: self.session.change_speed(0.5),
            Action.FASTER: lambda: self.session.change_speed(2.0),
            Action.SOUND: self.speaker.toggle_mute,
            Action.LOUDER: lambda: self.speaker.change_volume(1),
            Action.QUIETER: lambda: self.speaker.change_volume(-1),
            Action.PICTURE: lambda: self.screen_capture.snap(self._moment),
            Action.LARGE_PICTURE: self._portray,
            Action.RECORDING: lambda: self.screen_capture.toggle(self._moment),
            Action.OVERLAY: self._turn_overlay,
            Action.GRAPHS: self.insight.graphs.toggle,
            Action.TIMING: self.insight.timing.toggle,
            Action.THEME: self._turn_theme,
            Action.LARGER: lambda: self.appearance.change_scale(1),
            Action.SMALLER: lambda: self.appearance.change_scale(-1),
            Action.USUAL_SIZE: lambda: self.appearance.change_scale(0),
            Action.FULLSCREEN: lambda: self.window.set_fullscreen(not self.window.fullscreen),
            Action.FIT: lambda: self.look_at(None),
            Action.GRAB: self._hands.toggle_grab,
            Action.PUT: self._hands.add_ball,
            Action.THROW: self._hands.aim_or_throw,
            Action.REMOVE: self._hands.remove_ball,
            Action.HELP: self._help.next_page,
            Action.QUIT: self.window.close,
        }
        self._say("  ·  ".join(filter(None, (first_keys_hint(self.controls.keys), self.speaker.problem))))
        self.shelf.watch_files(level)
        self.notice.set_error(*mistakes or (None,))
        self._begin(level, start)

    def show(self) -> None:
        """Show this screen in the window."""
        self.window.show_view(self)

    def close(self) -> None:
        """Free the simulation."""
        gc.unfreeze()
        self.speaker.stop_all()
        self.simulation.close()

    def on_key_press(self, symbol: int, modifiers: int) -> None:
        """Note a key for the next frame, unless the panel or the scrubber takes it."""
        if not (self.panel.handle_key(symbol) or self._scrubber.handle_key(symbol, modifiers)):
            self.controls.keyboard.press(symbol, modifiers)

    def on_text(self, text: str) -> None:
        """Note what the last key has typed."""
        self.controls.keyboard.type_text(text)

    def on_text_motion(self, motion: int) -> None:
        """Walk in the panel."""
        self.panel.handle_motion(motion)

    def on_text_motion_select(self, motion: int) -> None:
        """Walk in the panel, with Shift."""
        self.panel.handle_motion(motion, fine=True)

    def on_key_release(self, symbol: int, modifiers: int) -> None:  # noqa: ARG002
        """Note that a key is held no more."""
        self.controls.keyboard.release(symbol)

    def on_deactivate(self) -> None:
        """Hold no key while another window has the keyboard."""
        self.controls.release_all()

    def on_show_view(self) -> None:
        """Hold no key that was let go of on another screen."""
        self.controls.release_all()

    def on_mouse_press(self, x: int, y: int, button: int, modifiers: int) -> None:
        """Let whom it is for do it."""
        self._mouse.press(x, y, button, modifiers)

    def on_mouse_motion(self, x: int, y: int, dx: int, dy: int) -> None:
        """Let whom it is for follow."""
        self._mouse.move(x, y, dx, dy)

    def on_mouse_drag(self, x: int, y: int, dx: int, dy: int, buttons: int, modifiers: int) -> None:  # noqa: ARG002
        """Let whom it is for follow with what is held."""
        self._mouse.move(x, y, dx, dy, buttons)

    def on_mouse_release(self, x: int, y: int, button: int, modifiers: int) -> None:  # noqa: ARG002
        """Let whom it is for let go."""
        self._mouse.release(x, y, button)

    def on_mouse_scroll(self, x: int, y: int, scroll_x: float, scroll_y: float) -> None:  # noqa: ARG002
        """Let whom it is for turn the wheel."""
        self._mouse.scroll(x, y, scroll_y)

    def on_file_drop(self, x: int, y: int, paths: list[str]) -> None:  # noqa: ARG002
        """Play what was dropped on the window, if it can be played."""
        if words := file_drop.open_dropped(map(Path, paths), self.go_to, self._change_to):
            self._say(words)

    def on_update(self, delta_time: float) -> None:
        """Do what keys asked for, and take the steps that are due after ``delta_time`` s."""
        actions = self.controls.pop_actions()
        for action in actions:
            self._answers[action]()
        if self.window.closed or self.window.current_view is not self:
            return
        self.keep_up(delta_time)
        self.controls.apply_held_actions(delta_time)
        self.session.is_rewinding = self.controls.is_held(Action.REWIND)
        if self._warming_up:
            self._warming_up, delta_time = self._warming_up - 1, 0.0
        self._advance(delta_time)
        self.insight.watch(delta_time)
        self._time += delta_time
        self.screen_capture.look()
        if self._time - self._counted_since > REFRESH:
            self._frame_rate = self._frames / (self._time - self._counted_since)
            self._counted_since, self._frames = self._time, 0
            self._show()
        elif actions:
            self._show()

    def on_draw(self) -> None:
        """Draw the world between two steps, and over it what there is to say."""
        size = ui_style.fit_to_window(self.window)
        self._taken = self._taken_of(size[0])
        self._hud.prepare(size, self.notice.height or self._scrubber.height)
        self.draw_world()
        self.insight.draw(size, self.subject, self.session.clock.alpha)
        self._hands.draw()
        self.notice.draw(size)
        self._scrubber.draw(size)
        self._hud.draw()
        if self.panel.is_open:
            self.panel.draw(size, self.insight.boxes(size))
        self._fault.draw(size, self.session)
        self._help.draw(size)
        self.screen_capture.expose(self._time)
        self.screen_capture.draw(size)
        self._frames += 1

    def _taken_of(self, width: float) -> float:
        """How much of a window of that width is behind what is open at the right, if enough is left beside it."""
        boxes = [*self.insight.boxes(ui_style.current().window_size), *self.panel.boxes()]
        taken = (width - box.left for box in boxes)
        return max((wide for wide in taken if wide <= MOST_TAKEN * width), default=0.0)

    @property
    def help_is_open(self) -> bool:
        """Whether the keys are shown."""
        return self._help.is_open

    @property
    def simulation(self) -> Simulation:
        """The level that runs."""
        return self.session.simulation

    @property
    def subject(self) -> ViewRect:
        """What the camera shows."""
        return self._looking_at or self.default_subject

    @property
    def default_subject(self) -> ViewRect:
        """What it shows at first: the level, beside what is open at the right."""
        return self._whole.beside_panel(self._taken * ui_style.current().unit, self.window.get_size())

    def look_at(self, subject: ViewRect | None) -> None:
        """Let the camera show something else; None is the whole level, whatever is open."""
        self._looking_at = subject

    def draw_world(self) -> None:
        """Draw the world without a word."""
        self._stage.subject = self.subject
        self._stage.draw(self.window.get_framebuffer_size(), self.session.clock.alpha)

    def keep_up(self, elapsed: float) -> bool:
        """Begin the level anew if its file has changed, ``elapsed`` s of real time after the last call.

        Returns whether the list of levels has changed, or one of them.
        """
        changes = self.shelf.poll(elapsed)
        if changes.level or (changes.library and self.notice.is_level_broken):
            self._reload()
        return changes.library

    def go_to(self, path: Path) -> bool:
        """Begin the level in a file; if it is broken, tell why, and return False: what runs goes on."""
        try:
            level = self.shelf.select(path)
        except LevelError as error:
            self._say(str(error.problems[0]))
            return False
        self.notice.set_error(None)
        self._replace(level)
        return True

    def walk(self, way: int) -> None:
        """Go to a neighbour in the list of levels."""
        if path := self.shelf.neighbour(way):
            self.go_to(path)

    def _begin(self, level: Level, session: Session | None = None) -> None:
        self.session = session or Session(Simulation(level, self._seed))
        self.tape.follow(self.simulation)
        self._hands.reset()
        self._stage = WorldRenderer(self.simulation, ui_style.current().theme)
        self._whole, self._looking_at = self._stage.subject, None
        self._impacts = ImpactDetector(self.simulation, self._whole)
        self.insight.begin(self.simulation)
        self.window.set_caption(level.title)
        gc.collect()
        gc.freeze()  # what a level is made of stays to its end: no use to search it for garbage
        self._warming_up = WARM_UP
        self._show()

    def _restart(self) -> None:
        if not self._scrubber.seek(0):
            self._replace(self.simulation.level)

    def _change_to(self, session: Session) -> None:
        """Play something else than a level from its start."""
        self.notice.set_error(None)
        self.shelf.watch_files(session.simulation.level)
        self._replace(session.simulation.level, session)

    def _replace(self, level: Level, session: Session | None = None) -> None:
        self.tape.leave(level is self.simulation.level)
        self.close()
        self._begin(level, session)

    def _reload(self) -> None:
        """Begin anew as the file says now; if it is broken, show why, and what runs goes on."""
        try:
            level = self.shelf.reload()
        except LevelError as error:
            self.notice.set_error(error)
            return
        before = self.session.clock
        self.notice.set_error(None)
        self._replace(level)
        self.session.clock.paused, self.session.clock.speed = before.paused, before.speed

    def _pick(self) -> None:
        self._picker = self._picker or LevelBrowserView(self)
        self.window.show_view(self._picker)

    @property
    def _moment(self) -> str:
        return capture_name(self.shelf.path.stem, self.simulation.time)

    def _portray(self) -> None:
        self.screen_capture.portray(self.simulation, self.subject, self.session.clock.alpha, self._moment)
        self._warming_up = WARM_UP

    def _advance(self, delta_time: float) -> None:
        """Take the steps that are due, and let the loudest impacts of all of them be heard."""
        if not self.session.advance(delta_time, self._note):
            self._say("this is as far back as it goes")
        self.speaker.play(self._impacts.pop_loudest())

    def _note(self) -> None:
        """Take note of a step."""
        self.insight.overlays.watch()
        if not self.speaker.is_silent:
            self._impacts.detect(self.subject)
        self.tape.look()

    def _turn_overlay(self) -> None:
        self._say(f"overlay: {self.insight.overlays.turn().value}")

    def _turn_theme(self) -> None:
        self.appearance.next_theme()
        self._stage = WorldRenderer(self.simulation, ui_style.current().theme)

    def _say(self, message: str) -> None:
        self.message, self._message_ends = message, self._time + MESSAGE_TIME

    def _show(self) -> None:
        """Refresh the corners of the window."""
        if self._time > self._message_ends:
            self.message = ""
        self._hud.set_content(self.simulation, self._status(), self.message)

    def _status(self) -> str:
        rate = f"{self._frame_rate:.0f} fps" if self._frame_rate else ""
        return "  ·  ".join(filter(None, (*self.session.status(), self.tape.status, rate)))
