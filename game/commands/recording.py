"""The command that plays a recording again: replay."""

# ruff: noqa: PLC0415

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from game.commands.shell import UserError, app
from game.progress import load_kernels, progress, say

if TYPE_CHECKING:
    from game.records.recording import Recording
    from game.records.replaying import Verdict


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording, of `--record`.")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Without a window: compare with what happened then.")
    ] = False,
) -> None:
    """Play a recording again, or find out whether it gives the same bits; exit 1 if not."""
    load_kernels()
    from game.records.recording import read

    recording = read(file)
    if recording.broken_off:
        say(f"{file}: {recording.broken_off}; it goes up to step {recording.steps}")
    if verify:
        _verify(recording)
    else:
        _show(recording)


def _show(recording: "Recording") -> None:
    """Open a window on a recording."""
    from game import graphics, level_folders
    from game.records.replaying import Replaying

    if obstacle := graphics.probe().window:
        raise UserError(f"no window: {obstacle}; --verify needs none")
    from game import window

    window.run(recording.path, level_folders.levels, start=Replaying(recording))


def _verify(recording: "Recording") -> None:
    """Tell whether a recording gives the same bits, and if not, where it begins to differ."""
    from game.records import replaying

    with progress(recording.steps, "replaying") as advance:
        verdict = replaying.verify(recording, advance)
    if verdict.wrong is None:
        print(f"identical: {verdict.steps} steps, {verdict.inputs} inputs, {verdict.hashes} hashes")
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
