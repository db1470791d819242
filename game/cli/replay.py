"""The command `replay`."""

# ruff: noqa: PLC0415

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from game.batch.progress import prepare_kernels, progress_bar
from game.cli.app import app, check_input
from game.cli.errors import EXIT_FAULT, CommandError, UserError
from game.cli.outputs import DRAWING, Force, Output, check_outputs
from game.cli.render import MAX_SECONDS, Fps, Size, drawn_seconds, write_drawing
from game.files.counted import counted
from game.files.terminal import print_stderr, printable
from game.version import __version__

if TYPE_CHECKING:
    from game.session.recording.origin import Origin
    from game.session.recording.recording_file import Recording
    from game.session.recording.replay import Verdict

EXIT_NOT_PROVEN = 2
"""Exit status of --verify if no state differs, but not all steps are checked, as of a recording that was cut."""


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording, written by `--record`.")],
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help="Compare all states, without a window; exit 1 if one differs, 2 if hashes are missing.",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Draw the recording into a .png, .gif, .webp, .mp4 or .html file instead.",
        ),
    ] = None,
    seconds: Annotated[float | None, drawn_seconds("all")] = None,
    size: Size = None,
    fps: Fps = None,
    force: Force = False,
) -> None:
    """Play a recording in a window, draw it into a file, or verify that it gives the same bits."""
    if verify and output:
        raise UserError(f"cannot write {output}: --verify does not draw; allowed: one of --verify and --output")
    check_input(file)
    check_outputs([file], [Output("--output", output, DRAWING)], force)
    prepare_kernels()
    from game.session.recording.recording_file import read_recording

    recording = read_recording(file)
    if recording.incomplete_reason:
        print_stderr(f"{file}: {recording.incomplete_reason}; it goes up to step {recording.last_step}")
    if verify:
        _verify(recording)
    elif output:
        _draw(recording, output, seconds, size, fps)
    else:
        _play(recording)


def _play(recording: "Recording") -> None:
    """Play a recording in a window."""
    from game.levels import library
    from game.render import backends
    from game.session.recording.replay import Replay

    if unavailable := backends.detect_graphics().window:
        raise CommandError(f"cannot open a window: {unavailable}; allowed without one: --verify and --output")
    from game.ui import window

    window.run(recording.path, library.list_levels, start=Replay(recording))


def _draw(
    recording: "Recording", output: Path, seconds: float | None, size: tuple[int, int] | None, fps: int | None
) -> None:
    """Draw a recording into a file: all of it by default, at most `MAX_SECONDS`."""
    from game.session.recording.replay import start_simulation

    length = (recording.last_step - recording.first_step) / recording.level.world.step_rate
    if seconds is not None and seconds > length:
        reason = f"{recording.path} is shorter; allowed: 0 to {length:.4g} s"
        raise UserError(f"cannot use --seconds {seconds:g}: {reason}")
    if seconds is None and output.suffix.lower() != ".png":
        seconds = min(length, MAX_SECONDS)
    write_drawing(output, lambda: start_simulation(recording), seconds, size, fps)


def _verify(recording: "Recording") -> None:
    """Replay a recording and print what that proves; exit with 1 if a state differs, with 2 if not all are checked."""
    from game.session.recording import replay

    with progress_bar(recording.last_step - recording.first_step, "replaying") as advance:
        verdict = replay.verify(recording, advance)
    if verdict.mismatch_step is not None:
        print(_difference(recording, verdict))
        raise typer.Exit(EXIT_FAULT)
    counts = f"{counted(verdict.commands, 'command')}, {counted(verdict.checkpoints, 'hash', 'hashes')}"
    is_proven = verdict.steps == recording.proven_steps and not recording.incomplete_reason
    if is_proven:
        print(f"identical: {counted(verdict.steps, 'step')}, {counts}")
    else:
        reason = recording.incomplete_reason or "hashes are missing"
        print(f"not proven: {recording.proven_steps} of {counted(verdict.steps, 'step')} checked, {counts}; {reason}")
    origin = recording.origin
    level = f"level {recording.level.name} {origin.level_hash}, seed {origin.seed}"
    print(f"checked: from step {recording.first_step} to {recording.checkpoints[-1].step}, {printable(level)}")
    if not is_proven:
        raise typer.Exit(EXIT_NOT_PROVEN)


def _difference(recording: "Recording", verdict: "Verdict") -> str:
    """Return where the states begin to differ, and the likely cause."""
    same = (
        "no earlier state was compared"
        if verdict.last_match_step is None
        else f"the state after step {verdict.last_match_step} is the same"
    )
    return f"""\
different: the state after step {verdict.mismatch_step} differs; {same}
first difference: {verdict.difference}
likely cause: {printable(_likely_cause(recording.origin))}"""


def _likely_cause(origin: "Origin") -> str:
    from game.session.recording.origin import machine_name

    if origin.engine != __version__:
        return f"it was recorded by version {origin.engine}, and this is version {__version__}"
    if origin.machine != machine_name():
        return f"it was recorded on another machine, {origin.machine}, and this is {machine_name()}"
    return f"the file was edited, or this program has a fault; it was recorded by this version on {origin.machine}"
