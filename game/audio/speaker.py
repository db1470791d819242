"""Playing impacts through the audio device of this machine."""

import wave
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from io import BytesIO
from math import sqrt
from time import perf_counter

import pyglet
from pyglet.media.codecs.wave import WaveDecoder

from game.audio.device import has_device, is_lost, look_again
from game.audio.impacts import Impact
from game.audio.voices import RATE, Voice, VoicePool, waveform
from game.audio.volume import DEFAULT_VOLUME, MAX_VOLUME

STEREO_WIDTH = 0.7
"""Stereo position of the edges of the view; 1 is one ear alone."""

NO_DEVICE = "no audio device answers"


class Speaker:
    """Plays impacts. If the device fails, it shows one line and is muted. Unmuting looks for a device again.

    volume : 0 to `MAX_VOLUME`
    muted : whether the player has turned the sound off
    """

    def __init__(
        self,
        show_message: Callable[[str], None],
        volume: int = DEFAULT_VOLUME,
        muted: bool = False,
        save: Callable[..., str] = lambda message, **_: message,
    ) -> None:
        """Look for an audio device.

        show_message : shows a line of text to the player
        save : stores ``volume`` and ``muted`` in the preferences; returns the message that it gets, with the reason
            if it cannot store them
        """
        self._save = save
        self.volume = volume
        self._show_message = show_message
        self._pool = VoicePool()
        self._players: dict[Voice, pyglet.media.Player] = {}
        self._has_failed = False
        self.muted = muted or not has_device()

    @property
    def problem(self) -> str:
        """The reason why no sound can be played on this machine, or ""."""
        return "" if has_device() else f"no sound: {NO_DEVICE}"

    @property
    def is_silent(self) -> bool:
        """Whether no impact can be heard, because of the mute switch or the volume."""
        return self.muted or self.volume == 0

    @property
    def player_count(self) -> int:
        """Number of sounds that are playing."""
        return len(self._players)

    def toggle_mute(self) -> None:
        """Mute or unmute, show the volume, and store the preference."""
        if self._has_failed or not has_device():
            look_again()
            self._has_failed = False
        if not has_device():
            self._show_message(self.problem)
            return
        self.muted = not self.muted
        self._save_and_show()

    def change_volume(self, notches: int) -> None:
        """Change the volume, which unmutes, show it, and store the preference."""
        self.volume = min(max(self.volume + notches, 0), MAX_VOLUME)
        if self.muted:
            self.toggle_mute()
        else:
            self._save_and_show()

    def play(self, impacts: Sequence[Impact]) -> None:
        """Play impacts now, and free the players of voices that have ended. Call it in every frame."""
        if not (impacts or self._players):
            return
        now = perf_counter()
        try:
            if is_lost() and not self.is_silent:
                raise OSError(NO_DEVICE)
            new = self._pool.play(() if self.is_silent else impacts, now)
            sounding = set(self._pool.voices)
            for voice in list(self._players):
                if voice not in sounding:
                    free_player(self._players.pop(voice))
            for voice in new:
                self._players[voice] = pyglet.media.Player()
                self._start(voice)
        except Exception as error:  # audio drivers raise errors of any type
            self.muted = self._has_failed = True
            self.stop_all()
            self._show_message(f"no sound: {str(error) or type(error).__name__}")

    def stop_all(self) -> None:
        """Stop all sounds at once."""
        players, self._players, self._pool = self._players, {}, VoicePool()
        for player in players.values():
            with suppress(Exception):  # a device that is lost cannot free a player
                free_player(player)

    def _start(self, voice: Voice) -> None:
        impact, player = voice.impact, self._players[voice]
        player.volume = (self.volume / MAX_VOLUME) ** 2 * voice.amplitude  # twice the notches sound twice as loud
        side = STEREO_WIDTH * impact.pan
        player.position = (side, 0.0, -sqrt(1.0 - side**2))  # distance 1, at which nothing is attenuated
        player.queue(impact_source(impact.note, impact.hardness))
        player.play()

    def _save_and_show(self) -> None:
        words = "sound off" if self.is_silent else f"volume {self.volume} of {MAX_VOLUME}"
        self._show_message(self._save(words, volume=self.volume, muted=self.muted))


def free_player(player: pyglet.media.Player) -> None:
    """Free the resources of a player; raises the errors of its driver."""
    try:
        player.delete()
    finally:
        player._audio_player = None  # otherwise its destructor tries again and logs an error


@cache
def impact_source(note: int, hardness: int) -> pyglet.media.Source:
    """Return the sound of an impact; any number of players can play it at a time."""
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(waveform(note, hardness).astype("<i2").tobytes())
    file.seek(0)
    return pyglet.media.load("impact.wav", file, streaming=False, decoder=WaveDecoder())
