"""Synthesis of impacts: waveforms, and how loud many of them are together."""

from pathlib import Path

import numpy as np
import pytest

from game import Simulation, load_level
from game.audio.impacts import HARDNESSES, MAX_IMPACTS, NOTES, Impact, ImpactDetector
from game.audio.voices import (
    MAX_AMPLITUDE,
    MAX_ENERGY,
    MAX_VOICES,
    MODES,
    RATE,
    VoicePool,
    decay_time,
    frequency,
    waveform,
)
from game.render.camera import whole_view

LEVELS = Path(__file__).parents[3] / "levels"
EVERY_WAVEFORM = [(note, hardness) for note in range(NOTES) for hardness in range(HARDNESSES)]


@pytest.mark.parametrize(("note", "hardness"), EVERY_WAVEFORM)
def test_a_waveform_is_normalised_and_begins_and_ends_in_silence(note, hardness):
    wave = waveform(note, hardness)
    assert wave.dtype == np.int16
    assert 31_000 <= abs(wave.astype(int)).max() <= 32_000
    assert abs(wave[:2].astype(int)).max() < 800
    assert abs(wave[-64:].astype(int)).max() < 64
    assert 0.05 < len(wave) / RATE < 1.0
    assert abs(wave.mean()) < 300
    assert waveform(note, hardness) is wave


def spectrum(note, hardness):
    wave = waveform(note, hardness) / 32767.0
    power = abs(np.fft.rfft(wave, 2 * RATE)) ** 2
    return np.arange(len(power)) / 2.0, power


@pytest.mark.parametrize(("note", "hardness"), [(5, 0), (5, 2), (12, 1), (18, 2)])
def test_the_lowest_mode_is_the_loudest(note, hardness):
    hertz, power = spectrum(note, hardness)
    assert hertz[power.argmax()] == pytest.approx(frequency(note), rel=0.04)


def test_notes_are_pentatonic():
    assert [frequency(note) / frequency(0) for note in (5, 10, 20)] == pytest.approx([2.0, 4.0, 16.0])
    assert frequency(3) / frequency(0) == pytest.approx(1.5, rel=0.002)


def test_a_harder_material_is_brighter_and_decays_more_slowly():
    def brightness(hardness):
        hertz, power = spectrum(10, hardness)
        return (hertz * power).sum() / power.sum()

    def overtone(hardness):
        _, power = spectrum(10, hardness)
        lowest, second = (power[round(2 * mode * frequency(10)) + np.arange(-8, 9)].max() for mode in MODES[:2])
        return second / lowest

    def decay(hardness):
        wave = waveform(10, hardness).astype(float)
        energy = np.cumsum(wave**2)
        return np.searchsorted(energy, 0.9 * energy[-1])

    assert brightness(0) < brightness(1) < brightness(2)
    assert 3.0 * overtone(0) < overtone(1) < overtone(2) / 2.0
    assert decay(0) < decay(1) < decay(2)


def test_a_waveform_decays_in_its_decay_time():
    wave, time = waveform(10, 1) / 32767.0, decay_time(10, 1)
    early, late = (
        np.sqrt((wave[round(k * time * RATE) : round((k + 0.5) * time * RATE)] ** 2).mean()) for k in (2.0, 4.0)
    )
    assert early / late == pytest.approx(np.exp(2.0), rel=0.1)


# -- the pool of voices ---------------------------------------


def hit(loudness=1.0, note=10, hardness=1):
    return Impact(loudness, note, hardness, 0.0)


def test_a_single_voice_has_the_loudness_of_its_impact():
    assert [voice.amplitude for voice in VoicePool().play([hit(0.5)], 0.0)] == [0.5 * MAX_AMPLITUDE]


def test_many_impacts_are_not_louder_than_the_limit():
    pool = VoicePool()
    for frame in range(120):
        new = pool.play([hit(note=frame % 20)] * 50, frame / 60.0)
        assert len(pool.voices) <= MAX_VOICES
        assert sum(voice.amplitude**2 for voice in new) <= 1.0001 * MAX_ENERGY
        assert sum(voice.amplitude_at(frame / 60.0) ** 2 for voice in pool.voices) < 2.0 * MAX_ENERGY


def test_a_voice_ends_after_its_waveform():
    pool = VoicePool()
    (voice,) = pool.play([hit()], 1.0)
    pool.play([], voice.end - 0.001)
    assert pool.voices == [voice]
    pool.play([], voice.end)
    assert pool.voices == []


def test_a_louder_voice_replaces_the_faintest():
    pool = VoicePool()
    for _ in range(MAX_VOICES // MAX_IMPACTS):
        pool.play([hit(0.2, note=0)] * MAX_IMPACTS, 0.0)
    faint = pool.voices[:]
    assert len(faint) == MAX_VOICES
    assert pool.play([hit(0.0001)], 0.0) == []
    assert pool.voices == faint
    (loud,) = pool.play([hit()], 0.01)
    assert loud in pool.voices
    assert len(pool.voices) == MAX_VOICES


@pytest.mark.parametrize(
    ("name", "least"), [("heptagon", 0.02), pytest.param("rain-2000", 0.05, marks=pytest.mark.slow)]
)
def test_a_level_never_clips(name, least):
    sound = mixed(Simulation(load_level(LEVELS / f"{name}.toml")), seconds=3.0)
    rms = np.sqrt((sound[: 3 * RATE].reshape(6, -1) ** 2).mean(axis=1))
    print(name, "peak", abs(sound).max().round(3), "rms every half second", rms.round(3))
    assert abs(sound).max() < 1.0
    assert least < rms.max() < 0.4


def mixed(simulation, seconds):
    """Return the sound (k, 2) of a simulation, left and right, at the full volume."""
    view, pool, dt = whole_view(simulation), VoicePool(), simulation.dt
    detector, sound = ImpactDetector(simulation, view), np.zeros((round((seconds + 1.5) * RATE), 2))
    for step in range(round(seconds / dt)):
        simulation.step()
        detector.detect(view)
        for voice in pool.play(detector.pop_loudest(), step * dt):
            wave, start = waveform(voice.impact.note, voice.impact.hardness), round(step * dt * RATE)
            side = 0.25 * np.pi * (1.0 + 0.7 * voice.impact.pan)
            sound[start : start + len(wave)] += np.outer(wave / 32767.0 * voice.amplitude, [np.cos(side), np.sin(side)])
    simulation.close()
    return sound
