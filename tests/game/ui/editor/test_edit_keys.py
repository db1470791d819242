"""The keys of the edit mode."""

from tests.machine import needs_opengl

with needs_opengl():
    from arcade import key

    from game.ui.editor.commands import EditCommands
    from game.ui.editor.edit_keys import EDIT_KEYS, command_of_key


def test_every_key_has_a_command_and_no_key_has_two():
    assert all(callable(getattr(EditCommands, row.command)) for row in EDIT_KEYS)
    assert len({(row.symbol, row.modifiers) for row in EDIT_KEYS}) == len(EDIT_KEYS)


def test_control_and_command_are_the_same_and_locks_do_not_matter():
    assert command_of_key(key.Z, key.MOD_CTRL) == "undo"
    assert command_of_key(key.Z, key.MOD_COMMAND | key.MOD_SHIFT | key.MOD_CAPSLOCK) == "redo"
    assert command_of_key(key.Z, 0) is None
