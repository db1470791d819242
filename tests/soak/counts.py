"""Counts of what a process holds: memory, Python objects, OpenGL objects, threads, open files."""

import gc
import threading
from collections import Counter
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import esper
from pyglet import gl

KINDS = {
    "textures": gl.glIsTexture,
    "buffers": gl.glIsBuffer,
    "vertex arrays": gl.glIsVertexArray,
    "framebuffers": gl.glIsFramebuffer,
    "programs": gl.glIsProgram,
    "shaders": gl.glIsShader,
    "samplers": gl.glIsSampler,
    "queries": gl.glIsQuery,
}
"""Kinds of OpenGL objects, and the functions that tell whether a name is one."""

MAX_NAME = 5_000
"""Names of OpenGL objects are small numbers, which are used again; none above this one is looked for."""


@dataclass(frozen=True)
class Counts:
    """What a process holds.

    megabytes : resident memory, MB
    objects : Python objects that the garbage collector knows
    gl_objects : OpenGL objects of all kinds
    threads : threads of the process
    files : open files
    worlds : worlds of esper
    """

    megabytes: float
    objects: int
    gl_objects: int
    threads: int
    files: int
    worlds: int

    def row(self) -> tuple[str, ...]:
        """Return the values as text."""
        return tuple(f"{value:.1f}" if isinstance(value, float) else str(value) for value in astuple(self))


NAMES = tuple(field.name for field in fields(Counts))


def python_objects() -> Counter[str]:
    """Return the number of Python objects of each type. The garbage collector runs first."""
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    gc.collect()
    kinds = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())
    if frozen:
        gc.freeze()
    return kinds


def gl_objects() -> Counter[str]:
    """Return the number of OpenGL objects of each kind."""
    return Counter({kind: sum(map(is_one, range(1, MAX_NAME))) for kind, is_one in KINDS.items()})


def count() -> Counts:
    """Return what this process holds now; a window must be open."""
    objects = python_objects()
    return Counts(
        _megabytes(),
        objects.total(),
        gl_objects().total(),
        max(threading.active_count(), len(list(Path("/proc/self/task").iterdir()))),
        len(list(Path("/proc/self/fd").iterdir())),
        len(esper.list_worlds()),
    )


def _megabytes() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
