"""The command that plays a recording again: replay."""

# ruff: noqa: PLC0415

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from game.batch.progress import load_kernels, print_stderr, progress_bar
from game.cli.app import UserError, app
from game.cli.render import LONGEST, Fps, Seconds, Size, draw

if TYPE_CHECKING:
    from game.session.recording.recording import Recording
    from game.session.recording.replay import Verdict


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording, of `--record`.")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Without a window: compare with what happened then.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Draw it into a .png, .gif, .webp, .mp4 or .html file.")
    ] = None,
    seconds: Seconds = None,
    size: Size = None,
    fps: Fps = None,
) -> None:
    """Play a recording again, draw it, or find out whether it gives the same bits; exit 1 if not."""
    if verify and output:
        raise UserError(f"{output}: --verify draws nothing")
    load_kernels()
    from game.session.recording.recording import read

    recording = read(file)
    if recording.broken_off:
        print_stderr(f"{file}: {recording.broken_off}; it goes up to step {recording.steps}")
    if verify:
        _verify(recording)
    elif output:
        _draw(recording, output, seconds, size, fps)
    else:
        _show(recording)


def _show(recording: "Recording") -> None:
    """Open a window on a recording."""
    from game.levels import library
    from game.render import backends
    from game.session.recording.replay import Replay

    if obstacle := backends.probe().window:
        raise UserError(f"no window: {obstacle}; --verify needs none")
    from game.ui import window

    window.run(recording.path, library.list_levels, start=Replay(recording))


def _draw(
    recording: "Recording", output: Path, seconds: float | None, size: tuple[int, int] | None, fps: int | None
) -> None:
    """Draw a recording, the whole of it if no time is given."""
    from game.session.recording.replay import begin

    length = (recording.steps - recording.first) / recording.level.world.step_rate
    if seconds is not None and seconds > length:
        raise UserError(f"--seconds must be from 0 to {length:.4g}, which is how long {recording.path} is")
    if seconds is None and output.suffix.lower() != ".png":
        seconds = min(length, LONGEST)
    draw(output, lambda: begin(recording), seconds, size, fps)


def _verify(recording: "Recording") -> None:
    """Tell whether a recording gives the same bits, and if not, where it begins to differ."""
    from game.session.recording import replay

    with progress_bar(recording.steps - recording.first, "replaying") as advance:
        verdict = replay.verify(recording, advance)
    if verdict.wrong is None:
        print(f"identical: {verdict.steps} steps, {verdict.commands} commands, {verdict.hashes} hashes")
        return
    print(_difference(recording, verdict))
    raise typer.Exit(1)


def _difference(recording: "Recording", verdict: "Verdict") -> str:
    """Tell what differs first, and who recorded it."""
    origin = recording.origin
    same = "nothing before" if verdict.same is None else f"step {verdict.same} is still the same"
    return f"""\
differs: after step {verdict.wrong} the state is another; {same}
first: {verdict.difference}
recorded by version {origin.engine} on {origin.machine}"""
