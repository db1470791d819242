"""Names that a file may have on every system."""

import os
import re

RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
"""Names that Windows reserves for devices, with any suffix."""

MAX_BYTES = 200
"""Bytes of a name at most: file systems allow 255, and a temporary file has a longer name."""


def name_fault(name: str) -> str:
    """Return why no file should have a name, and what is allowed; "" if it may have it on every system."""
    stem = device_name(name)
    if stem:
        return f"Windows reserves the name {stem} for a device; allowed: another name"
    if name != name.rstrip(" ."):
        return "Windows drops dots and spaces at the end of a name; allowed: a name without them"
    if (length := len(os.fsencode(name))) > MAX_BYTES:
        return f"its name has {length} bytes; allowed: up to {MAX_BYTES} bytes"
    return ""


def device_name(name: str) -> str:
    """Return the name of the device of Windows that a file name stands for, such as con of con.toml; else ""."""
    stem = name.partition(".")[0].rstrip(" ")
    return stem if RESERVED.fullmatch(stem) else ""
