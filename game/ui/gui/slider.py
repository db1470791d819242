"""A slider of Dear ImGui with a mark at a reference value, and steps by keys and by the wheel."""

from math import isfinite
from typing import NamedTuple, Protocol

from imgui_bundle import imgui

from game.render import theme
from game.ui.gui import style

MINUS = "\N{MINUS SIGN}"

TRACK_WIDTH, FILL_WIDTH, HANDLE_RADIUS, MARK_HEIGHT = 2.5, 3.5, 6.5, 5.5
"""Line widths of a track and of its filled part, radius of the handle, and half the height of the mark, in UI units."""

VALUE_WIDTH, ICON_SIZE = 70.0, 20.0
"""Width of the column of values, and of the button that resets a value, in UI units."""

HIDDEN = (
    imgui.Col_.text,
    imgui.Col_.border,
    imgui.Col_.frame_bg,
    imgui.Col_.frame_bg_hovered,
    imgui.Col_.frame_bg_active,
    imgui.Col_.slider_grab,
    imgui.Col_.slider_grab_active,
)
"""Parts of a slider of Dear ImGui that are drawn otherwise."""


class SliderRange(Protocol):
    """The ends of a track, and whether they are the same place, as for a direction."""

    @property
    def low(self) -> float:
        """The value at the left end."""
        ...

    @property
    def high(self) -> float:
        """The value at the right end."""
        ...

    @property
    def is_circular(self) -> bool:
        """Whether both ends are the same place."""
        ...


class SliderModel(Protocol):
    """A quantity that a slider shows. The methods return a new value as the owner of the quantity wants it.

    value, level_value : the present value, and the reference
    is_tuned : whether the slider has the accent colour
    format : format of the value, for ``%``
    """

    value: float
    level_value: float
    is_tuned: bool

    @property
    def format(self) -> str:
        """Format of the value, for ``%``."""
        ...

    def fraction(self, value: float) -> float:
        """Return the position of a value on the track, from 0 to 1."""
        ...

    def snapped(self, value: float) -> float | None:
        """Return the new value for a position of the handle."""
        ...

    def typed(self, value: float) -> float | None:
        """Return the new value for a number that was typed."""
        ...

    def stepped(self, steps: int, fine: bool) -> float | None:
        """Return the new value some steps away from the present one."""
        ...


class SliderChange(NamedTuple):
    """What a slider has done in a frame: whether it has changed, and the new value, None for the reference."""

    is_made: bool
    value: float | None = None


NO_CHANGE = SliderChange(is_made=False)


def slider(model: SliderModel, track: SliderRange) -> SliderChange:
    """Draw a slider and its value, with room for a `reset_button` beside it; return what the player has changed.

    Ctrl and a click, or Enter, turn it into a field for a number.
    """
    spacing, right = imgui.get_style().item_spacing.x, imgui.get_content_region_avail().x
    is_typing = imgui.get_io().want_text_input and imgui.get_id("##value") == imgui.internal.get_active_id()
    for part in () if is_typing else HIDDEN:
        imgui.push_style_color(part, style.rgba(theme.PANEL, 0.0))
    imgui.set_next_item_width(right - ICON_SIZE - VALUE_WIDTH - 2.0 * spacing)
    is_changed, value = imgui.slider_float("##value", model.value, track.low, track.high, model.format)
    imgui.pop_style_color(0 if is_typing else len(HIDDEN))
    change = _change(model, value, is_changed, is_typing)
    if not is_typing:
        _draw_track(model, track)
    _draw_value(model)
    return change


def _change(model: SliderModel, value: float, is_changed: bool, is_typing: bool) -> SliderChange:
    """Return the change by what was done with the last item, a slider that has returned a value."""
    if imgui.is_item_hovered() and imgui.is_mouse_double_clicked(0):
        return SliderChange(is_made=True)
    if is_changed and isfinite(value):
        return SliderChange(True, model.typed(float(f"{value:.7g}")) if is_typing else model.snapped(value))
    steps, fine = _steps()
    return SliderChange(True, model.stepped(steps, fine)) if steps else NO_CHANGE


def reset_button(is_visible: bool) -> bool:
    """Draw a small button with an arrow that turns back, or leave its room; return whether it was pressed."""
    size = imgui.ImVec2(ICON_SIZE, imgui.get_frame_height())
    if not is_visible:
        imgui.dummy(size)
        return False
    imgui.push_item_flag(imgui.ItemFlags_.no_nav, True)
    is_pressed = imgui.invisible_button("reset", size)
    imgui.pop_item_flag()
    low, high = imgui.get_item_rect_min(), imgui.get_item_rect_max()
    color = rgba_u32(theme.TEXT_ACCENT if imgui.is_item_hovered() else theme.TEXT_FAINT)
    x, y, radius = 0.5 * (low.x + high.x), 0.5 * (low.y + high.y), 5.0
    lines = imgui.get_window_draw_list()
    lines.path_arc_to((x, y), radius, -2.2, 2.6)
    lines.path_stroke(color, 1.6)
    corner = x + radius * -0.59, y + radius * -0.81
    tail, head, inner = ((corner[0] + dx, corner[1] + dy) for dx, dy in ((-3.5, -1.5), (3.0, -3.5), (1.5, 3.5)))
    lines.add_triangle_filled(tail, head, inner, color)
    imgui.set_item_tooltip("reset")
    return is_pressed


def _steps() -> tuple[int, bool]:
    """Return the steps by arrow keys or the wheel on the last item, and whether they are fine."""
    steps, fine = 0, imgui.get_io().key_shift
    if imgui.is_item_focused() and not imgui.get_io().want_text_input:
        steps = imgui.is_key_pressed(imgui.Key.right_arrow) - imgui.is_key_pressed(imgui.Key.left_arrow)
        if steps:
            imgui.set_nav_cursor_visible(True)
    wheel = imgui.get_io().mouse_wheel
    if imgui.set_item_key_owner(imgui.Key.mouse_wheel_y) and wheel:
        return (1 if wheel > 0.0 else -1), True
    return steps, fine


def _draw_track(model: SliderModel, track: SliderRange) -> None:
    """Draw track, filled part, mark at the reference value, and handle over the last item."""
    low, high, grab = imgui.get_item_rect_min(), imgui.get_item_rect_max(), imgui.get_style().grab_min_size
    left, width = low.x + 2.0 + 0.5 * grab, high.x - low.x - 4.0 - grab  # as Dear ImGui places its handle
    y, lines = 0.5 * (low.y + high.y), imgui.get_window_draw_list()
    faint, color = rgba_u32(theme.TEXT, 0.2), rgba_u32(theme.TEXT_ACCENT if model.is_tuned else theme.TEXT)
    value, mark, zero = (
        left + width * min(max(model.fraction(one), 0.0), 1.0)
        for one in (model.value, model.level_value, model.level_value if track.is_circular else 0.0)
    )
    lines.add_line((left, y), (left + width, y), faint, TRACK_WIDTH)
    lines.add_line((zero, y), (value, y), color, FILL_WIDTH)
    lines.add_line((mark, y - MARK_HEIGHT), (mark, y + MARK_HEIGHT), rgba_u32(theme.TEXT, 0.6), 1.5)
    radius = HANDLE_RADIUS + (1.5 if imgui.is_item_hovered() or imgui.is_item_active() else 0.0)
    lines.add_circle_filled((value, y), radius, rgba_u32(theme.PANEL))
    lines.add_circle_filled((value, y), radius - 1.5, color)


def _draw_value(model: SliderModel) -> None:
    """Draw the value right of the last item."""
    text = model.format % model.value if "%" in model.format else model.format
    imgui.same_line()
    left, width = imgui.get_cursor_pos_x(), imgui.calc_text_size(text).x
    imgui.set_cursor_pos_x(left + VALUE_WIDTH - width)
    imgui.text_colored(style.rgba(theme.TEXT_ACCENT if model.is_tuned else theme.TEXT), text.replace("-", MINUS))


def rgba_u32(color: theme.Color, opacity: float = 1.0) -> int:
    """Return a colour of the current theme with an opacity, for a draw list."""
    return int(imgui.get_color_u32(style.rgba(color, opacity)))
