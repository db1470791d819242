"""A widget for each kind of field: it shows a value, and returns the new one when the player changes it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from imgui_bundle import imgui

from game.files.counted import counted
from game.levels.editing.frame import rounded
from game.levels.editing.property_sheet import Kind, Property
from game.render import theme
from game.ui.gui.style import rgba

Value = Any
Widget = Callable[[Property, Value, Sequence[str]], Value]

DRAG_PART = 0.005
"""Change of a large number for a UI unit of a drag, as a part of its size."""

DRAG_SPEEDS = {"m": 0.01, "m/s": 0.05, "m/s2": 0.05, "deg": 1.0, "deg/s": 1.0, "s": 0.02}
"""Change of a small number for a UI unit of a drag, by unit."""

DRAG_SPEED = 0.005
"""The same for other units, and for pure numbers."""

TEXT_HEIGHT = 76.0
"""Height of a field for long texts, in UI units."""

LONG_TEXT = 200
"""A text that may be longer than this has a field of several lines."""

SWATCHES = 5
"""Colours in a row."""

DIALOG_COLOR = "#808080"
"""The colour that an unset field shows first when it is edited."""


def draw_widget(field: Property, value: Value, materials: Sequence[str]) -> Value:
    """Declare the widget of a field; return its value, which is the same object unless the player changed it.

    value : the present value, or the default; None if there is none
    materials : names of the materials of the level
    """
    imgui.set_next_item_width(-1.0)
    return WIDGETS[field.kind](field, value, materials)


def _number(field: Property, value: Value, _: Sequence[str]) -> Value:
    old = float(value or 0.0)
    is_changed, new = imgui.drag_float(_label(field), old, _speed(field, old), *_range(field), _format(field))
    return _limited(field, new) if is_changed else value


def _integer(field: Property, value: Value, _: Sequence[str]) -> Value:
    old = int(value or 0)
    is_changed, new = imgui.input_int(_label(field), old)
    if not is_changed:
        return value
    low, high = field.low, field.high
    new = new if low is None else max(new, int(low))
    return new if high is None else min(new, int(high))


def _pair(field: Property, value: Value, _: Sequence[str]) -> Value:
    old = [float(part) for part in value or (0.0, 0.0)]
    speed = max(_speed(field, part) for part in old)
    is_changed, new = imgui.drag_float2(_label(field), old, speed, *_range(field), _format(field))
    return [_limited(field, part) for part in new] if is_changed else value


def _flag(field: Property, value: Value, _: Sequence[str]) -> Value:
    is_changed, new = imgui.checkbox(_label(field), bool(value))
    return new if is_changed else value


def _choice(field: Property, value: Value, _: Sequence[str]) -> Value:
    return _combo(field, value, field.choices)


def _material(field: Property, value: Value, materials: Sequence[str]) -> Value:
    return _combo(field, value, materials)


def _combo(field: Property, value: Value, choices: Sequence[str]) -> Value:
    chosen = value
    if imgui.begin_combo(_label(field), str(value) if value else "default"):
        for choice in choices:
            if imgui.selectable(choice, choice == value)[0]:
                chosen = choice
        imgui.end_combo()
    return chosen


def _text(field: Property, value: Value, _: Sequence[str]) -> Value:
    old = str(value or "")
    if field.high is not None and field.high > LONG_TEXT:
        flags = imgui.InputTextFlags_.word_wrap
        is_changed, new = imgui.input_text_multiline(_label(field), old, (-1.0, TEXT_HEIGHT), flags)
    else:
        is_changed, new = imgui.input_text(_label(field), old)
    return new if is_changed else value


def _color(field: Property, value: Value, _: Sequence[str]) -> Value:
    new = _edited_color(_label(field), str(value or DIALOG_COLOR))
    return new if new is not None else value


def _colors(field: Property, value: Value, _: Sequence[str]) -> Value:
    colors = list(value or ())
    changed = None
    for k, color in enumerate(colors):
        if k % SWATCHES:
            imgui.same_line(0.0, 3.0)
        new = _edited_color(f"##{field.name}{k}", color, imgui.ColorEditFlags_.no_inputs)
        if new is not None:
            changed = [*colors[:k], new, *colors[k + 1 :]]
    if imgui.small_button(f"+##{field.name}"):
        changed = [*colors, colors[-1] if colors else DIALOG_COLOR]
    if len(colors) > 1:
        imgui.same_line()
        if imgui.small_button(f"\N{MINUS SIGN}##{field.name}"):
            changed = colors[:-1]
    return value if changed is None else changed


def _points(field: Property, value: Value, _: Sequence[str]) -> Value:
    points = [list(point) for point in value or () if len(point) == 2]
    imgui.text_disabled(counted(len(value or ()), "point"))
    if len(points) != len(value or ()) or not imgui.tree_node(f"edit##{field.name}"):
        return value
    changed = None
    for k, point in enumerate(points):
        imgui.set_next_item_width(-1.0)
        is_changed, new = imgui.input_float2(f"##{field.name}{k}", point, "%.4g")
        if is_changed:
            changed = [*points[:k], [rounded(part) for part in new], *points[k + 1 :]]
    imgui.tree_pop()
    return value if changed is None else changed


def _names(field: Property, value: Value, _: Sequence[str]) -> Value:
    """Declare a list of texts as one text, with commas between them."""
    is_changed, new = imgui.input_text(_label(field), ", ".join(value or ()))
    return [name.strip() for name in new.split(",") if name.strip()] if is_changed else value


def _table(field: Property, value: Value, _: Sequence[str]) -> Value:  # noqa: ARG001
    """Declare nothing: the fields of a table follow it."""
    imgui.text_disabled("")
    return value


WIDGETS: dict[Kind, Widget] = {
    "number": _number,
    "integer": _integer,
    "flag": _flag,
    "choice": _choice,
    "material": _material,
    "text": _text,
    "color": _color,
    "colors": _colors,
    "vector": _pair,
    "range": _pair,
    "points": _points,
    "names": _names,
    "table": _table,
}


def _label(field: Property) -> str:
    return f"##{field.name}"


def _speed(field: Property, value: float) -> float:
    """Return the change of a number for a UI unit of a drag."""
    return max(DRAG_PART * abs(value), DRAG_SPEEDS.get(field.unit, DRAG_SPEED))


def _range(field: Property) -> tuple[float, float]:
    """Return the limits of a drag; equal ones are none."""
    return (0.0, 0.0) if field.low is None or field.high is None else (field.low, field.high)


def _limited(field: Property, value: float) -> float:
    """Return a number as it is written, within the closed limits of its field."""
    value = rounded(value)
    if field.low is not None and not field.open_low:
        value = max(value, field.low)
    if field.high is not None and not field.open_high:
        value = min(value, field.high)
    return value


def _format(field: Property) -> str:
    unit = field.unit.replace("m/s2", "m/s\N{SUPERSCRIPT TWO}").replace("%", "%%")
    return f"%.4g {unit}".rstrip()


def _edited_color(label: str, value: str, flags: int = 0) -> str | None:
    """Declare a colour; return the new one, or None if it was not changed."""
    known = value if re.fullmatch("#[0-9a-fA-F]{6}", value) else DIALOG_COLOR
    shown = imgui.ImVec4(*rgba(known))
    is_changed, new = imgui.color_edit3(label, shown, flags | imgui.ColorEditFlags_.display_hex)
    if not is_changed:
        return None
    return "#" + "".join(f"{round(255.0 * part):02x}" for part in (new.x, new.y, new.z))


def label_color(is_set: bool) -> theme.Color:
    """Return the colour of the name of a field that the level sets, or that has its default."""
    return theme.TEXT if is_set else theme.TEXT_FAINT
