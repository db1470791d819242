"""The screen on which a level runs."""

import gc
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from game.audio.impacts import ImpactDetector
from game.audio.speaker import Speaker
from game.files.new_file import capture_name
from game.levels.library import LevelEntry
from game.levels.model import Level, load_level
from game.levels.selection import LevelSelection
from game.render.gl.world_renderer import WorldRenderer
from game.session.inspection import Body
from game.session.recording.recorder import Recorder
from game.session.session import Session
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui import preferences, ui_style
from game.ui.appearance import Appearance
from game.ui.capture.recorder_adapter import RecorderAdapter
from game.ui.capture.screen_capture import ScreenCapture
from game.ui.gui.panels import GuiPanels
from game.ui.gui.placement import covered_width
from game.ui.input import file_drop
from game.ui.input.controls import Controls
from game.ui.input.hands import Hands
from game.ui.input.keymap import WINDOW_ACTIONS, Action, KeyMap
from game.ui.input.picking import Picking
from game.ui.input.wall_keys import WallKeys
from game.ui.overlays.debug_views import DebugViews
from game.ui.overlays.hand_drawing import HandDrawing
from game.ui.panels.factories import panel_factories
from game.ui.panels.saving import save_played_level
from game.ui.preferences import PreferenceErrors, Preferences
from game.ui.screens.edit_drafts import EditDrafts
from game.ui.screens.guidance import Guidance
from game.ui.screens.leaving import Leaving
from game.ui.screens.level_browser import LevelBrowserView
from game.ui.screens.level_view import LevelView
from game.ui.widgets.failure_panel import FailurePanel
from game.ui.widgets.help_panel import HelpPanel
from game.ui.widgets.hud import Hud
from game.ui.widgets.scrubber import Scrubber

MESSAGE_TIME = 6.0
"""Time that a message is shown, in s."""

HUD_INTERVAL = 0.15
"""Time between two updates of the HUD, in s."""

WARM_UP_FRAMES = 2
"""Frames at the start of a level that simulate no time, because loading and the first drawing are slow."""


class PlayView(LevelView):
    """Runs a level in the window, draws it, and does what keys and mouse ask for.

    message : text at the lower left, shown for `MESSAGE_TIME`
    debug_views : overlays, history of energies, and step times
    speaker : plays the sounds of impacts
    screen_capture : takes screenshots and videos
    appearance : changes theme and text size
    recorder_adapter : writes a recording of the first level, if one was asked for
    drafts : the levels that are being edited
    leaving : closes panels, overlays and the window
    """

    def __init__(
        self,
        path: Path,
        levels: Callable[[], Iterable[LevelEntry]],
        settings: Preferences,
        seed: int | None = None,
        preference_errors: PreferenceErrors | None = None,
        start: Session | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """Start the level at ``path``. Raises LevelError.

        levels : lists the levels of the library
        settings : the preferences of the player
        seed : random seed of every level (default: the level's own)
        preference_errors : mistakes in the preferences file, which are shown
        start : session to start with, instead of that level
        recorder : writes a recording of the first level
        """
        level = start.simulation.level if start else load_level(path)
        super().__init__(LevelSelection(levels, path))
        self._seed = seed
        self._hands, self._hud = Hands(self, self.notify), Hud()
        self._hand_drawing = HandDrawing(self._hands)
        self._scrubber = Scrubber(lambda: self.session)
        factories = panel_factories(self, self.notify)
        controls, panels = Controls(KeyMap(settings.keys), self._hands), GuiPanels(self.window, factories)
        self._wall_keys = WallKeys(self, controls.keyboard)
        self.guidance = guidance = Guidance(controls, self._hands, self._hud, settings, self.notify)
        self._picking = Picking(self, lambda: self._hands.tool is None, self.inspect)
        over_world = self._scrubber, *guidance.mouse_controls, self._wall_keys, self._picking
        self.connect(controls, panels, over_world, self._hands)
        self._help = HelpPanel(self.controls)
        self.speaker = Speaker(self.notify, settings.volume, settings.muted, preferences.save_for)
        self.screen_capture = ScreenCapture(self.notify)
        self.debug_views = DebugViews()
        self._failure_panel = FailurePanel(self.controls.keys)
        self.recorder_adapter = RecorderAdapter(recorder, self.notify)
        self.appearance = Appearance(self.notify)
        self.leaving = Leaving(self.window, panels, (self._hands, self._help, self.debug_views, self.problem_panel))
        self._browser: LevelBrowserView | None = None
        self.drafts = EditDrafts(self, self.notify)
        self._time = self._hud_time = self._frame_rate = self._covered_width = self._frame_time = 0.0
        self._frames, self._warm_up_frames = 0, WARM_UP_FRAMES
        self._handlers = self._action_handlers()
        self.notify(self.speaker.problem)
        self.level_selection.watch_files(level)
        self.problem_panel.set_error(*preference_errors or (None,))
        self._start(level, start)

    def _action_handlers(self) -> dict[Action, Callable[[], object]]:
        """Return what each action does."""
        return {
            Action.PAUSE: lambda: Session.toggle_pause(self.session),
            Action.STEP: lambda: Session.step_once(self.session),
            Action.BACK: lambda: Session.step_back(self.session),
            Action.RESTART: self._restart,
            Action.PREVIOUS: lambda: self.play_neighbour(-1),
            Action.NEXT: lambda: self.play_neighbour(1),
            Action.LEVELS: self._open_browser,
            Action.ABOUT: self.guidance.card.toggle,
            Action.PANEL: lambda: self.panels.toggle("tuning"),
            Action.INSPECT: lambda: self._picking.show_at(self._hands.position),
            Action.EDIT: self.drafts.open_played,
            Action.SLOWER: lambda: self.session.change_speed(0.5),
            Action.FASTER: lambda: self.session.change_speed(2.0),
            Action.SOUND: self.speaker.toggle_mute,
            Action.LOUDER: lambda: self.speaker.change_volume(1),
            Action.QUIETER: lambda: self.speaker.change_volume(-1),
            Action.PICTURE: lambda: self.screen_capture.take_screenshot(self._capture_name),
            Action.LARGE_PICTURE: self._take_large_picture,
            Action.RECORDING: lambda: self.screen_capture.toggle_recording(self._capture_name),
            Action.OVERLAY: lambda: self.notify(f"overlay: {self.debug_views.next_overlay().value}"),
            Action.GRAPHS: lambda: self.panels.toggle("graphs"),
            Action.TIMING: self.debug_views.timing.toggle,
            Action.THEME: self._next_theme,
            Action.LARGER: lambda: self.appearance.change_scale(1),
            Action.SMALLER: lambda: self.appearance.change_scale(-1),
            Action.USUAL_SIZE: lambda: self.appearance.change_scale(0),
            Action.TOOLBAR: self.guidance.toggle_toolbar,
            Action.FULLSCREEN: lambda: self.window.set_fullscreen(not self.window.fullscreen),
            Action.FIT: lambda: self.look_at(None),
            Action.GRAB: self._hands.toggle_grab,
            Action.PUT: self._hands.add_ball_here,
            Action.THROW: self._hands.aim_or_throw,
            Action.REMOVE: self._hands.remove_ball_here,
            Action.SAVE: lambda: save_played_level(self, self.notify),
            Action.UNDO: self._hands.undo,
            Action.REDO: self._hands.redo,
            Action.HELP: self._help.next_page,
            Action.QUIT: self.leaving.quit,
        }

    def on_close(self) -> bool:
        """Ask before the window closes if something would be lost; return whether it stays open."""
        return self.leaving.asks(self.session) or self.drafts.keep_window_open()

    def show_screen(self) -> None:
        """Show this screen in the window."""
        self.window.show_view(self)

    def close(self) -> None:
        """Free the simulation."""
        gc.unfreeze()
        self.speaker.stop_all()
        self.simulation.close()

    def handle_key(self, symbol: int, modifiers: int) -> bool:
        """Pass a key to the scrubber."""
        return self._scrubber.handle_key(symbol, modifiers)

    def on_file_drop(self, x: int, y: int, paths: list[str]) -> None:  # noqa: ARG002
        """Open a file that was dropped on the window."""
        if message := file_drop.open_dropped(map(Path, paths), self.play_level, self.play_session):
            self.notify(message)

    def on_update(self, delta_time: float) -> None:
        """Perform the actions of pressed keys, and run the steps that are due after ``delta_time`` s."""
        self._frame_time = delta_time
        actions = self.controls.pop_actions()
        for action in actions:
            self.guidance.hints.observe_action(action)
            self._handlers[action]()
        if self.window.closed or self.window.current_view is not self:
            return
        self.reload_changed_files(delta_time)
        self.controls.apply_held_actions(delta_time)
        self.session.is_rewinding = self.controls.is_held(Action.REWIND)
        if self._warm_up_frames:
            self._warm_up_frames, delta_time = self._warm_up_frames - 1, 0.0
        self._wall_keys.update()
        self._advance(delta_time)
        self.debug_views.update(delta_time)
        self.guidance.update(self._frame_time, self.session)
        self._time += delta_time
        self.screen_capture.report_finished()
        if self._time - self._hud_time > HUD_INTERVAL:
            self._frame_rate = self._frames / (self._time - self._hud_time)
            self._hud_time, self._frames = self._time, 0
            self._update_hud()
        elif actions:
            self._update_hud()

    def on_draw(self) -> None:
        """Draw the world between two steps, and the panels over it."""
        size = ui_style.fit_to_window(self.window)
        self._covered_width = covered_width([*self.debug_views.boxes(size), *self.panels.boxes], size[0])
        self.guidance.prepare(size, self._scrubber.height, self.problem_panel)
        self.draw_world()
        self.debug_views.draw(size, self.subject, self.session.clock.alpha)
        self._hand_drawing.draw(self.simulation, self.session.clock.alpha)
        self.problem_panel.draw(size, self.guidance.covered)
        self._scrubber.draw(size)
        names = {Action.PANEL: "tuning", Action.GRAPHS: "graphs", Action.INSPECT: "inspector"}
        panels = {one: self.panels.is_open(names[one]) for one in names} | {Action.HELP: self._help.is_open}
        self.guidance.draw(size, self.session, self.subject, panels)
        self.guidance.scoreboard.draw(size, self._covered_width)
        self._failure_panel.draw(size, self.session)
        self._help.draw(size)
        self.panels.draw(self._frame_time, self.debug_views.boxes(size))
        self.screen_capture.capture_frame(self._time)
        self.screen_capture.draw(size)
        self._frames += 1

    def inspect(self, body: Body | None) -> None:
        """Select a ball or a wall, and show the inspector; without one, open or close the inspector."""
        if body is None:
            self.panels.toggle("inspector")
        else:
            self.debug_views.selection.select(body)
            self.panels.show_until_next_level("inspector")

    @property
    def help_is_open(self) -> bool:
        """Whether the help is shown."""
        return self._help.is_open

    @property
    def simulation(self) -> Simulation:
        """The simulation of the running session."""
        return self.session.simulation

    @property
    def subject(self) -> ViewRect:
        """The rectangle of the world that the camera shows."""
        subject = self._chosen_subject or self.default_subject
        return self.debug_views.selection.followed(subject, self.session.clock.alpha)

    @property
    def default_subject(self) -> ViewRect:
        """The rectangle that shows the whole level beside the open panels and the toolbar."""
        covered = self.guidance.covered._replace(right=self._covered_width).scaled(ui_style.current().unit)
        return self._level_rect.clear_of(covered, self.window.get_size())

    def look_at(self, subject: ViewRect | None) -> None:
        """Point the camera at a rectangle; None is the whole level beside the open panels."""
        self._chosen_subject = subject

    def draw_world(self) -> None:
        """Draw the world without any text."""
        self._renderer.subject = self.subject
        self._renderer.draw(self.window.get_framebuffer_size(), self.session.clock.alpha)

    def _start(self, level: Level, session: Session | None = None) -> None:
        self.session = session or Session(Simulation(level, self._seed))
        self.recorder_adapter.attach(self.simulation)
        self._hands.reset()
        self._wall_keys.set_simulation(self.simulation)
        self._renderer = WorldRenderer(self.simulation, ui_style.current().theme)
        self._level_rect, self._chosen_subject = self._renderer.subject, None
        self._impact_detector = ImpactDetector(self.simulation, self._level_rect)
        self.panels.begin_level(level, ["graphs"] if level.graphs else [])
        self.debug_views.set_simulation(self.simulation)
        self.guidance.begin(level)
        self.window.set_caption(level.title)
        gc.collect()
        gc.freeze()  # the objects of a level live until its end: the garbage collector need not scan them
        self._warm_up_frames = WARM_UP_FRAMES
        self._update_hud()

    def _restart(self) -> None:
        if not self._scrubber.seek(0):
            self.replace_level(self.simulation.level)

    def replace_level(self, level: Level, session: Session | None = None) -> None:
        """End the session, and start another or a new one of a level."""
        self.recorder_adapter.detach(is_restart=level is self.simulation.level)
        self.close()
        self._start(level, session)

    @property
    def window_actions(self) -> Mapping[Action, Callable[[], object]]:
        """Actions that concern the window, such as another theme."""
        return {action: self._handlers[action] for action in WINDOW_ACTIONS}

    def _open_browser(self) -> None:
        self._browser = self._browser or LevelBrowserView(self)
        self.window.show_view(self._browser)

    @property
    def _capture_name(self) -> str:
        return capture_name(self.level_selection.path.stem, self.simulation.time)

    def _take_large_picture(self) -> None:
        alpha = self.session.clock.alpha
        self.screen_capture.take_large_picture(self.simulation, self.subject, alpha, self._capture_name)
        self._warm_up_frames = WARM_UP_FRAMES

    def _advance(self, delta_time: float) -> None:
        """Run the steps that are due, and play the loudest impacts among all of them."""
        if not self.session.advance(delta_time, self._after_step):
            self.notify("cannot rewind further: this is the oldest stored state")
        self.speaker.play(self._impact_detector.pop_loudest())

    def _after_step(self) -> None:
        self.debug_views.overlays.trails.add_sample()
        if not (self.speaker.is_silent or self.session.is_seeking):
            self._impact_detector.detect(self.subject)
        self.recorder_adapter.record_step()

    def _next_theme(self) -> None:
        self.appearance.next_theme()
        self._renderer = WorldRenderer(self.simulation, ui_style.current().theme)

    def notify(self, message: str) -> None:
        """Show a line to the player."""
        self.message, self._message_end = message, self._time + MESSAGE_TIME

    def _update_hud(self) -> None:
        if self._time > self._message_end:
            self.message = ""
        self._hud.set_content(self.simulation, self._status(), self.message)
        self.guidance.scoreboard.set_content(self.simulation)

    def _status(self) -> str:
        rate = f"{self._frame_rate:.0f} fps" if self._frame_rate else ""
        return "  ·  ".join(filter(None, (*self.session.status(), self.recorder_adapter.status, rate)))
