import ast

import pytest

from game.testing.new_system import create_system


def test_a_system_and_its_test_are_written(tmp_path):
    paths = create_system("side_wind", tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == ["side_wind.py", "test_side_wind.py"]
    texts = [path.read_text("utf-8") for path in paths]
    assert "class SideWind(esper.Processor):" in texts[0]
    assert "from side_wind import SideWind\n" in texts[1]


def test_the_kernel_and_its_twin_are_written_if_wanted(tmp_path):
    paths = create_system("lift", tmp_path, with_kernel=True)
    assert [path.name for path in paths] == ["lift.py", "test_lift.py", "lift_kernel.py", "lift_twin.py"]
    assert all(ast.parse(path.read_text("utf-8")) for path in paths)


def test_the_repository_of_heptagon_has_its_own_layout(tmp_path):
    for folder in ("systems/kernels", "tests/systems", "tests/naive"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "systems" / "kernels" / "step.py").touch()
    paths = [path.relative_to(tmp_path).as_posix() for path in create_system("lift", tmp_path, with_kernel=True)]
    assert paths == ["systems/lift.py", "tests/systems/test_lift.py", "systems/kernels/lift.py", "tests/naive/lift.py"]
    text = (tmp_path / paths[1]).read_text("utf-8")
    imports = (
        "from systems.kernels.lift import lift",
        "from systems.lift import Lift",
        "from tests.naive.lift import lift as naive_lift",
    )
    assert "\n".join(imports) in text


NAMES = ["Wind", "wind-1", "1wind", "", "class", "w" * 51, "../wind", "test_wind", "components", "systems", "esper"]


@pytest.mark.parametrize("name", NAMES)
def test_an_invalid_name_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="cannot call a system "):
        create_system(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_written_over(tmp_path):
    (tmp_path / "test_wind.py").write_text("mine", "utf-8")
    with pytest.raises(ValueError, match=r"cannot write .*test_wind\.py: it already exists; allowed: another name"):
        create_system("wind", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["test_wind.py"]
    assert (tmp_path / "test_wind.py").read_text("utf-8") == "mine"
