"""Synthesis of impacts: waveforms, and how many sound at a time. Nothing here plays a sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.audio.impacts import Impact

RATE = 44_100
"""Sample rate, Hz."""

SCALE, LOWEST = (0, 2, 4, 7, 9), 130.81
"""The pentatonic scale, in semitones: any two of its notes sound well together; and the frequency of note 0, Hz."""

MODES = (1.0, 2.32, 4.25, 6.63)
"""Frequencies of the modes of a marble, in units of the lowest one."""


class Timbre(NamedTuple):
    """The sound of a material.

    decay : time in which the lowest mode of a ball at 440 Hz decays to 1 / e, s
    brightness : amplitude of a mode, in units of that of the next lower mode
    noise : amplitude of the noise of the impact
    attack : time of the onset, s
    """

    decay: float
    brightness: float
    noise: float
    attack: float


TIMBRES = (Timbre(0.03, 0.15, 0.10, 0.004), Timbre(0.055, 0.35, 0.25, 0.002), Timbre(0.08, 0.6, 0.4, 0.0008))
"""Timbres by hardness, from a thud to a click."""

NOISE_TIME, FADE, LENGTH, PEAK = 0.002, 0.01, 7.0, 0.95
"""Decay of the noise and length of the fade-out, s; length of a waveform in decay times; and its largest sample."""

BUFFER_TIME = 0.1
"""Time after the end of a waveform in which the last samples may still be in buffers, s."""

MAX_VOICES = 24
MAX_AMPLITUDE = 0.35
"""Amplitude of a single voice at most."""

MAX_ENERGY = 0.1
"""Sum of the squares of all amplitudes above which new voices are attenuated."""


def frequency(note: int) -> float:
    """Return the frequency in Hz of the lowest mode."""
    octave, degree = divmod(note, len(SCALE))
    semitones = 12 * octave + SCALE[degree]
    return float(LOWEST * 2.0 ** (semitones / 12.0))


@cache
def decay_time(note: int, hardness: int) -> float:
    """Return the time in s in which the lowest mode decays to 1 / e; high notes are short."""
    return float(TIMBRES[hardness].decay * (440.0 / frequency(note)) ** 0.3)


@cache
def waveform(note: int, hardness: int) -> NDArray[np.int16]:
    """Return the samples (k,) of an impact, mono, at `RATE`, normalised to `PEAK`; it begins and ends in silence."""
    timbre, lowest, decay = TIMBRES[hardness], frequency(note), decay_time(note, hardness)
    t = np.arange(round(LENGTH * decay * RATE)) / RATE
    wave = np.zeros_like(t)
    for k, mode in enumerate(MODES):
        if mode * lowest < 0.4 * RATE:
            wave += timbre.brightness**k * np.exp(-mode * t / decay) * np.sin(2.0 * np.pi * mode * lowest * t)
    noise = np.random.default_rng((note, hardness)).uniform(-1.0, 1.0, len(t))
    wave += timbre.noise * np.exp(-t / NOISE_TIME) * noise
    wave *= np.sin(0.5 * np.pi * np.minimum(t / timbre.attack, 1.0)) ** 2
    wave *= np.minimum((t[-1] - t) / FADE, 1.0)
    samples: NDArray[np.int16] = np.rint(32767.0 * PEAK * wave / np.abs(wave).max()).astype(np.int16)
    return samples


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """A sounding impact.

    amplitude : at its start
    start, end : times in s: of its first sample, and when its last one has certainly been played
    decay : time in which it decays to 1 / e, s
    """

    impact: Impact
    amplitude: float
    start: float
    end: float
    decay: float

    @classmethod
    def from_impact(cls, impact: Impact, amplitude: float, start: float) -> "Voice":
        """Return the voice of an impact that starts at a time in s."""
        sound = impact.note, impact.hardness
        return cls(impact, amplitude, start, start + len(waveform(*sound)) / RATE + BUFFER_TIME, decay_time(*sound))

    def amplitude_at(self, time: float) -> float:
        """Return the amplitude at a time in s."""
        return self.amplitude * exp((self.start - time) / self.decay)


class VoicePool:
    """Limits the number and the total energy of voices, so that many impacts are not louder than a few.

    voices : the voices that have not ended
    """

    def __init__(self) -> None:
        self.voices: list[Voice] = []

    def play(self, impacts: Sequence[Impact], time: float) -> list[Voice]:
        """Start voices for impacts at a time in s; return the new voices.

        Beyond `MAX_VOICES`, a louder voice replaces the faintest one, and masks that it breaks off.
        """
        sounding = [(voice.amplitude_at(time), voice) for voice in self.voices if time < voice.end]
        energy = sum(amplitude**2 for amplitude, _ in sounding)
        energy += MAX_AMPLITUDE**2 * sum(impact.loudness**2 for impact in impacts)
        scale = MAX_AMPLITUDE * sqrt(min(MAX_ENERGY / energy, 1.0)) if energy else MAX_AMPLITUDE
        new = [Voice.from_impact(impact, scale * impact.loudness, time) for impact in impacts]
        candidates = [*sounding, *((voice.amplitude, voice) for voice in new)]
        candidates.sort(key=itemgetter(0), reverse=True)
        self.voices = [voice for _, voice in candidates[:MAX_VOICES]]
        return [voice for voice in new if voice in self.voices]
