"""What is heard of a simulation, through the loudspeakers of this machine."""

import wave
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from io import BytesIO
from math import sqrt
from time import perf_counter

import pyglet
from pyglet.media.codecs.wave import WaveDecoder
from pyglet.media.drivers.silent.adaptation import SilentDriver

from game.audio.sounds import RATE, Impact, Voice, VoicePool, waveform
from game.audio.volume import LOUDEST, USUAL_VOLUME

WIDTH = 0.7
"""How far to the side the edges of the view are heard, 1 for one ear alone."""

NO_DEVICE = "no audio device answers"


class Speaker:
    """Plays impacts; where that fails it says so in one line, is mute, and tries again when it is turned on.

    volume : 0 to `LOUDEST`
    muted : whether it is turned off
    """

    def __init__(
        self,
        say: Callable[[str], None],
        volume: int = USUAL_VOLUME,
        muted: bool = False,
        save: Callable[..., str] = lambda message, **_: message,
    ) -> None:
        """Find out whether there is an audio device.

        say : shows a line to the player
        save : keeps ``volume`` and ``muted`` for the next time; returns the message it gets, with what went wrong
        """
        self._save = save
        self.volume = volume
        self._say = say
        self._choir = VoicePool()
        self._players: dict[Voice, pyglet.media.Player] = {}
        self.muted = muted or not has_device()

    @property
    def problem(self) -> str:
        """Why nothing can be heard, if that is so from the start."""
        return "" if has_device() else f"no sound: {NO_DEVICE}"

    @property
    def is_silent(self) -> bool:
        """Whether there is no use to listen to anything."""
        return self.muted or self.volume == 0

    @property
    def players(self) -> int:
        """How many sounds are in the air."""
        return len(self._players)

    def toggle(self) -> None:
        """Turn it off or on, tell, and remember that."""
        if not has_device():
            self._say(self.problem)
            return
        self.muted = not self.muted
        self._tell()

    def turn(self, notches: int) -> None:
        """Make it louder or quieter, which turns it on, tell, and remember that."""
        self.volume = min(max(self.volume + notches, 0), LOUDEST)
        if self.muted:
            self.toggle()
        else:
            self._tell()

    def play(self, impacts: Sequence[Impact]) -> None:
        """Let impacts sound now, and free the players of those that are over; call it in every frame."""
        if not (impacts or self._players):
            return
        now = perf_counter()
        try:
            new = self._choir.sing(() if self.is_silent else impacts, now)
            singing = set(self._choir.voices)
            for voice in list(self._players):
                if voice not in singing:
                    free(self._players.pop(voice))
            for voice in new:
                self._players[voice] = pyglet.media.Player()
                self._start(voice)
        except Exception as error:  # drivers raise whatever they like
            self.muted = True
            self.hush()
            self._say(f"no sound: {str(error) or type(error).__name__}")

    def hush(self) -> None:
        """Break off whatever sounds."""
        players, self._players, self._choir = self._players, {}, VoicePool()
        for player in players.values():
            with suppress(Exception):  # a device that is gone cannot free anything
                free(player)

    def _start(self, voice: Voice) -> None:
        """Let the player of a voice play it."""
        impact, player = voice.impact, self._players[voice]
        player.volume = (self.volume / LOUDEST) ** 2 * voice.amplitude  # twice the notches sound twice as loud
        side = WIDTH * impact.pan
        player.position = (side, 0.0, -sqrt(1.0 - side**2))  # all are as near as the nearest can be
        player.queue(source(impact.note, impact.hardness))
        player.play()

    def _tell(self) -> None:
        words = "sound off" if self.is_silent else f"volume {self.volume} of {LOUDEST}"
        self._say(self._save(words, volume=self.volume, muted=self.muted))


def has_device() -> bool:
    """Whether sound can be heard; a silent driver that was asked for by name counts."""
    driver = pyglet.media.get_audio_driver()  # type: ignore[no-untyped-call]
    return pyglet.options.audio[0] == "silent" or not isinstance(driver, SilentDriver)


def free(player: pyglet.media.Player) -> None:
    """Free what a player holds; if its driver cannot, raise what that raises."""
    try:
        player.delete()
    finally:
        player._audio_player = None  # or it would try again, and complain, when it is collected


@cache
def source(note: int, hardness: int) -> pyglet.media.Source:
    """Return the sound of a struck ball, to be played by any number of players at a time."""
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(waveform(note, hardness).astype("<i2").tobytes())
    file.seek(0)
    return pyglet.media.load("impact.wav", file, streaming=False, decoder=WaveDecoder())
