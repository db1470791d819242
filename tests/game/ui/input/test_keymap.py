"""Which key does what, and what a player may change about it."""

import re

import pytest

from game.ui.input.keymap import KEYMAP, Action, Group, KeyMap, Row, find_mistakes, normalize


def told(own):
    return [(where, message.partition(";")[0]) for where, message in find_mistakes(own)]


def test_every_action_has_a_key_and_no_key_has_two():
    assert [binding.action for binding in KEYMAP] == list(Action)
    keys = [key for action in Action for key in KeyMap().keys(action)]
    assert len(keys) == len(set(keys))
    assert [normalize(key) for key in keys] == keys
    assert told({binding.action.label: binding.keys for binding in KEYMAP}) == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        *(("p", "P"), ("ß", "ß"), ("ö", "Ö"), ("+", "+"), (" ", "Space"), ("space", "Space"), ("Delete", "Del")),
        *(("ctrl + SPACE", "Ctrl+Space"), ("Shift+Ctrl+f2", "Ctrl+Shift+F2"), ("Ctrl++", "Ctrl++")),
        ("Alt+num +", "Alt+Num +"),
    ],
)
def test_a_key_has_one_name(written, key):
    assert normalize(written) == key


@pytest.mark.parametrize("written", ["", "Spcae", "Ctrl+", "Ctrl", "PP", "F13", "Ctrl+Ö", "\x1b"])
def test_what_is_no_key_has_none(written):
    with pytest.raises(ValueError, match=f"^{re.escape(written)}$"):
        normalize(written)


def test_the_keys_of_the_player_take_the_place_of_the_usual_ones():
    keys = KeyMap({"pause": ("P", "Ctrl+Space"), "faster": ("F",)})
    assert keys.keys(Action.PAUSE) == ("P", "Ctrl+Space")
    assert (keys.keys(Action.PUT), keys.caption(Action.PUT)) == ((), "")
    assert keys.keys(Action.FASTER) == ("F",)  # neither = nor Num + any more
    rows = keys.rows(Group.TIME)
    assert rows[0] == Row("P  Ctrl Space", "pause, and go on")
    assert Row("\N{MINUS SIGN} F", "slower, faster") in rows
    assert "put a ball" not in [row.description for row in keys.rows(Group.BALLS)]


def test_the_help_names_what_several_keys_have_in_common_once():
    assert Row("Shift ← → ↑ ↓", "move the view") in KeyMap().rows(Group.VIEW)
    assert Row("PgUp  PgDn", "louder, quieter") in KeyMap().rows(Group.WINDOW)


def test_every_mistake_is_told():
    own = {"puase": ("P",), "pause": ("Spcae", "x"), "put": ("q", "X")}
    assert told(own) == [
        (("puase",), "unknown action"),
        (("pause", 0), 'unknown key "Spcae"'),
        (("put", 1), '"X" is a key of "pause" already'),
    ]
    messages = [message for _, message in find_mistakes(own)]
    assert 'did you mean "pause"?' in messages[0]
    assert 'did you mean "Space"?' in messages[1]


def test_help_and_quit_keep_a_key():
    assert told({"pause": ("Esc",)}) == [(("pause", 0), 'takes the last key of "quit"')]
    assert told({"pause": ("Esc",), "quit": ("Q",)}) == []
    assert told({"pause": ("F1",)}) == []  # ? is left
    assert told({"pause": ("F1", "?")}) == [(("pause", 0), 'takes the last key of "help"')]
