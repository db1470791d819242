"""Clock, score and places of a level with a goal, and the banner that tells who won."""

from typing import NamedTuple

from game.files.counted import counted
from game.levels.model import Level
from game.render import theme
from game.simulation.simulation import Simulation
from game.ui.input.keymap import Action, KeyMap
from game.ui.widgets.text_panel import TextPanel, TextStyle

CLOCK = TextStyle(22, theme.TEXT, bold=True, font=theme.MONOSPACE_FONT)
SCORE = TextStyle(theme.TITLE_SIZE, theme.TEXT_ACCENT, bold=True)
PLACE = TextStyle(theme.TITLE_SIZE, theme.TEXT_FAINT)
DOT = TextStyle(theme.TITLE_SIZE, theme.TEXT)
NUMBER = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
TIME = TextStyle(theme.TITLE_SIZE, theme.TEXT)
REST = TextStyle(theme.TEXT_SIZE, theme.TEXT_FAINT)
BANNER = TextStyle(34, theme.TEXT_ACCENT, bold=True)
SUBTITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT)

MAX_PLACES = 12
"""Places that are listed one by one."""

BANNER_TIME = 6.0
"""Simulated time for which a banner is shown, s."""

TOP = 64.0
"""Distance of the clock from the top of the window, in UI units: below the status."""


class Banner(NamedTuple):
    """An event that a banner tells: the number of the step, what happened, and the details."""

    step: int
    title: str
    subtitle: str


class Scoreboard:
    """Clock, score and places at the right, and a banner in the upper half of the window.

    Everything shown follows from the state of the simulation, so that rewinding takes it back.
    """

    def __init__(self, keys: KeyMap) -> None:
        self._keys = keys
        self._summary = TextPanel((CLOCK,), (SCORE,))
        self._places = TextPanel(*[(PLACE, DOT, NUMBER, TIME)] * MAX_PLACES, (REST, REST, REST, REST))
        self._banner = TextPanel((BANNER,), (SUBTITLE,))

    def set_content(self, simulation: Simulation) -> None:
        """Set all texts. Call it a few times a second."""
        level, rate = simulation.level, simulation.level.world.step_rate
        end = simulation.steps if simulation.won_step is None else simulation.won_step
        self._summary.set_texts((clock_text(end / rate) if is_game(level) else "",), (score_text(simulation),))
        self._set_places(simulation, rate)
        banner = find_banner(simulation, self._keys.caption(Action.RESTART))
        self._banner.set_texts(*((text,) for text in (banner[1:] if banner else ("", ""))))

    def draw(self, window: tuple[float, float], covered_width: float) -> None:
        """Draw all panels into a window of that size, to the left of what covers its right side; in UI units."""
        width, height = window
        right, top = width - covered_width - theme.MARGIN, height - TOP
        self._summary.draw(window, right - self._summary.width, top)
        self._places.draw(window, right - self._places.width, top - self._summary.height - 0.5 * theme.MARGIN)
        self._banner.draw(window, 0.5 * (width - self._banner.width), 0.8 * height)

    def _set_places(self, simulation: Simulation, rate: int) -> None:
        """List the balls that have finished."""
        finished = [ball for ball in simulation.finished if ball.number is not None]
        listed, rest = finished[:MAX_PLACES], len(finished) - MAX_PLACES
        rows = [
            (ordinal(place), "\N{BLACK CIRCLE}", str(ball.number), f"{ball.step / rate:.2f} s")
            for place, ball in enumerate(listed, 1)
        ]
        rows += [("", "", "", "")] * (MAX_PLACES - len(rows))
        self._places.set_texts(*rows, ("", "", f"{rest} more" if rest > 0 else "", ""))
        colors = {label.number: label.color for label in simulation.labels} if listed else {}
        for row, ball in enumerate(listed):
            self._places.set_color(row, 1, colors.get(ball.number or 0, theme.BALL))


def is_game(level: Level) -> bool:
    """Return whether a level has anything to win: a goal, a score, or a finish."""
    return level.has_goal or level.has_score or level.has_finish


def score_text(simulation: Simulation) -> str:
    """Return the score and the points to reach; empty if nothing in the level has a score."""
    level = simulation.level
    if not level.has_score:
        return ""
    if level.goal and level.goal.score:
        return f"{simulation.score} of {counted(level.goal.score, 'point')}"
    return counted(simulation.score, "point")


def clock_text(time: float) -> str:
    """Return a time in s as minutes, seconds and tenths."""
    tenths = int(10.0 * time + 1e-6)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"


def ordinal(place: int) -> str:
    """Return 1st, 2nd, 3rd, 4th ..."""
    if place % 100 in (11, 12, 13):
        return f"{place}th"
    return f"{place}{({1: 'st', 2: 'nd', 3: 'rd'}).get(place % 10, 'th')}"


def find_banner(simulation: Simulation, restart_key: str = "") -> Banner | None:
    """Return what the banner tells now: the victory, the first ball of a race, or nothing.

    restart_key : how the key that restarts the level is written
    """
    rate, finished, won_step = simulation.level.world.step_rate, simulation.finished, simulation.won_step
    restart = f"{restart_key} plays it again" if restart_key else ""
    banners: list[Banner] = []
    if finished and finished[0].number is not None:
        banners.append(Banner(finished[0].step, f"{finished[0].number} wins!", f"{finished[0].step / rate:.2f} s"))
    if won_step is not None:
        time, podium = f"{won_step / rate:.2f} s", [str(ball.number) for ball in finished[:3]]
        title, details = "You win!", [score_text(simulation) and f"{counted(simulation.score, 'point')} in {time}"]
        if podium:
            title = f"{podium[0]} wins!"
            details = [f"{ordinal(place)}: {number}" for place, number in enumerate(podium, 1)]
        banners.append(Banner(won_step, title, "  ·  ".join(filter(None, (*details, restart)))))
    shown = [one for one in banners if one.step <= simulation.steps < one.step + BANNER_TIME * rate]
    return shown[-1] if shown else None
