from tests.command_line import heptagon


def test_new_system_writes_files_and_says_how_to_test_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = heptagon("new-system", "lift", "--kernel")
    names = ["lift.py", "test_lift.py", "lift_kernel.py", "lift_twin.py"]
    lines = [*(f"wrote {name}" for name in names), "python -m pytest test_lift.py tests it"]
    assert (result.exit_code, result.stdout.splitlines()) == (0, lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


def test_an_invalid_name_is_an_error_of_the_user(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = heptagon("new-system", "Lift")
    assert result.exit_code == 2
    assert result.stderr.startswith("cannot call a system 'Lift': ")
