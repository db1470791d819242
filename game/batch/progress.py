"""What is told on stderr while somebody waits."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from time import monotonic

PATIENCE = 0.8
"""s of loading that need no explanation: compiled kernels load in less."""

REDRAW = 0.1
"""s between two looks of a progress bar."""

REPORT = 5.0
"""s between two lines where there is no terminal."""


def load_kernels() -> None:
    """Import the systems, which compiles the kernels unless that was done before; say so if it takes long."""
    import systems  # noqa: PLC0415

    notice = Timer(PATIENCE, say, ["compiling the kernels, once on this machine ..."])
    notice.daemon = True
    if systems.needs_compilation():
        notice.start()
    try:
        systems.load_kernels()
    finally:
        notice.cancel()


def say(line: str) -> None:
    """Print a line on stderr."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def progress(total: int, what: str, lines: bool = True) -> Iterator[Callable[[], None]]:
    """Show how much of ``total`` is done; what this yields is called once for each part that is.

    On a terminal that is a bar; elsewhere a line now and then, or nothing without ``lines``.
    """
    if sys.stderr.isatty():
        with _bar(total, what) as show:
            yield _counter(show, REDRAW)
    else:
        yield _counter(lambda done: say(f"{what}: {done / total:.0%}") if lines else None, REPORT)


def _counter(show: Callable[[int], None], pause: float) -> Callable[[], None]:
    done, next_time = 0, monotonic() + pause

    def advance() -> None:
        nonlocal done, next_time
        done += 1
        if monotonic() >= next_time:
            show(done)
            next_time = monotonic() + pause

    return advance


@contextmanager
def _bar(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """Show a bar that goes away when all is done."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
