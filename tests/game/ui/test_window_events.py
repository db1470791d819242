"""Random events of the window, in any order and with odd values: none of them ends the game."""

import pytest

FUZZ = """
import random
from game.render.export import encoder_process
from game.files import new_file
encoder_process.find_spec = lambda name: None  # webp, which Pillow writes
new_file.output_folders = lambda: iter([folder / "kept"])

BUTTONS = [0, 1, 2, 4, 8, 16, 255, -1]
SYMBOLS = [*(value for name, value in sorted(vars(key).items()) if name.isupper() and isinstance(value, int)),
    0, -1, 2**31, 0x10FFFF, 0xD800, 0x20AC]
SYMBOLS = [symbol for symbol in SYMBOLS if symbol != key.F3]  # a video is encoded in another process
MODIFIERS = [0, 0, 0, key.MOD_SHIFT, key.MOD_CTRL, key.MOD_CTRL | key.MOD_SHIFT, key.MOD_ALT, 2**15, -1]
TEXTS = ["a", " ", ".", "\\ud800", "\\udfff", "\\x00", "\\r", "\\u0130", "\\U0001f3b1", "", "ab" * 99, "\\u202e"]
MOTIONS = [value for name, value in vars(key).items() if name.startswith("MOTION_")] + [0, -1]
DISTANCES = [0, 1, -1, 7, 40, 10**6, -10**9]

def event(draw, window):
    width, height = window.get_size()
    near = lambda side: draw.choice([draw.uniform(-5, side + 5), 0, side, -1e6, 1e9, int(draw.uniform(0, side))])
    x, y = near(width), near(height)
    dx, dy = draw.choice(DISTANCES), draw.choice(DISTANCES)
    button, held, modifiers = draw.choice(BUTTONS), draw.randrange(8), draw.choice(MODIFIERS)
    files = [[], [""], ["/"], ["missing.toml"], ["a.rec", "b.npz"], ["\\udcff.toml"], ["x" * 5000], [str(folder)],
        [str(folder / "b.toml")], [str(folder / "bad.toml")], [str(folder / "bad.npz")], [str(folder / "bad.svg")]]
    return draw.choice([
        ("on_mouse_press", x, y, button, modifiers), ("on_mouse_release", x, y, button, modifiers),
        ("on_mouse_press", x, y, 1, modifiers), ("on_mouse_press", x, y, 4, modifiers),
        ("on_mouse_drag", x, y, dx, dy, held, modifiers), ("on_mouse_motion", x, y, dx, dy),
        ("on_mouse_drag", x, y, dx, dy, 1, modifiers), ("on_mouse_release", x, y, 1, modifiers),
        ("on_mouse_scroll", x, y, draw.choice(DISTANCES), draw.choice([*DISTANCES, 0.5, -0.1])),
        ("on_mouse_enter", x, y), ("on_mouse_leave", x, y),
        ("on_key_press", draw.choice(SYMBOLS), modifiers), ("on_key_release", draw.choice(SYMBOLS), modifiers),
        ("on_key_press", draw.choice(SYMBOLS), 0), ("on_key_press", key.SPACE, 0), ("on_key_press", key.ESCAPE, 0),
        ("on_key_press", key.Z, key.MOD_CTRL), ("on_key_press", key.Z, key.MOD_CTRL | key.MOD_SHIFT),
        ("on_text", draw.choice(TEXTS)), ("on_text_motion", draw.choice(MOTIONS)),
        ("on_text_motion_select", draw.choice(MOTIONS)),
        ("on_activate",), ("on_deactivate",), ("on_hide",), ("on_show",), ("on_expose",), ("on_move", -5000, 5000),
        ("on_resize", draw.choice([1, 0, 3000, width]), draw.choice([1, 0, 1, height])),
        ("on_file_drop", x, y, draw.choice(files)), ("on_close",),
    ])

def scenario(window, view):
    for name in ("bad.toml", "bad.npz", "bad.svg"):
        (folder / name).write_bytes(b"\\xff\\x00 no")
    close, window.close = window.close, lambda: None
    window.set_fullscreen = lambda *_, **__: None  # the desktop decides how long that takes
    window.set_clipboard_text("")
    clipboard = iter(range(10**9))
    def broken(*_):
        if next(clipboard) % 2:
            raise OSError("no clipboard")
        return "x"
    window.get_clipboard_text = window.set_clipboard_text = broken
    draw, done = random.Random(SEED), []
    try:
        for k in range(COUNT):
            for _ in range(draw.randrange(1, 6)):
                happened = event(draw, window)
                done.append(happened)
                window.dispatch_event(*happened)
            if k % 40 == 39:
                window.set_size(draw.choice([1, 50, 320, 640, 900]), draw.choice([1, 40, 240, 480]))
            yield
    except BaseException:
        print(*done[-12:], sep="\\n", file=sys.stderr)
        raise
    seen["frames"] = COUNT
    window.close = close

play(scenario)
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [21, 24, *range(30, 42)])
def test_no_event_ends_the_game(desktop, folder, seed):
    assert desktop.play(f"SEED, COUNT = {seed}, 250\n{FUZZ}", folder) == {"frames": 250}
