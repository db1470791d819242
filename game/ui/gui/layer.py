"""The layer of Dear ImGui over the window: one context, its frames, and the events that it receives."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import arcade
from imgui_bundle import imgui, implot

from game.ui import ui_style
from game.ui.gui import keys, style
from game.ui.gui.renderer import GuiRenderer
from game.ui.ui_style import UiStyle

BUTTONS = {arcade.MOUSE_BUTTON_LEFT: 0, arcade.MOUSE_BUTTON_RIGHT: 1, arcade.MOUSE_BUTTON_MIDDLE: 2}

MIN_FRAME_TIME = 1e-3
"""Shortest time of a frame that Dear ImGui accepts, in s."""


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
        self.fonts = style.Fonts()
        self._renderer = GuiRenderer()
        self._styled_for: UiStyle | None = None
        self._pressed_on_panel = False
        platform = imgui.get_platform_io()
        platform.platform_get_clipboard_text_fn = lambda _: window.get_clipboard_text()
        platform.platform_set_clipboard_text_fn = lambda _, text: window.set_clipboard_text(text)

    @contextmanager
    def frame(self, elapsed: float) -> Iterator[None]:
        """Draw what is declared inside, ``elapsed`` s after the last frame."""
        current = ui_style.current()
        if current != self._styled_for:
            self._styled_for = current
            style.apply()
        self._io.delta_time = max(elapsed, MIN_FRAME_TIME)
        self._io.display_size = imgui.ImVec2(*current.window_size)
        self._io.display_framebuffer_scale = imgui.ImVec2(current.pixels, current.pixels)
        imgui.new_frame()
        try:
            yield
        finally:
            imgui.render()
        self._renderer.render(imgui.get_draw_data())

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
        if symbol in keys.SYMBOLS:
            self._io.add_key_event(keys.SYMBOLS[symbol], is_down)
        return self._io.want_text_input or self._has_dialog()

    def text(self, text: str) -> bool:
        """Forward typed characters; return whether a field receives them."""
        self._io.add_input_characters_utf8(text)
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


def _contains(panel: imgui.internal.Window, x: float, y: float) -> bool:
    return panel.pos.x <= x < panel.pos.x + panel.size.x and panel.pos.y <= y < panel.pos.y + panel.size.y
