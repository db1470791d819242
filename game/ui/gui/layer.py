"""The layer of Dear ImGui over the window: one context, its frames, and the events that it receives."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Protocol

import arcade
from imgui_bundle import imgui, implot

from game.render import theme
from game.ui import ui_style
from game.ui.gui import keys, style
from game.ui.gui.placement import free_place, moved_inside
from game.ui.gui.renderer import GuiRenderer
from game.ui.ui_style import UiStyle
from game.ui.widgets.rounded_rect import Box

BUTTONS = {arcade.MOUSE_BUTTON_LEFT: 0, arcade.MOUSE_BUTTON_RIGHT: 1, arcade.MOUSE_BUTTON_MIDDLE: 2}

NAVIGATION = {
    arcade.key.LEFT,
    arcade.key.RIGHT,
    arcade.key.UP,
    arcade.key.DOWN,
    arcade.key.ENTER,
    arcade.key.NUM_ENTER,
}
"""Keys that move within the focused panel and change its values; the game gets all others, unless a text is edited."""

MIN_FRAME_TIME = 1e-3
"""Shortest time of a frame that Dear ImGui accepts, in s."""


UNPLACED = (
    imgui.WindowFlags_.child_window
    | imgui.WindowFlags_.tooltip
    | imgui.WindowFlags_.popup
    | imgui.WindowFlags_.no_mouse_inputs
)
"""Flags of windows of Dear ImGui that are no panels."""


class Closable(Protocol):
    """What a panel shows.

    is_open : whether it is shown; the button of the panel sets it to False
    """

    is_open: bool


@cache
def shared_layer(window: arcade.Window) -> "GuiLayer":
    """Return the one layer of a window."""
    return GuiLayer(window)


class GuiLayer:
    """Panels of Dear ImGui over the world. Positions within a frame are in UI units, y downwards.

    A screen forwards its events to the layer, which says whether it wants them, and draws its panels within a `frame`.

    fonts : the fonts of the game
    """

    def __init__(self, window: arcade.Window) -> None:
        imgui.create_context()
        implot.create_context()
        self._window, self._io = window, imgui.get_io()
        self._io.set_ini_filename("")
        self._io.set_log_filename("")
        self._io.backend_flags |= imgui.BackendFlags_.renderer_has_textures
        self._io.config_flags |= imgui.ConfigFlags_.nav_enable_keyboard
        self._io.config_windows_move_from_title_bar_only = True
        self.fonts = style.Fonts()
        self._renderer = GuiRenderer()
        self._styled_for: UiStyle | None = None
        self._pressed_on_panel = False
        self._reserved: list[Box] = []
        self._boxes: dict[str, Box] = {}
        self._placed_in: dict[str, tuple[float, float]] = {}
        platform = imgui.get_platform_io()
        platform.platform_get_clipboard_text_fn = lambda _: window.get_clipboard_text()
        platform.platform_set_clipboard_text_fn = lambda _, text: window.set_clipboard_text(text)

    @contextmanager
    def frame(self, elapsed: float, reserved: Iterable[Box] = ()) -> Iterator[None]:
        """Draw what is declared inside, ``elapsed`` s after the last frame.

        reserved : boxes that panels leave free where they can, in UI units
        """
        self._reserved, titles = list(reserved), self.boxes.keys()
        current = ui_style.current()
        if current != self._styled_for:
            self._styled_for = current
            style.apply()
        self._io.delta_time = max(elapsed, MIN_FRAME_TIME)
        self._io.display_size = imgui.ImVec2(*current.window_size)
        self._io.display_framebuffer_scale = imgui.ImVec2(current.pixels, current.pixels)
        imgui.new_frame()  # moves the panel whose title bar is dragged
        self._boxes = {panel.name: _box(panel) for panel in imgui.get_current_context().windows if panel.name in titles}
        try:
            yield
        finally:
            imgui.render()
        self._renderer.render(imgui.get_draw_data())

    @contextmanager
    def panel(
        self, title: str, owner: Closable, size: tuple[float, float], hint: str = "", takes_keys: bool = True
    ) -> Iterator[None]:
        """Declare a panel with a title bar and a button that closes it. It is as high as its content.

        It stands at a free place at the right, until the player drags it to another place in the window. If the size of
        the window changes, it goes back.

        size : width, and the height for which there should be room, in UI units
        hint : small text below the content
        takes_keys : whether arrow keys go to the panel while it is the last that was opened or clicked
        """
        window = ui_style.current().window_size
        margin = 2.0 * theme.MARGIN
        width, height = min(size[0], window[0] - margin), min(size[1], window[1] - margin)
        before = self._boxes.get(title)
        if before is None or self._placed_in[title] != window:
            self._placed_in[title] = window
            others = [*self._reserved, *(box for name, box in self._boxes.items() if name != title)]
            before = free_place((width, height), others, window)
        box = moved_inside(before, window)
        if self._boxes.get(title) != box:
            imgui.set_next_window_pos((box.left, window[1] - box.top))
        imgui.set_next_window_size_constraints((width, 0.0), (width, window[1] - margin))
        imgui.set_next_window_size((width, 0.0))
        flags = imgui.WindowFlags_.no_collapse | imgui.WindowFlags_.no_resize
        flags |= 0 if takes_keys else imgui.WindowFlags_.no_nav | imgui.WindowFlags_.no_focus_on_appearing
        imgui.push_font(self.fonts.bold, 0.0)
        imgui.push_style_var(imgui.StyleVar_.frame_padding, imgui.ImVec2(theme.PADDING, 8.0))
        _, is_open = imgui.begin(title, True, flags)
        imgui.pop_style_var()
        imgui.pop_font()
        try:
            yield
            if hint:
                imgui.push_font(self.fonts.text, style.SMALL_SIZE)
                imgui.push_style_color(imgui.Col_.text, style.rgba(theme.TEXT_FAINT))
                imgui.text_wrapped(hint)
                imgui.pop_style_color()
                imgui.pop_font()
        finally:
            imgui.end()
        owner.is_open = bool(is_open)

    @property
    def boxes(self) -> dict[str, Box]:
        """The boxes of the panels of the last frame, by their titles, in UI units."""
        windows = imgui.get_current_context().windows
        return {panel.name: _box(panel) for panel in windows if panel.active and not panel.flags & UNPLACED}

    def clear_keys(self) -> None:
        """Release all keys: something else receives the events of their release."""
        self._io.clear_input_keys()

    def move(self, x: float, y: float) -> bool:
        """Forward a position of the mouse, in units of the window; return whether it is on a panel or drags it."""
        left, up = ui_style.current().to_units(x, y)
        self._io.add_mouse_pos_event(left, ui_style.current().window_size[1] - up)
        return self._pressed_on_panel or self._is_on_panel(x, y)

    def press(self, x: float, y: float, button: int) -> bool:
        """Forward a button press; return whether it was on a panel."""
        self._pressed_on_panel = self.move(x, y)
        if button in BUTTONS:
            self._io.add_mouse_button_event(BUTTONS[button], True)
        return self._pressed_on_panel

    def release(self, x: float, y: float, button: int) -> bool:
        """Forward a button release; return whether the button was pressed on a panel."""
        self.move(x, y)
        if button in BUTTONS:
            self._io.add_mouse_button_event(BUTTONS[button], False)
        was_pressed_on_panel, self._pressed_on_panel = self._pressed_on_panel, False
        return was_pressed_on_panel

    def scroll(self, x: float, y: float, notches: float) -> bool:
        """Forward a turn of the wheel; return whether it was on a panel."""
        self.move(x, y)
        self._io.add_mouse_wheel_event(0.0, notches)
        return self._is_on_panel(x, y)

    def key(self, symbol: int, modifiers: int, is_down: bool) -> bool:
        """Forward a key; return whether a panel receives it."""
        for modifier, name in keys.MODIFIERS.items():
            self._io.add_key_event(name, bool(modifiers & modifier))
        takes_all = self._io.want_text_input or self._has_dialog()
        is_taken = takes_all or (self._io.want_capture_keyboard and symbol in NAVIGATION)
        if symbol in keys.SYMBOLS and (is_taken or not is_down):
            self._io.add_key_event(keys.SYMBOLS[symbol], is_down)
        return is_taken

    def text(self, text: str) -> bool:
        """Forward typed characters without lone surrogates; return whether a field receives them."""
        self._io.add_input_characters_utf8(text.encode("utf-8", "ignore").decode())
        return self._io.want_text_input

    def _is_on_panel(self, x: float, y: float) -> bool:
        """Whether a point of the window is on a panel of the last frame; an open dialog takes every point."""
        if self._has_dialog():
            return True
        x, y = ui_style.current().to_units(x, y)
        y = ui_style.current().window_size[1] - y
        panels = (panel for panel in imgui.get_current_context().windows if panel.active)
        return any(_contains(panel, x, y) for panel in panels if not panel.flags & imgui.WindowFlags_.no_mouse_inputs)

    def _has_dialog(self) -> bool:
        """Whether a popup is open."""
        return imgui.is_popup_open("", imgui.PopupFlags_.any_popup_id | imgui.PopupFlags_.any_popup_level)


def _box(panel: imgui.internal.Window) -> Box:
    """Return the box of a panel, in UI units."""
    return Box(panel.pos.x, ui_style.current().window_size[1] - panel.pos.y, panel.size.x, panel.size.y)


def _contains(panel: imgui.internal.Window, x: float, y: float) -> bool:
    return panel.pos.x <= x < panel.pos.x + panel.size.x and panel.pos.y <= y < panel.pos.y + panel.size.y
