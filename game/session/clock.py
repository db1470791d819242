"""Conversion of frame times to whole simulation steps."""

FLICKS = 705_600_000
"""Flicks a second. A frame of 24, 25, 30, 60, 90, 120 or 144 Hz is a whole number of flicks."""

PACE_INTERVAL = 1.0
"""Real time between two measurements of `Clock.pace`, in s."""


class Clock:
    """Converts the real time between frames to a number of fixed steps, without rounding drift.

    A frame time is rounded to flicks. Time is then counted in integer units of 1 / step_rate flick, so that a step is
    a whole number of units at every rate. Frames are drawn between two steps: `alpha` is the interpolation factor.

    step_rate : steps a second of simulated time, Hz
    max_steps : steps of one frame at most; the rest of a stall is dropped and counted in `dropped`
    paused : whether frames pass without steps
    speed : simulated seconds a real second
    dropped : number of steps that were never run because a frame took too long
    pace : steps that were run in the last second, as a fraction of the steps that were due; 1 if none were dropped
    """

    def __init__(self, step_rate: int, max_steps: int = 8) -> None:
        self.step_rate = step_rate
        self.max_steps = max_steps
        self.paused = False
        self.speed = 1.0
        self.dropped = 0
        self.pace = 1.0
        self._interval, self._interval_due, self._interval_dropped = 0.0, 0, 0
        self._units = 0
        self._single_steps = 0
        self._is_single_stepping = False

    @property
    def alpha(self) -> float:
        """Real time since the last step, as a fraction of a step: 0 <= alpha < 1; 1 after a single step."""
        return 1.0 if self._is_single_stepping else self._units / FLICKS

    def step_once(self) -> None:
        """Pause, and add a single step to the next frame."""
        self.paused = self._is_single_stepping = True
        self._units = 0
        self._single_steps += 1

    def tick(self, frame_time: float) -> int:
        """Return the number of steps to run for a frame of ``frame_time`` seconds of real time; none if it is negative.

        Raises ``ValueError`` or ``OverflowError`` for a time that is not finite; the clock is unchanged then.
        """
        if self.paused:
            steps, self._single_steps = self._single_steps, 0
            return steps
        self._single_steps = 0
        self._is_single_stepping = False
        self._units += max(round(frame_time * self.speed * FLICKS), 0) * self.step_rate
        steps, self._units = divmod(self._units, FLICKS)
        limit = round(self.max_steps * max(self.speed, 1.0))
        if steps > limit:
            self.dropped += steps - limit
            self._interval_dropped += steps - limit
            self._units = 0
        self._measure_pace(frame_time, steps)
        return min(steps, limit)

    def _measure_pace(self, frame_time: float, due: int) -> None:
        self._interval += frame_time
        self._interval_due += due
        if self._interval >= PACE_INTERVAL:
            self.pace = 1.0 - self._interval_dropped / max(self._interval_due, 1)
            self._interval, self._interval_due, self._interval_dropped = 0.0, 0, 0
