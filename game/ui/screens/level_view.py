"""A screen that plays levels, and decides which one: of the library, from a file, edited, or changed on disk."""

from abc import abstractmethod
from pathlib import Path

from game.levels.model import Level, LevelError
from game.levels.selection import LevelSelection
from game.session.session import Session
from game.ui.screens.input_view import InputView
from game.ui.widgets.problem_panel import ProblemPanel


class LevelView(InputView):
    """Starts levels and sessions. If a level is broken, it shows why, and the old one keeps running.

    session : the running session
    level_selection : the levels of the library, and the current one
    problem_panel : panel with the mistakes in the level file or in the preferences
    """

    session: Session

    def __init__(self, level_selection: LevelSelection) -> None:
        super().__init__()
        self.level_selection, self.problem_panel = level_selection, ProblemPanel()

    @abstractmethod
    def replace_level(self, level: Level, session: Session | None = None) -> None:
        """End the session, and start another or a new one of a level."""

    @abstractmethod
    def notify(self, message: str) -> None:
        """Show a line to the player."""

    @abstractmethod
    def show_screen(self) -> None:
        """Show this screen in the window."""

    def reload_changed_files(self, elapsed: float) -> bool:
        """Restart the level if its file has changed, ``elapsed`` s of real time after the last call.

        Returns whether the list of levels or one of them has changed.
        """
        changes = self.level_selection.poll(elapsed)
        if changes.level or (changes.library and self.problem_panel.is_level_broken):
            self._reload()
        return changes.library

    def play_level(self, path: Path) -> bool:
        """Start the level in a file; if it is broken, show the reason and return False: the old level keeps running."""
        try:
            level = self.level_selection.select(path)
        except LevelError as error:
            self.notify(str(error.problems[0]))
            return False
        self.problem_panel.set_error(None)
        self.replace_level(level)
        return True

    def play_neighbour(self, offset: int) -> None:
        """Start the next level of the library (1) or the previous one (-1)."""
        if path := self.level_selection.neighbour(offset):
            self.play_level(path)

    def play_session(self, session: Session) -> None:
        """Play a session that does not come from the library, such as a replay."""
        self.problem_panel.set_error(None)
        self.level_selection.watch_files(session.simulation.level)
        self.replace_level(session.simulation.level, session)

    def _reload(self) -> None:
        """Restart the level from its changed file; if the file is broken, show why, and the old level keeps running."""
        try:
            level = self.level_selection.reload()
        except LevelError as error:
            self.problem_panel.set_error(error)
            return
        clock = self.session.clock
        self.problem_panel.set_error(None)
        self.replace_level(level)
        self.session.clock.paused, self.session.clock.speed = clock.paused, clock.speed

    def play_edited(self, level: Level) -> None:
        """Play an edited level from its start."""
        self.show_screen()
        self.problem_panel.set_error(None)
        self.level_selection.adopt(level)
        self.replace_level(level)
