"""Key bindings, and the keys that a player may choose."""

import re

import pytest

from game.ui.input.keymap import KEYMAP, Action, Group, KeyMap, Row, find_mistakes, normalize


def mistakes(custom):
    return [(where, message.partition(";")[0]) for where, message in find_mistakes(custom)]


def test_every_action_has_a_key_and_no_key_has_two_actions():
    assert [binding.action for binding in KEYMAP] == list(Action)
    keys = [key for action in Action for key in KeyMap().keys(action)]
    assert len(keys) == len(set(keys))
    assert [normalize(key) for key in keys] == keys
    assert mistakes({binding.action.label: binding.keys for binding in KEYMAP}) == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        *(("p", "P"), ("ß", "ß"), ("ö", "Ö"), ("+", "+"), (" ", "Space"), ("space", "Space"), ("Delete", "Del")),
        *(("ctrl + SPACE", "Ctrl+Space"), ("Shift+Ctrl+f2", "Ctrl+Shift+F2"), ("Ctrl++", "Ctrl++")),
        ("Alt+num +", "Alt+Num +"),
    ],
)
def test_names_of_keys_are_normalized(written, key):
    assert normalize(written) == key


@pytest.mark.parametrize("written", ["", "Spcae", "Ctrl+", "Ctrl", "PP", "F13", "Ctrl+Ö", "\x1b"])
def test_an_unknown_key_raises_value_error(written):
    with pytest.raises(ValueError, match=f"^{re.escape(written)}$"):
        normalize(written)


def test_custom_keys_replace_the_default_ones():
    keys = KeyMap({"pause": ("P", "Ctrl+Space"), "faster": ("F",)})
    assert keys.keys(Action.PAUSE) == ("P", "Ctrl+Space")
    assert (keys.keys(Action.PUT), keys.caption(Action.PUT)) == ((), "")
    assert keys.keys(Action.FASTER) == ("F",)  # no longer = and Num +
    rows = keys.rows(Group.TIME)
    assert rows[0] == Row("P  Ctrl Space", "pause or resume")
    assert Row("\N{MINUS SIGN} F", "slower, faster") in rows
    assert "add a ball" not in [row.description for row in keys.rows(Group.BALLS)]


def test_the_help_writes_a_common_modifier_once():
    assert Row("Shift ← → ↑ ↓", "move the view") in KeyMap().rows(Group.VIEW)
    assert Row("PgUp  PgDn", "louder, quieter") in KeyMap().rows(Group.WINDOW)


def test_every_mistake_is_reported():
    custom = {"puase": ("P",), "pause": ("Spcae", "x"), "put": ("q", "X")}
    assert mistakes(custom) == [
        (("puase",), "unknown action"),
        (("pause", 0), 'unknown key "Spcae"'),
        (("put", 1), '"X" is already a key of "pause"'),
    ]
    messages = [message for _, message in find_mistakes(custom)]
    assert 'did you mean "pause"?' in messages[0]
    assert 'did you mean "Space"?' in messages[1]


def test_help_and_quit_keep_a_key():
    assert mistakes({"pause": ("Esc",)}) == [(("pause", 0), 'takes the last key of "quit"')]
    assert mistakes({"pause": ("Esc",), "quit": ("Q",)}) == []
    assert mistakes({"pause": ("F1",)}) == []  # the key ? is left
    assert mistakes({"pause": ("F1", "?")}) == [(("pause", 0), 'takes the last key of "help"')]


def test_every_action_has_a_text_of_its_own():
    texts = [binding.own_description for binding in KEYMAP]
    assert len(set(texts)) == len(KEYMAP)
    assert all(texts)
