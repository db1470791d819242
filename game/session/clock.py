"""Frame time becomes whole steps."""

FLICKS = 705_600_000
"""Ticks a second: a flick divides the frames of 24, 25, 30, 60, 90, 120 and 144 Hz without a rest."""


class Clock:
    """Turns the real time between frames into a number of fixed steps, exactly.

    A frame is rounded to flicks, and time is then counted in integer parts of 1 / step_rate flick, so that a step
    is a whole number of them whatever the rate. Drawing happens between two steps: `alpha` says where.

    step_rate : steps a second of simulated time, Hz
    most_steps : steps a frame may ask for; the rest of a stall is dropped and counted in `dropped`
    paused : whether frames pass without steps
    speed : simulated seconds a real second
    dropped : steps that were never run because a frame took too long
    """

    def __init__(self, step_rate: int, most_steps: int = 8) -> None:
        self.step_rate = step_rate
        self.most_steps = most_steps
        self.paused = False
        self.speed = 1.0
        self.dropped = 0
        self._ticks = 0
        self._single_steps = 0
        self._is_single_stepping = False

    @property
    def alpha(self) -> float:
        """How far real time is past the last step, as a part of a step: 0 <= alpha < 1; 1 after a single step."""
        return 1.0 if self._is_single_stepping else self._ticks / FLICKS

    def step_once(self) -> None:
        """Pause, and let the next frame take exactly one step."""
        self.paused = self._is_single_stepping = True
        self._ticks = 0
        self._single_steps += 1

    def advance(self, frame: float) -> int:
        """The number of steps to take for a frame of ``frame`` seconds of real time."""
        if self.paused:
            steps, self._single_steps = self._single_steps, 0
            return steps
        self._single_steps = 0
        self._is_single_stepping = False
        self._ticks += round(frame * self.speed * FLICKS) * self.step_rate
        steps, self._ticks = divmod(self._ticks, FLICKS)
        allowed = round(self.most_steps * max(self.speed, 1.0))
        if steps > allowed:
            self.dropped += steps - allowed
            steps, self._ticks = allowed, 0
        return steps
