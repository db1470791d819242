"""The audio device of this machine, through the driver of pyglet."""

from contextlib import suppress
from importlib import import_module
from typing import Any

import pyglet
from pyglet.media import drivers
from pyglet.media.drivers.silent.adaptation import SilentDriver

SILENT = "silent"


def has_device() -> bool:
    """Return whether sound can be played; a silent driver counts if it was requested by name."""
    return pyglet.options.audio[0] == SILENT or not isinstance(_driver(), SilentDriver)


def is_lost() -> bool:
    """Return whether the driver has given up: its thread, which fills the players, has ended by an error."""
    worker = getattr(_driver(), "worker", None)
    return worker is not None and not worker.is_alive()


def look_again() -> None:
    """Look for a device again, and use the first that answers: it was lost, or has appeared late.

    Without one, nothing changes.
    """
    for name in pyglet.options.audio:
        with suppress(Exception):  # a driver that is not of this system, or that finds no device
            driver = import_module(f"pyglet.media.drivers.{name}").create_audio_driver()
            old, drivers._audio_driver = _driver(), driver
            if isinstance(old, SilentDriver):  # another driver may wait for its lost device forever
                old.delete()  # type: ignore[no-untyped-call]
            return


def _driver() -> Any:
    return pyglet.media.get_audio_driver()  # type: ignore[no-untyped-call]
