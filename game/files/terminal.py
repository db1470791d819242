"""What goes to a terminal: texts without control characters, whatever file or argument they come from.

A text from a stranger's file could otherwise clear the screen, change the title of the window or hide what was printed.
"""

import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

if TYPE_CHECKING:
    from rich.console import Console


def printable(text: str) -> str:
    """Return a text on one line; characters that are not printable are replaced by their escape sequences."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def printable_lines(text: str) -> str:
    """Return a text as `printable` does, but keep its line breaks."""
    return "\n".join(map(printable, text.split("\n")))


def encodable(text: str, encoding: str | None) -> str:
    """Return a text in which escape sequences replace the characters that an encoding lacks."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


class PrintableStream:
    """A text stream whose `write` replaces control characters, and characters that its encoding lacks.

    Consoles of rich write to the stream behind it, because they need control characters for colors. A console from
    `new_console` replaces those of its texts.
    """

    def __init__(self, stream: TextIO) -> None:
        self.rich_proxied_file = stream

    def write(self, text: str) -> int:
        """Write a text, and return its length."""
        self.rich_proxied_file.write(encodable(printable_lines(text), self.rich_proxied_file.encoding))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of the stream."""
        return getattr(self.rich_proxied_file, name)


def guard_streams() -> None:
    """Make stdout and stderr a `PrintableStream` each."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, PrintableStream):
            setattr(sys, name, cast("TextIO", PrintableStream(stream)))


def print_stderr(text: str) -> None:
    """Print lines on stderr, without control characters; do nothing if its terminal is gone."""
    with suppress(OSError, ValueError):
        print(printable_lines(text), file=sys.stderr, flush=True)


def new_console(width: int | None = None, stderr: bool = False) -> "Console":
    """Return a console of rich for tables and bars: it prints texts as they are, without control characters.

    width : in characters; by default that of the terminal
    """
    from rich.console import Console  # noqa: PLC0415  (slow)
    from rich.segment import Segment  # noqa: PLC0415

    class PrintableConsole(Console):
        @property
        def file(self) -> IO[str]:
            """The stream behind all proxies: a progress bar wraps stdout and stderr once more."""
            stream: Any = super().file
            while hasattr(stream, "rich_proxied_file"):
                stream = stream.rich_proxied_file
            return cast("IO[str]", stream)

        @file.setter
        def file(self, new_file: IO[str]) -> None:
            self._file = new_file

        def _render_buffer(self, buffer: Iterable[Segment]) -> str:
            return super()._render_buffer(
                part
                if part.control
                else Segment(encodable(printable_lines(part.text), cast("TextIO", self.file).encoding), part.style)
                for part in buffer
            )

    return PrintableConsole(width=width, stderr=stderr, markup=False, emoji=False, highlight=False)
