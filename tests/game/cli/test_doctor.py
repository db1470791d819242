"""What the doctor finds, and what it prescribes."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from game.cli import doctor
from game.cli.doctor import Finding
from game.render import backends
from game.render.backends import Graphics, Obstacle
from game.ui import preferences


@pytest.fixture
def healthy(monkeypatch):
    """A machine that has everything; OpenGL is not really asked."""
    monkeypatch.setattr(backends, "probe", lambda: Graphics(None, None))
    monkeypatch.setattr(doctor.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout="a fine renderer\n"))
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    return monkeypatch


def found(subject):
    (finding,) = (finding for finding in doctor.look() if finding.subject == subject)
    return finding


def test_a_healthy_machine_needs_nothing(healthy, capsys):
    assert doctor.examine()
    output = capsys.readouterr().out
    assert "a fine renderer" in output
    assert "to install" not in output
    assert "missing" not in output


def test_a_missing_package_is_fatal_and_pip_helps(healthy, capsys):
    def version(name):
        if name == "esper":
            raise doctor.PackageNotFoundError
        return "1.0"

    healthy.setattr(doctor, "version", version)
    assert not doctor.examine()
    assert 'pip install "esper"' in capsys.readouterr().out


def test_without_pyav_there_is_an_extra(healthy):
    healthy.setattr(doctor, "version", lambda name: (_ for _ in ()).throw(doctor.PackageNotFoundError))
    assert found("mp4") == Finding("mp4", "without", "needs PyAV", pip="av")


def test_one_command_installs_all_that_is_missing(healthy, capsys):
    window = Obstacle("libGL.so.1 not found", ("libgl1",))
    offscreen = Obstacle("libGL.so.1, libEGL.so.1 not found", ("libgl1", "libegl1"))
    healthy.setattr(backends, "probe", lambda: Graphics(window, offscreen))
    healthy.setenv("DISPLAY", ":0")
    assert doctor.examine(), "Pillow still draws"
    assert "sudo apt-get install -y libgl1 libegl1\n" in capsys.readouterr().out


def test_other_systems_than_debian_get_no_apt_line():
    findings = [Finding("window", "missing", "", debian=("libgl1",))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor.shutil, "which", lambda name: None)
        assert doctor.remedies(findings) == []


def test_a_machine_without_a_screen_is_offered_one(healthy):
    healthy.setattr(backends, "probe", lambda: Graphics(Obstacle("DISPLAY is not set"), None))
    healthy.delenv("DISPLAY", raising=False)
    assert found("window") == Finding("window", "without", "DISPLAY is not set")
    healthy.setattr(doctor.shutil, "which", lambda name: None)
    assert found("window").debian == ("xvfb",)


def test_where_there_is_no_egl_the_window_is_asked_who_draws(healthy):
    healthy.setattr(backends, "probe", lambda: Graphics(None, Obstacle("libEGL.so.1 not found", ("libegl1",))))
    assert found("OpenGL without a window").debian == ("libegl1",)
    assert found("OpenGL in a window") == Finding("OpenGL in a window", "ok", "a fine renderer")


def test_a_driver_that_hangs_or_crashes_does_not_take_the_doctor_along(healthy):
    def hang(command, **_):
        raise subprocess.TimeoutExpired(command, 20.0)

    def crash(command, **_):
        raise subprocess.CalledProcessError(-11, command, stderr="")

    healthy.setattr(doctor.subprocess, "run", hang)
    assert found("OpenGL without a window").detail == "no answer in 20 s"
    healthy.setattr(doctor.subprocess, "run", crash)
    assert found("OpenGL without a window").debian == ("libgl1-mesa-dri",)
    assert found("OpenGL without a window").detail == "exit status -11"


def test_the_cache_of_compiled_kernels_is_warm_cold_or_nowhere(healthy, tmp_path):
    healthy.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    assert "the first run puts them into" in found("compiled kernels").detail
    healthy.setattr(doctor.os, "access", lambda *_: False)
    assert "anew in every run" in found("compiled kernels").detail
    (tmp_path / "cache" / "deep").mkdir(parents=True)
    (tmp_path / "cache" / "deep" / "kernel.nbi").touch()
    assert found("compiled kernels").state == "ok"


def test_the_preferences_are_found_and_their_mistakes_told(healthy, tmp_path):
    healthy.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = preferences.path()
    assert found("preferences") == Finding("preferences", "without", f"the usual ones; yours would be in {file}")
    preferences.save(volume=3)
    assert found("preferences") == Finding("preferences", "ok", str(file))
    file.write_text('[keys]\npuase = ["P"]\n')
    finding = found("preferences")
    assert finding.state == "wrong"
    assert f'{file}:2:1: keys.puase: unknown action; did you mean "pause"?' in finding.detail
    assert "All other settings apply." in finding.detail
    assert doctor.examine(), "it plays all the same"


def test_the_doctor_imports_neither_arcade_nor_the_kernels():
    program = "import sys, game.cli.doctor; print({'arcade', 'numba', 'systems'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
