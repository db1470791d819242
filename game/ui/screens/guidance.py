"""What guides a player over the world: the toolbar, the card of the level, and hints for beginners."""

from collections.abc import Callable, Mapping

from game.levels.model import Level
from game.render import theme
from game.session.session import Session
from game.simulation.view_rect import Insets, ViewRect
from game.ui import preferences
from game.ui.input.controls import Controls
from game.ui.input.hands import Hands
from game.ui.input.keymap import Action
from game.ui.input.mouse import Control
from game.ui.preferences import Hint, Preferences
from game.ui.widgets.beginner_hints import BeginnerHints
from game.ui.widgets.hud import Hud
from game.ui.widgets.level_card import LevelCard
from game.ui.widgets.problem_panel import ProblemPanel
from game.ui.widgets.scoreboard import Scoreboard
from game.ui.widgets.toolbar import Toolbar

TOOLS = {
    Action.PUT: "click in the level to add balls",
    Action.THROW: "press, drag and let go to throw balls",
    Action.REMOVE: "click balls to remove them",
}
"""Actions whose buttons change what a click in the world does, and the message about it."""


class Guidance:
    """Toolbar, level card and hints of the play screen, and the HUD that gives way to them.

    toolbar, card, hints, scoreboard : the parts
    """

    def __init__(
        self, controls: Controls, hands: Hands, hud: Hud, settings: Preferences, notify: Callable[[str], None]
    ) -> None:
        """Perform the actions of buttons through ``controls``; use ``notify`` to show messages."""
        self._controls, self._hands, self._hud, self._notify = controls, hands, hud, notify
        self.toolbar = Toolbar(controls.keys, self._perform, settings.toolbar)
        self.card, self.scoreboard = LevelCard(), Scoreboard(controls.keys)
        self.hints = BeginnerHints(controls.keys, settings.hints_followed, self._save_hints)

    @property
    def mouse_controls(self) -> tuple[Control, ...]:
        """The parts that receive the mouse, the first one first."""
        return self.toolbar, self.hints, self.card

    @property
    def covered(self) -> Insets:
        """The parts of the window that the toolbar and what lies below it cover, in UI units."""
        return self.toolbar.insets

    def toggle_toolbar(self) -> None:
        """Show or hide the toolbar, and save that as a preference."""
        self.toolbar.is_visible = is_visible = not self.toolbar.is_visible
        key = self._controls.keys.caption(Action.TOOLBAR)
        message = "buttons: on" if is_visible else f"buttons: off ({key} shows them again)"
        self._notify(preferences.save_for(message, toolbar=is_visible))

    def begin(self, level: Level) -> None:
        """Show the card of a level that begins, and take the tool out of the hand."""
        self._hands.tool = None
        self.card.set_level(level)

    def update(self, elapsed: float, session: Session) -> None:
        """Let ``elapsed`` s of real time pass, and cross off the hints that were followed."""
        self.card.update(elapsed)
        self.hints.observe(session)

    def prepare(self, window: tuple[float, float], scrubber_height: float, problem_panel: ProblemPanel) -> None:
        """Arrange the parts and the HUD in a window of that size, before anything is drawn in a frame."""
        self.toolbar.prepare(window, scrubber_height and scrubber_height + theme.MARGIN)
        above_problems = problem_panel.cover(self.covered)
        self.hints.prepare(window, above_problems)
        self._hud.prepare(window, above_problems, self.hints.box)
        self.card.prepare(window, self._hud.facts_box)

    def draw(
        self, window: tuple[float, float], session: Session, subject: ViewRect, panels: Mapping[Action, bool]
    ) -> None:
        """Draw the parts and the HUD into a window of that size.

        panels : actions whose buttons are marked while their panels are open, and whether they are
        """
        self._hud.draw(self.card.box, max(1.0 - 2.0 * self.card.visibility, 0.0))
        if not self.toolbar.is_unfolded:
            self.hints.draw(window, session, subject)
        self.card.draw()
        states = {**panels, Action.PAUSE: session.clock.paused}
        states.update((tool, tool is self._hands.tool) for tool in TOOLS)
        self.toolbar.draw(window, frozenset(action for action, is_active in states.items() if is_active))

    def _perform(self, action: Action) -> None:
        if action in TOOLS:
            self._hands.tool = None if self._hands.tool is action else action
            self._notify(TOOLS[action] if self._hands.tool else "click a ball and drag it")
        else:
            self._controls.request(action)

    def _save_hints(self, followed: tuple[Hint, ...]) -> None:
        message = preferences.save_for("", hints_followed=list(followed))
        if message:
            self._notify(f"hint{message}")
