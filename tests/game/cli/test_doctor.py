"""Tests of the command `doctor`."""

import subprocess
import sys
from errno import ENOSPC
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from game.cli import doctor
from game.cli.doctor import Finding
from game.render import backends
from game.render.backends import Graphics, Unavailable
from game.ui import preferences
from systems.kernels import cache
from tests.command_line import heptagon


@pytest.fixture
def complete_machine(monkeypatch):
    """A machine that provides everything. No program is run."""
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(None, None))
    monkeypatch.setattr(doctor.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout="a renderer\n"))
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    return monkeypatch


def found(subject):
    (finding,) = (finding for finding in doctor.check_machine() if finding.subject == subject)
    return finding


def test_complete_machine_needs_no_installation(complete_machine, capsys):
    assert doctor.run_checks()
    output = capsys.readouterr().out
    assert "a renderer" in output
    assert "to install" not in output
    assert "missing" not in output


def test_missing_package_fails_and_pip_installs_it(complete_machine, capsys):
    def version(name):
        if name == "esper":
            raise doctor.PackageNotFoundError
        return "1.0"

    complete_machine.setattr(doctor, "version", version)
    assert not doctor.run_checks()
    assert 'pip install "esper"' in capsys.readouterr().out


def test_mp4_without_pyav_is_optional(complete_machine):
    complete_machine.setattr(doctor, "version", lambda name: (_ for _ in ()).throw(doctor.PackageNotFoundError))
    assert found("mp4") == Finding("mp4", "none", "needs PyAV", pip="av")


def test_one_command_installs_all_missing_libraries(complete_machine, capsys):
    window = Unavailable("libGL.so.1 not found", ("libgl1",))
    offscreen = Unavailable("libGL.so.1, libEGL.so.1 not found", ("libgl1", "libegl1"))
    complete_machine.setattr(backends, "detect_graphics", lambda: Graphics(window, offscreen))
    complete_machine.setenv("DISPLAY", ":0")
    assert doctor.run_checks(), "Pillow can draw"
    assert "sudo apt-get install -y libgl1 libegl1\n" in capsys.readouterr().out


def test_systems_without_apt_get_no_apt_command():
    findings = [Finding("window", "missing", "", debian=("libgl1",))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor.shutil, "which", lambda name: None)
        assert doctor.install_commands(findings) == []


def test_machine_without_a_display_is_offered_xvfb(complete_machine):
    complete_machine.setattr(backends, "detect_graphics", lambda: Graphics(Unavailable("DISPLAY is not set"), None))
    complete_machine.delenv("DISPLAY", raising=False)
    assert found("window") == Finding("window", "none", "DISPLAY is not set")
    complete_machine.setattr(doctor.shutil, "which", lambda name: None)
    assert found("window").debian == ("xvfb",)


def test_renderer_of_the_window_is_shown_without_egl(complete_machine):
    complete_machine.setattr(
        backends, "detect_graphics", lambda: Graphics(None, Unavailable("libEGL.so.1 not found", ("libegl1",)))
    )
    assert found("OpenGL without a window").debian == ("libegl1",)
    assert found("OpenGL in a window") == Finding("OpenGL in a window", "ok", "a renderer")


def test_driver_that_hangs_or_crashes_is_reported(complete_machine):
    def hang(command, **_):
        raise subprocess.TimeoutExpired(command, 20.0)

    def crash(command, **_):
        raise subprocess.CalledProcessError(-11, command, stderr="")

    complete_machine.setattr(doctor.subprocess, "run", hang)
    assert found("OpenGL without a window").detail == "no answer in 20 s"
    complete_machine.setattr(doctor.subprocess, "run", crash)
    assert found("OpenGL without a window").debian == ("libgl1-mesa-dri",)
    assert found("OpenGL without a window").detail == "exit status -11"


def test_sound_needs_a_library_and_a_device(complete_machine):
    complete_machine.setattr(doctor.sys, "platform", "linux")
    complete_machine.setattr(doctor, "find_library", lambda name: "libopenal.so.1")
    complete_machine.setattr(doctor.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout="OpenALDriver\n"))
    assert found("sound") == Finding("sound", "ok", "OpenALDriver")
    complete_machine.setattr(doctor.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout="\n"))
    assert found("sound") == Finding("sound", "none", "no audio device")
    complete_machine.setattr(doctor, "find_library", lambda name: None)
    assert found("sound") == Finding("sound", "none", "neither OpenAL nor PulseAudio is installed")


def test_sound_program_prints_one_line(arcade):  # pyglet needs the same libraries
    run = subprocess.run([sys.executable, "-c", doctor.SOUND_PROGRAM], capture_output=True, text=True, check=True)
    assert run.stdout.count("\n") == 1


def test_cache_of_compiled_kernels_is_filled_empty_or_not_writable(complete_machine, tmp_path):
    folder = tmp_path / "cache"
    complete_machine.setattr(cache, "CACHE_FOLDER", folder)
    assert "the first run compiles them into" in found("compiled kernels").detail
    full = OSError(ENOSPC, "No space left on device")
    complete_machine.setattr(cache, "TemporaryFile", Mock(side_effect=full))
    detail = f"every run compiles them: cannot write into {folder}: No space left on device"
    assert found("compiled kernels") == Finding("compiled kernels", "invalid", detail)
    folder.mkdir()
    for name in cache.KERNEL_NAMES:
        path = folder / f"{name}.{cache.VERSION}.0.kernel"
        path.write_bytes(cache._checksum(path, b"code") + b"code")
    assert found("compiled kernels") == Finding("compiled kernels", "ok", f"100% in {folder}")


def test_damaged_kernels_are_reported_and_repaired(complete_machine, tmp_path):
    complete_machine.setattr(cache, "CACHE_FOLDER", tmp_path)
    (tmp_path / "a.kernel").write_bytes(b"cut")
    (tmp_path / "b.kernel.0123").write_bytes(b"part")
    (tmp_path / "c.kernel").mkdir()
    (tmp_path / "intact").write_bytes(cache._checksum(tmp_path / "intact", b"code") + b"code")
    assert found("compiled kernels").state == "invalid"
    assert f"3 damaged or left over in {tmp_path}, such as a.kernel; `python" in found("compiled kernels").detail
    result = heptagon("doctor", "--repair")
    assert result.stdout.splitlines()[:3] == [
        f"removed {tmp_path / name}" for name in ("a.kernel", "b.kernel.0123", "c.kernel")
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["intact"]
    assert found("compiled kernels").state != "invalid"


def test_preferences_and_their_mistakes_are_reported(complete_machine, tmp_path):
    complete_machine.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = preferences.path()
    assert found("preferences") == Finding("preferences", "none", f"defaults are used; your file would be {file}")
    preferences.save_preferences(volume=3)
    assert found("preferences") == Finding("preferences", "ok", str(file))
    file.write_text('[keys]\npuase = ["P"]\n')
    finding = found("preferences")
    assert finding.state == "invalid"
    assert f'{file}:2:1: keys.puase: unknown action; did you mean "pause"?' in finding.detail
    assert "All other settings apply." in finding.detail
    assert doctor.run_checks(), "invalid preferences are not fatal"


def test_doctor_imports_neither_arcade_nor_the_kernels():
    program = "import sys, game.cli.doctor; print({'arcade', 'numba', 'systems'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_doctor_sets_the_exit_status(monkeypatch):
    for healthy, status in ((True, 0), (False, 1)):
        monkeypatch.setattr(doctor, "run_checks", lambda healthy=healthy: healthy)
        assert heptagon("doctor").exit_code == status
