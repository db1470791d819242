"""The keys of pyglet in Dear ImGui."""

from arcade import key
from imgui_bundle import imgui

SYMBOLS: dict[int, imgui.Key] = {
    key.TAB: imgui.Key.tab,
    key.BACKSPACE: imgui.Key.backspace,
    key.ENTER: imgui.Key.enter,
    key.NUM_ENTER: imgui.Key.keypad_enter,
    key.ESCAPE: imgui.Key.escape,
    key.DELETE: imgui.Key.delete,
    key.SPACE: imgui.Key.space,
    key.LEFT: imgui.Key.left_arrow,
    key.RIGHT: imgui.Key.right_arrow,
    key.UP: imgui.Key.up_arrow,
    key.DOWN: imgui.Key.down_arrow,
    key.PAGEUP: imgui.Key.page_up,
    key.PAGEDOWN: imgui.Key.page_down,
    key.HOME: imgui.Key.home,
    key.END: imgui.Key.end,
    **{ord(letter): getattr(imgui.Key, letter) for letter in "acvxyz"},
}
"""Keys that edit and navigate; characters come as text."""

MODIFIERS: dict[int, imgui.Key] = {
    key.MOD_CTRL: imgui.Key.mod_ctrl,
    key.MOD_SHIFT: imgui.Key.mod_shift,
    key.MOD_ALT: imgui.Key.mod_alt,
    key.MOD_COMMAND: imgui.Key.mod_super,
}
