"""What is heard of a simulation, and how it sounds. Nothing here plays a sound, and nothing disturbs a ball."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from math import exp, hypot, log1p, log2, sqrt
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components import Collider, Position
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from systems.impact_strength import ImpactStrength

MOST = 4
"""Impacts of a frame that are told, the loudest ones: what else begins in the same instant is drowned by them."""

REST = 2.0
"""Impacts that are not heard, in units of the change of velocity by gravity in a step."""

QUIET = 0.02
"""Impacts that are not heard even without gravity, in sizes of the view per s."""

FALL, CROSSING = 1.0 / 7.0, 0.5
"""The loudest bounce: a typical ball falls through this part of the view, or crosses that part of it in a second."""

STEEPNESS = 4.0
"""Of the logarithm that makes loudness of impulse: a tenth of the loudest impulse is a fifth as loud."""

RATE = 44_100
"""Samples a second."""

NOTES, SCALE, LOWEST = 24, (0, 2, 4, 7, 9), 130.81
"""Notes there are; those of an octave, in semitones: no two of them are harsh together; and the first one, in Hz."""

MIDDLE, SLOPE = -8.0, 3.5
"""The note of a ball as large as the view, if there were one, and how many more each half of it is higher."""

RATIOS = (1.0, 2.32, 4.25, 6.63)
"""Frequencies at which a marble rings, in units of the lowest one."""


class Timbre(NamedTuple):
    """How a material sounds.

    ring : s after which the lowest mode of a ball at 440 Hz has 1 / e of its amplitude
    brightness : amplitude of a mode, in units of that of the one before
    noise : amplitude of the noise of the impact
    attack : s of the onset
    """

    ring: float
    brightness: float
    noise: float
    attack: float


TIMBRES = (Timbre(0.03, 0.15, 0.10, 0.004), Timbre(0.055, 0.35, 0.25, 0.002), Timbre(0.08, 0.6, 0.4, 0.0008))
"""By hardness: from a thud to a click."""

HARDNESSES = len(TIMBRES)

NOISE_TIME, FADE, LENGTH, PEAK = 0.002, 0.01, 7.0, 0.95
"""The noise of an impact and the end of a waveform, in s; its length, in times of its ring; and its largest sample."""

SLACK = 0.1
"""Time after the end of a waveform in which what lies in buffers is still played, in s."""

MOST_VOICES = 24
LOUDEST = 0.35
"""Amplitude of a voice."""

ENERGY = 0.1
"""Sum of the squares of the amplitudes of all voices from which on newcomers are held back."""


class Impact(NamedTuple):
    """A ball that was struck.

    loudness : 0 < loudness <= 1
    note : 0, of a very large ball, to `NOTES` - 1
    hardness : 0, a thud, to `HARDNESSES` - 1, a click
    pan : -1 at the left edge of the view to 1 at the right one
    """

    loudness: float
    note: int
    hardness: int
    pan: float


class ImpactDetector:
    """Hears which balls are struck in a step: their velocity has changed, and no force from afar has done it.

    Listen after every step, and take after every frame. Only a step that follows one after which somebody listened is
    heard, so there is nothing to do while nobody does.
    """

    def __init__(self, simulation: Simulation, subject: ViewRect) -> None:
        """Hear the next step; the subject is the level as seen whole: the scale of what is large, and loud."""
        self._simulation, self._size = simulation, subject.size
        self._heard: list[Impact] = []
        self._strength, self._steps = ImpactStrength(simulation.balls), simulation.steps

    def listen(self, view: ViewRect) -> None:
        """Note what the step that has just been taken has struck; whoever looks at ``view`` is at its middle."""
        simulation = self._simulation
        (gx, gy), dt = simulation.pipeline.gravity.g, simulation.dt
        loudest = self._strength.measure(simulation.pipeline.substeps)
        quiet = REST * hypot(gx, gy) * dt + QUIET * self._size
        if simulation.steps == self._steps + 1 and loudest > quiet:
            self._hear(view, quiet)
        self._steps = simulation.steps

    def take(self) -> list[Impact]:
        """Return the loudest impacts since the last call, the loudest first."""
        heard, self._heard = nlargest(MOST, self._heard), []
        return heard

    def _hear(self, view: ViewRect, quiet: float) -> None:
        balls, body, size = self._simulation.balls, self._simulation.balls[Collider], self._size
        excess = self._strength.each - quiet
        (rows,) = (excess > 0.0).nonzero()
        impulse = body.mass[rows] * excess[rows]
        if len(rows) > MOST:
            loudest = impulse.argpartition(-MOST)[-MOST:]
            rows, impulse = rows[loudest], impulse[loudest]
        middle = len(balls) // 2
        fall = 2.0 * hypot(*self._simulation.pipeline.gravity.g) * FALL * size
        most = 2.0 * float(np.partition(body.mass, middle)[middle]) * max(sqrt(fall), CROSSING * size)
        struck = impulse, body.radius[rows], body.restitution[rows], balls[Position].x[rows], balls.entities[rows]
        for pushed, radius, restitution, x, entity in zip(*(column.tolist() for column in struck), strict=True):
            loudness = min(log1p(STEEPNESS * pushed / most) / log1p(STEEPNESS), 1.0)
            hardness = round((HARDNESSES - 1) * min(max(0.0, restitution), 1.0))
            pan = min(max(-1.0, (x - view.center[0]) / (0.5 * view.width)), 1.0)
            self._heard.append(Impact(loudness, note_of(radius / size, entity), hardness, pan))


def note_of(radius: float, entity: int) -> int:
    """Note of a ball with a radius as a part of the view: the smaller, the higher.

    Balls of one size sing five neighbouring notes, each its own, so that many of them are music.
    """
    own = 3 * entity % 5 - 2
    return min(max(round(MIDDLE - SLOPE * log2(radius)) + own, 0), NOTES - 1)


def frequency(note: int) -> float:
    """Frequency in Hz of the lowest mode."""
    octave, place = divmod(note, len(SCALE))
    semitones = 12 * octave + SCALE[place]
    return float(LOWEST * 2.0 ** (semitones / 12.0))


@cache
def ring(note: int, hardness: int) -> float:
    """Time in s in which the lowest mode decays to 1 / e: high notes are short."""
    return float(TIMBRES[hardness].ring * (440.0 / frequency(note)) ** 0.3)


@cache
def waveform(note: int, hardness: int) -> NDArray[np.int16]:
    """Samples (k,) of a struck ball, mono, `RATE` a second, as loud as they may be; it begins and ends in silence."""
    timbre, lowest, time = TIMBRES[hardness], frequency(note), ring(note, hardness)
    t = np.arange(round(LENGTH * time * RATE)) / RATE
    wave = np.zeros_like(t)
    for k, ratio in enumerate(RATIOS):
        if ratio * lowest < 0.4 * RATE:
            wave += timbre.brightness**k * np.exp(-ratio * t / time) * np.sin(2.0 * np.pi * ratio * lowest * t)
    noise = np.random.default_rng((note, hardness)).uniform(-1.0, 1.0, len(t))
    wave += timbre.noise * np.exp(-t / NOISE_TIME) * noise
    wave *= np.sin(0.5 * np.pi * np.minimum(t / timbre.attack, 1.0)) ** 2
    wave *= np.minimum((t[-1] - t) / FADE, 1.0)
    samples: NDArray[np.int16] = np.rint(32767.0 * PEAK * wave / np.abs(wave).max()).astype(np.int16)
    return samples


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """An impact that sounds.

    amplitude : at first
    begin, end : s, its first time, and when all of its waveform has been heard for sure
    ring : s in which it decays to 1 / e
    """

    impact: Impact
    amplitude: float
    begin: float
    end: float
    ring: float

    @classmethod
    def of(cls, impact: Impact, amplitude: float, begin: float) -> "Voice":
        """Let an impact sound from a time in s on."""
        sound = impact.note, impact.hardness
        return cls(impact, amplitude, begin, begin + len(waveform(*sound)) / RATE + SLACK, ring(*sound))

    def amplitude_at(self, time: float) -> float:
        """What is left of it, at a time in s."""
        return self.amplitude * exp((self.begin - time) / self.ring)


class VoicePool:
    """Who sounds, and how loud: a hail is no louder than rain.

    voices : those that are not over
    """

    def __init__(self) -> None:
        self.voices: list[Voice] = []

    def sing(self, impacts: Sequence[Impact], time: float) -> list[Voice]:
        """Let impacts sound from a time in s on; return their voices.

        Where there are too many, a louder one takes the place of the faintest, and hides that it breaks off.
        """
        sung = [(voice.amplitude_at(time), voice) for voice in self.voices if time < voice.end]
        energy = sum(amplitude**2 for amplitude, _ in sung)
        energy += LOUDEST**2 * sum(impact.loudness**2 for impact in impacts)
        held_back = LOUDEST * sqrt(min(ENERGY / energy, 1.0)) if energy else LOUDEST
        new = [Voice.of(impact, held_back * impact.loudness, time) for impact in impacts]
        every = [*sung, *((voice.amplitude, voice) for voice in new)]
        every.sort(key=itemgetter(0), reverse=True)
        self.voices = [voice for _, voice in every[:MOST_VOICES]]
        return [voice for voice in new if voice in self.voices]
