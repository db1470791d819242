"""What is heard of a step, and how it sounds."""

from pathlib import Path

import esper
import numpy as np
import pytest

from game import Simulation, load_level
from game.audio.sounds import (
    ENERGY,
    HARDNESSES,
    LOUDEST,
    MOST,
    MOST_VOICES,
    NOTES,
    RATE,
    RATIOS,
    Impact,
    ImpactDetector,
    VoicePool,
    frequency,
    note_of,
    ring,
    waveform,
)
from game.render.camera import whole_view
from tests.scenes import heptagon

LEVELS = Path(__file__).parents[3] / "levels"
EVERY_WAVEFORM = [(note, hardness) for note in range(NOTES) for hardness in range(HARDNESSES)]


def at(x, y, **ball):
    return {"position": [x, y]} | ball


def heard(simulation, steps):
    """Return the impacts of every step: a list of lists."""
    ears, view, impacts = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation), []
    for _ in range(steps):
        simulation.step()
        ears.listen(view)
        impacts.append(ears.take())
    return impacts


def loudest(simulation, steps=60):
    return max((impact for step in heard(simulation, steps) for impact in step), default=None)


# -- what is heard --------------------------------------------


def test_a_falling_ball_is_heard_only_where_it_hits(simulate):
    impacts = heard(simulate([at(0.0, -5.0)]), 60)  # 4.8 m above the floor: 0.99 s
    assert [len(step) for step in impacts] == [0] * 59 + [1]


@pytest.mark.parametrize("name", ["pile", "heptagon"])
def test_what_has_settled_is_silent(name):
    level = load_level(LEVELS / f"{name}.toml")
    still = tuple(wall.model_copy(update={"spin": 0.0}) for wall in level.walls)
    simulation = Simulation(level.model_copy(update={"walls": still}))
    assert loudest(simulation)
    simulation.step(60 * 15)
    assert not any(heard(simulation, 120))
    simulation.close()


@pytest.mark.parametrize("settings", [{"gravity": [3.0, -500.0]}, {"linear_damping": 5.0}, {"step_rate": 480}])
def test_no_force_from_afar_is_heard(simulate, settings):
    assert not any(heard(simulate([at(0.0, 0.0, velocity=[3.0, 0.0])], **settings), 10))


def test_wind_is_not_heard(simulate):
    simulation = simulate([at(0.0, 0.0)], gravity=[0.0, 0.0])
    level = simulation.level.model_validate(
        simulation.level.model_dump(exclude_none=True) | {"forces": [{"acceleration": [200.0, 0.0]}]}
    )
    windy = Simulation(level)
    assert not any(heard(windy, 8))
    assert windy.velocities[0, 0] > 20.0
    windy.close()


def test_a_harder_hit_is_louder_and_a_heavier_ball_too(simulate):
    slow, fast = (loudest(simulate([at(-9.0, 0.0, velocity=[-v, 0.0])], gravity=[0.0, 0.0])) for v in (2.0, 4.0))
    assert 0.0 < slow.loudness < fast.loudness <= 1.0
    light, heavy = (
        loudest(simulate([at(-9.0, 0.0, velocity=[-2.0, 0.0], radius=radius), at(5.0, 0.0), at(5.0, 2.0)],
                         gravity=[0.0, 0.0]))
        for radius in (0.2, 0.4)
    )  # fmt: skip
    assert light.loudness < heavy.loudness


def test_restitution_makes_it_hard(simulate):
    hits = [loudest(simulate([at(0.0, -9.0)], restitution=bounce)) for bounce in (0.0, 0.5, 1.0)]
    assert [hit.hardness for hit in hits] == [0, 1, 2]


def test_it_comes_from_where_the_ball_is(simulate):
    pans = [loudest(simulate([at(x, -9.5)])).pan for x in (-9.0, 0.0, 9.0)]
    assert pans[0] == -pans[2]
    assert pans[1] == 0.0
    assert 0.6 < pans[2] < 1.0


def test_small_balls_are_high():
    for entity in range(1, 6):
        scale = [note_of(radius, entity) for radius in (0.2, 0.1, 0.05, 0.025, 0.0125, 0.00625)]
        assert scale == sorted(set(scale))
    assert sorted(note_of(0.03, entity) for entity in range(1, 6)) == [8, 9, 10, 11, 12]
    assert (note_of(1e-9, 1), note_of(100.0, 1)) == (NOTES - 1, 0)


def test_only_the_loudest_of_a_frame_are_told(simulate):
    simulation = simulate([at(0.8 * k, -9.7 + 0.02 * k, velocity=[0.0, -3.0]) for k in range(12)])
    ears, view = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation)
    for _ in range(8):
        simulation.step()
        ears.listen(view)
    impacts = ears.take()
    assert len(impacts) == MOST
    assert impacts == sorted(impacts, reverse=True)
    assert len({impact.pan for impact in impacts}) == MOST
    assert ears.take() == []


def test_balls_come_and_go(simulate):
    simulation = simulate([at(x, -5.0, velocity=[x / 5.0, 0.0]) for x in (-5.0, 0.0, 5.0)])
    ears, view = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation)

    def listen(steps):
        for _ in range(steps):
            simulation.step()
            ears.listen(view)
        return ears.take()

    assert listen(50) == []
    with simulation.world.active():
        esper.delete_entity(int(simulation.balls.entities[0]), immediate=True)
    assert listen(1) == []
    hits = listen(15)
    assert sorted(round(hit.pan, 1) for hit in hits)[-1] > 0.0
    assert len({hit.pan for hit in hits}) == 2
    with simulation.world.active():
        for entity in simulation.balls.entities.tolist():
            esper.delete_entity(entity, immediate=True)
    assert listen(3) == []


def test_newborn_balls_are_not_heard(simulate):
    simulation = simulate([at(0.0, 0.0)], gravity=[0.0, 0.0])
    emitter = {"position": [0.0, 5.0], "rate": 30.0, "count": 9, "radius": 0.1, "velocity": [0.0, 0.0], "spread": 0.0}
    level = simulation.level.model_validate(simulation.level.model_dump(exclude_none=True) | {"emitters": [emitter]})
    pouring = Simulation(level)
    assert not any(heard(pouring, 3))
    pouring.close()


def test_a_step_is_heard_only_after_one_that_was_listened_to(simulate):
    simulation = simulate([at(0.0, -5.0)])
    ears, view = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation)
    before = simulation.snapshot()
    simulation.step(50)  # it is fast now
    ears.listen(view)
    assert ears.take() == []
    simulation.restore(before)
    simulation.step()
    ears.listen(view)
    assert ears.take() == []


def test_listening_changes_nothing_and_hears_the_same_again(simulate):
    first, second, deaf = (simulate([at(0.0, 0.0), at(0.5, 0.0), at(0.0, 1.0)], wall=heptagon()) for _ in range(3))
    assert heard(first, 90) == heard(second, 90)
    deaf.step(90)
    assert first.hash() == deaf.hash()


def test_of_a_thousand_balls_the_loudest_are_heard(simulate):
    grid = {"pattern": "grid", "center": [0.0, 0.0], "width": 19.0, "height": 19.0}
    simulation = simulate([{"count": 1000, "spawn": grid}])
    ears, view = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation)
    for _ in range(90):
        simulation.step()
        ears.listen(view)
    assert len(ears.take()) == MOST


# -- how it sounds --------------------------------------------


@pytest.mark.parametrize(("note", "hardness"), EVERY_WAVEFORM)
def test_a_waveform_is_as_loud_as_may_be_and_begins_and_ends_in_silence(note, hardness):
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


def test_what_is_hard_is_bright_and_rings_longer():
    def brightness(hardness):
        hertz, power = spectrum(10, hardness)
        return (hertz * power).sum() / power.sum()

    def overtone(hardness):
        _, power = spectrum(10, hardness)
        lowest, second = (power[round(2 * ratio * frequency(10)) + np.arange(-8, 9)].max() for ratio in RATIOS[:2])
        return second / lowest

    def decay(hardness):
        wave = waveform(10, hardness).astype(float)
        energy = np.cumsum(wave**2)
        return np.searchsorted(energy, 0.9 * energy[-1])

    assert brightness(0) < brightness(1) < brightness(2)
    assert 3.0 * overtone(0) < overtone(1) < overtone(2) / 2.0
    assert decay(0) < decay(1) < decay(2)


def test_it_decays_as_told():
    wave, time = waveform(10, 1) / 32767.0, ring(10, 1)
    early, late = (
        np.sqrt((wave[round(k * time * RATE) : round((k + 0.5) * time * RATE)] ** 2).mean()) for k in (2.0, 4.0)
    )
    assert early / late == pytest.approx(np.exp(2.0), rel=0.1)


# -- together -------------------------------------------------


def hit(loudness=1.0, note=10, hardness=1):
    return Impact(loudness, note, hardness, 0.0)


def test_one_voice_is_as_loud_as_its_impact():
    assert [voice.amplitude for voice in VoicePool().sing([hit(0.5)], 0.0)] == [0.5 * LOUDEST]


def test_a_hail_is_no_louder_than_rain():
    choir = VoicePool()
    for frame in range(120):
        new = choir.sing([hit(note=frame % 20)] * 50, frame / 60.0)
        assert len(choir.voices) <= MOST_VOICES
        assert sum(voice.amplitude**2 for voice in new) <= 1.0001 * ENERGY
        assert sum(voice.amplitude_at(frame / 60.0) ** 2 for voice in choir.voices) < 2.0 * ENERGY


def test_voices_end():
    choir = VoicePool()
    (voice,) = choir.sing([hit()], 1.0)
    choir.sing([], voice.end - 0.001)
    assert choir.voices == [voice]
    choir.sing([], voice.end)
    assert choir.voices == []


def test_the_faintest_gives_way_to_a_louder_one():
    choir = VoicePool()
    for _ in range(MOST_VOICES // MOST):
        choir.sing([hit(0.2, note=0)] * MOST, 0.0)
    faint = choir.voices[:]
    assert len(faint) == MOST_VOICES
    assert choir.sing([hit(0.0001)], 0.0) == []
    assert choir.voices == faint
    (loud,) = choir.sing([hit()], 0.01)
    assert loud in choir.voices
    assert len(choir.voices) == MOST_VOICES


@pytest.mark.parametrize(("name", "least"), [("heptagon", 0.02), ("rain-2000", 0.05)])
def test_a_level_never_clips(name, least):
    sound = mixed(Simulation(load_level(LEVELS / f"{name}.toml")), seconds=3.0)
    rms = np.sqrt((sound[: 3 * RATE].reshape(6, -1) ** 2).mean(axis=1))
    print(name, "peak", abs(sound).max().round(3), "rms every half second", rms.round(3))
    assert abs(sound).max() < 1.0
    assert least < rms.max() < 0.4


def mixed(simulation, seconds):
    """Play a simulation into an array (k, 2), left and right, at the full volume."""
    view, choir, dt = whole_view(simulation), VoicePool(), simulation.dt
    ears, sound = ImpactDetector(simulation, view), np.zeros((round((seconds + 1.5) * RATE), 2))
    for step in range(round(seconds / dt)):
        simulation.step()
        ears.listen(view)
        for voice in choir.sing(ears.take(), step * dt):
            wave, begin = waveform(voice.impact.note, voice.impact.hardness), round(step * dt * RATE)
            side = 0.25 * np.pi * (1.0 + 0.7 * voice.impact.pan)
            sound[begin : begin + len(wave)] += np.outer(wave / 32767.0 * voice.amplitude, [np.cos(side), np.sin(side)])
    simulation.close()
    return sound
