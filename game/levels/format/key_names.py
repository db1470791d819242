"""Names of keys: they can be written without a window and without a keyboard."""

SPECIAL = (
    *("Space", "Tab", "Enter", "Backspace", "Esc", "Ins", "Del", "Home", "End", "PgUp", "PgDn"),
    *("Left", "Right", "Up", "Down"),
    *(f"F{k}" for k in range(1, 13)),
    *(f"Num {sign}" for sign in "0123456789+-*/."),
)
"""Names of keys that type no character; any other key is named by its character."""

ALIASES = {
    **{name.casefold(): name for name in SPECIAL},
    "escape": "Esc",
    "delete": "Del",
    "insert": "Ins",
    "return": "Enter",
    "spacebar": "Space",
    " ": "Space",
    "pageup": "PgUp",
    "page up": "PgUp",
    "pagedown": "PgDn",
    "page down": "PgDn",
    "control": "Ctrl",
}


def key_name(text: str) -> str:
    """Return the one spelling of the name of a key without modifiers; raise ValueError if there is no such key."""
    name = ALIASES.get(text.casefold()) or ALIASES.get(text.strip().casefold())
    if name is None and len(text) == 1 and text.isprintable():
        name = text.upper() if len(text.upper()) == 1 else text
    if name is None or name == "Ctrl":
        raise ValueError(text)
    return name
