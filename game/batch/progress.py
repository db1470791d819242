"""Messages and progress bars on stderr, and loading of the kernels with a notice."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

from game.files.terminal import new_console, print_stderr

PREPARING = "Preparing for first use (some seconds, once)"

BAR_INTERVAL = 0.1
"""Time between two updates of a progress bar, s."""

LINE_INTERVAL = 5.0
"""Time between two progress lines if stderr is not a terminal, s."""


def prepare_kernels() -> None:
    """Load the kernels, which compiles them if they are not in the cache; show the progress if they are not.

    Tell if they cannot be stored.
    """
    import systems  # noqa: PLC0415

    if systems.compiled_fraction() == 1.0:
        systems.load_kernels()
        return
    done = Event()
    watcher = Thread(target=_show_compilation, args=(systems.compiled_fraction, done), daemon=True)
    watcher.start()
    fault = ""
    try:
        fault = systems.load_kernels()
    finally:
        done.set()
        watcher.join()
    if fault:
        print_stderr(fault)


def _show_compilation(fraction: Callable[[], float], done: Event) -> None:
    """Show a bar on a terminal, or a line on other outputs, until something is done."""
    if not sys.stderr.isatty():
        print_stderr(f"{PREPARING} ...")
        return
    with _terminal_bar(1.0, PREPARING) as update:
        while not done.wait(BAR_INTERVAL):
            update(fraction())


@contextmanager
def progress_bar(total: int, task: str, lines: bool = True, completed: int = 0) -> Iterator[Callable[[], None]]:
    """Show the progress of ``total`` parts and the time left on stderr; yield a function to call after each part.

    A terminal gets a bar. Other outputs get a line every `LINE_INTERVAL` s, or nothing if ``lines`` is false.

    completed : parts that were completed before
    """
    if sys.stderr.isatty():
        with _terminal_bar(total, task, completed) as update:
            yield _counter(update, BAR_INTERVAL, completed)
        return
    start = monotonic()

    def print_line(done: int) -> None:
        seconds = (monotonic() - start) * (total - done) / (done - completed)
        print_stderr(f"{task}: {done / total:.0%}, {timedelta(seconds=round(seconds))} left")

    yield _counter(print_line if lines else lambda _: None, LINE_INTERVAL, completed)


def _counter(update: Callable[[int], None], interval: float, done: int) -> Callable[[], None]:
    """Return a function that counts its calls and passes the count to ``update`` at most once in ``interval`` s.

    done : the count at the start
    """
    next_time = monotonic() + interval

    def advance() -> None:
        nonlocal done, next_time
        done += 1
        if monotonic() >= next_time:
            update(done)
            next_time = monotonic() + interval

    return advance


@contextmanager
def _terminal_bar(total: float, task_name: str, completed: int = 0) -> Iterator[Callable[[float], None]]:
    """Show a progress bar with the time left, which is removed at the end."""
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=new_console(stderr=True), transient=True) as bar:
        task = bar.add_task(task_name, total=total, completed=completed)
        yield lambda done: bar.update(task, completed=done)
