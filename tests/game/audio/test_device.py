"""Audio devices that are missing at first, that go away, and that come back, by drivers of the tests."""

import sys
from types import ModuleType

import pytest


class Worker:
    """The thread of a driver, which ends by an error."""

    def __init__(self):
        self.alive = True

    def is_alive(self):
        return self.alive


class Driver:
    """A driver without sound, by the silent one of pyglet; its players fail while the device is lost."""

    def __init__(self):
        from pyglet.media.drivers import silent  # noqa: PLC0415

        self._silent, self.worker, self.lost, self.created = silent.create_audio_driver(), Worker(), False, 0

    def __getattr__(self, name):
        return getattr(self._silent, name)

    def create_audio_player(self, *arguments):
        if self.lost:
            raise OSError("the device is gone")
        self.created += 1
        return self._silent.create_audio_player(*arguments)

    def delete(self):
        raise AssertionError("a lost driver may hang")


@pytest.fixture
def machine(monkeypatch, arcade):
    """A machine with a driver "fake", whose device is there if `devices` is not empty; it has none at first."""
    import pyglet  # noqa: PLC0415
    from pyglet.media import drivers  # noqa: PLC0415
    from pyglet.media.drivers import silent  # noqa: PLC0415

    devices = []
    fake = ModuleType("pyglet.media.drivers.fake")
    fake.create_audio_driver = lambda: devices[0]  # IndexError: no device
    monkeypatch.setitem(sys.modules, fake.__name__, fake)
    monkeypatch.setattr(pyglet.options, "audio", ("missing", "fake"))
    monkeypatch.setattr(drivers, "_audio_driver", silent.create_audio_driver())
    return devices


@pytest.fixture
def said():
    return []


@pytest.fixture
def speaker(machine, said):
    from game.audio.speaker import Speaker  # noqa: PLC0415

    return Speaker(said.append)


@pytest.fixture
def impacts():
    from game.audio.impacts import Impact  # noqa: PLC0415

    return [Impact(1.0, 10, 1, 0.0)]


def test_a_device_that_appears_late_is_found_when_the_sound_is_switched_on(machine, speaker, said, impacts):
    assert (speaker.muted, speaker.problem) == (True, "no sound: no audio device answers")
    speaker.toggle_mute()
    assert (speaker.muted, said) == (True, ["no sound: no audio device answers"])
    machine.append(Driver())
    speaker.toggle_mute()
    speaker.play(impacts)
    assert (speaker.muted, said[1:], machine[0].created) == (False, ["volume 6 of 10"], 1)


def test_a_device_that_comes_back_is_found_again(machine, speaker, said, impacts):
    machine.append(Driver())
    speaker.toggle_mute()
    machine[0].lost = True
    for _ in range(3):
        speaker.play(impacts)
    assert (speaker.muted, said[1:], speaker.player_count) == (True, ["no sound: the device is gone"], 0)
    machine[0] = Driver()
    speaker.toggle_mute()
    speaker.play(impacts)
    assert (speaker.muted, machine[0].created) == (False, 1)


def test_a_driver_whose_thread_has_ended_is_told_once_and_replaced(machine, speaker, said, impacts):
    machine.append(Driver())
    speaker.toggle_mute()
    machine[0].worker.alive = False
    for _ in range(3):
        speaker.play(impacts)
    assert (speaker.muted, said[1:]) == (True, ["no sound: no audio device answers"])
    machine[0] = Driver()
    speaker.toggle_mute()
    speaker.play(impacts)
    assert (speaker.muted, machine[0].created) == (False, 1)


def test_without_a_device_the_lost_one_is_tried_again(machine, speaker, said, impacts):
    lost = Driver()
    machine.append(lost)
    speaker.toggle_mute()
    lost.lost = True
    speaker.play(impacts)
    machine.clear()
    speaker.toggle_mute()
    speaker.play(impacts)
    assert (speaker.muted, said[-2:]) == (True, ["volume 6 of 10", "no sound: the device is gone"])
