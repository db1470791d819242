"""Steps of scenarios that drive panels of Dear ImGui in the real window; see `tests.display`."""

STEPS = """
from arcade import MOUSE_BUTTON_LEFT as LEFT, MOUSE_BUTTON_RIGHT as RIGHT
from game.ui import ui_style

rects = {}

def record_places():
    "Record where sliders and buttons are drawn."
    from imgui_bundle import imgui
    from game.ui.gui import slider
    draw_track = slider._draw_track
    def keep(name):
        rects[name] = imgui.get_item_rect_min(), imgui.get_item_rect_max()
    def track(model, scale):
        keep((model.name, model.material))
        draw_track(model, scale)
    def recorded(draw):
        def call(label, *arguments):
            result = draw(label, *arguments)
            keep(label)
            return result
        return call
    slider._draw_track = track
    for name in ("button", "tree_node_ex", "checkbox"):
        setattr(imgui, name, recorded(getattr(imgui, name)))

def shorten_double_clicks():
    "Two clicks a while apart are no double click."
    sys.modules["imgui_bundle"].imgui.get_io().mouse_double_click_time = 0.15

def at(window, x, y):
    "Return a point of the window, from a point of Dear ImGui."
    unit = ui_style.current().unit
    return round(unit * x), round(window.height - unit * y)

def place(window, label):
    "Return a point on a button by its label."
    low, high = rects[label]
    return at(window, low.x + 20.0, 0.5 * (low.y + high.y))

def click(window, x, y, button=LEFT):
    "Click, and wait until the next click is not the second of a double click."
    window.dispatch_event("on_mouse_motion", x, y, 0, 0)
    window.dispatch_event("on_mouse_press", x, y, button, 0)
    yield from frames(2)
    window.dispatch_event("on_mouse_release", x, y, button, 0)
    start = time.perf_counter()
    yield from until(lambda: time.perf_counter() > start + 0.2)  # no double click

def tap(window, symbol, modifiers=0, text=""):
    "Press and release a key."
    window.dispatch_event("on_key_press", symbol, modifiers)
    if text:
        window.dispatch_event("on_text", text)
    yield from frames(2)
    window.dispatch_event("on_key_release", symbol, modifiers)
    yield from frames(2)
"""


def record_panels(desktop, folder, level, scenario):
    """Run a scenario with these steps on the text of a level, named a.toml; return what it recorded."""
    (folder / "a.toml").write_text(level, "utf-8")
    return desktop.play(STEPS + scenario, folder)
