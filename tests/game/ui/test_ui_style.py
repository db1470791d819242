"""Theme, text size and reduced motion in the real window, and their preferences."""

import pytest

SCENARIO = """
from game.ui import preferences
from game.render import theme
from game.ui import ui_style
from game.ui.widgets.hud import Hud

def sharpness(picture):
    # steepest change of brightness from pixel to pixel
    return int(abs(np.diff(picture.mean(axis=2), axis=1)).max())

def hold(window, symbol, text=""):
    window.dispatch_event("on_key_press", symbol, key.MOD_ACCEL)
    if text:
        window.dispatch_event("on_text", text)
    yield from frames()

def saved():
    return Path(preferences.path()).read_text() if preferences.path().exists() else ""

def state(window, view):
    card = view._hud._facts
    width, height = window.get_framebuffer_size()
    picture = pixels(window)
    pixel = ui_style.current().pixels
    margin = round(18 * pixel)
    right, bottom = margin + round(card.width * pixel), margin + round(card.height * pixel)
    return {
        "backdrop": picture[height // 2, 2].mean(),
        "card": [right - margin, bottom - margin],
        "sharpness": sharpness(picture[margin:bottom, margin:right]),
        "message": view.message,
        "saved": saved(),
    }

def scenario(window, view):
    view.session.toggle_pause()
    view.look_at(view.subject._replace(center=(1e3, 0.0)))  # only the backdrop and the panels are visible
    seen["dark"] = state(window, view)
    for name in ("light", "contrast", "dark again"):
        yield from press(window, key.T, "t")
        yield from frames(12)
        seen[name] = state(window, view)
    seen["subject"] = view.subject.center[0]
    speed = view.session.clock.speed
    yield from hold(window, key.EQUAL, "=")
    yield from hold(window, key.PLUS, "+")
    for _ in range(3):
        yield from hold(window, key.NUM_ADD)
    seen["larger"] = state(window, view)
    yield from hold(window, key.KEY_0)
    for _ in range(9):
        yield from hold(window, key.MINUS, "-")
    seen["smaller"] = state(window, view)
    seen["speed"] = view.session.clock.speed == speed
    yield from hold(window, key.NUM_0)
    seen["usual"] = state(window, view)
    window.set_size(400, 300)
    yield from frames(10)
    seen["unit"], seen["room"] = ui_style.current().unit, ui_style.current().window_size
    window.set_size(640, 480)
    yield from frames(10)
    yield from press(window, key.F1)
    cards = [card for page in view._help._pages for column in page for card in column]
    seen["help"] = [max(card.width for card in cards), max(card.height for card in cards)]
    ui_style.set_current(ui_style.current()._replace(pixel_ratio=2.0))
    seen["twice"] = [card.width for card in cards]
    ui_style.fit_to_window(window)
    seen["once"] = [card.width for card in cards]
    Path(preferences.path()).unlink()
    Path(preferences.path()).mkdir()
    yield from press(window, key.T, "t")
    seen["unsaved"], seen["theme"] = view.message, ui_style.current().theme
    Path(preferences.path()).rmdir()

play(scenario, size=(960, 720))
"""

PREFERRED = """
from game.ui import preferences
from game.ui import ui_style
from game.ui.screens.title import TitleView

class Never:
    is_done = False

def scenario(window, view):
    yield from frames()
    seen["style"] = ui_style.current()[:3]
    error = view.problem_panel.error
    seen["mistakes"] = [str(problem) for problem in error.problems] if error else []
    title = TitleView(Never())
    window.show_view(title)
    for name in ("first", "later"):
        title.on_draw()
        width, height = window.get_framebuffer_size()
        screen = np.frombuffer(window.ctx.screen.read(components=3), np.uint8).reshape(height, width, 3)
        seen[name] = screen[int(0.45 * height) :].sum().item()
        title.time += 0.6
    window.show_view(view)

preferences.path().parent.mkdir(parents=True, exist_ok=True)
preferences.path().write_text({text!r})
play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    """Results of the scenario."""
    return desktop.play(SCENARIO, tmp_path_factory.mktemp("levels"))


def with_preferences(desktop, folder, text):
    return desktop.play(PREFERRED.replace("{text!r}", repr(text)), folder)


def test_the_theme_key_cycles_through_all_themes(seen):
    assert seen["dark"]["backdrop"] < 40
    assert seen["light"]["backdrop"] > 150
    assert seen["contrast"]["backdrop"] < 2
    assert seen["dark again"]["backdrop"] == seen["dark"]["backdrop"]
    assert [seen[name]["message"] for name in ("light", "contrast")] == ["theme: light", "theme: contrast"]
    assert seen["subject"] == 1e3, "the camera has not moved"


def test_the_theme_is_saved(seen):
    assert [seen[name]["saved"] for name in ("dark", "light", "contrast")] == [
        "",
        'theme = "light"\n',
        'theme = "contrast"\n',
    ]


def test_larger_text_stays_sharp(seen):
    (width, height), (wide, high) = seen["usual"]["card"], seen["larger"]["card"]
    assert (wide / width, high / height) == pytest.approx((2.0, 2.0), abs=0.1)
    assert seen["larger"]["sharpness"] >= 0.9 * seen["usual"]["sharpness"]
    assert "scale = 2.0" in seen["larger"]["saved"]


def test_smaller_text(seen):
    (width, height), (slim, low) = seen["usual"]["card"], seen["smaller"]["card"]
    assert (slim / width, low / height) == pytest.approx((0.5, 0.5), abs=0.05)
    assert seen["smaller"]["message"] == "text size: 50%"
    assert "scale = 1.0" in seen["usual"]["saved"]


def test_a_character_typed_with_ctrl_does_not_change_the_speed(seen):
    assert seen["speed"]


def test_a_small_window_has_small_text(seen):
    assert seen["unit"] < 1.0
    assert seen["room"][0] >= 480.0
    assert seen["room"][1] >= 360.0


def test_all_keys_fit_a_small_window(seen):
    width, height = seen["help"]
    assert width <= 640
    assert height <= 480


def test_sizes_do_not_depend_on_the_pixel_ratio(seen):
    assert seen["twice"] == pytest.approx(seen["once"], rel=0.06)  # text is laid out in whole pixels


def test_a_message_says_that_a_theme_cannot_be_saved(seen):
    assert seen["theme"] == "light"
    assert seen["unsaved"].startswith("theme: light, not saved: ")


def test_preferences_apply_from_the_start(desktop, tmp_path):
    seen = with_preferences(desktop, tmp_path, 'theme = "light"\nscale = 1.5\n')
    assert seen["style"] == ["light", 1.5, False]
    assert seen["first"] != seen["later"]


def test_with_reduced_motion_the_title_does_not_move(desktop, tmp_path):
    seen = with_preferences(desktop, tmp_path, "reduced_motion = true\n")
    assert seen["style"] == ["dark", 1.0, True]
    assert seen["first"] == seen["later"]


def test_mistakes_in_preferences_are_shown_and_the_rest_applies(desktop, tmp_path):
    seen = with_preferences(desktop, tmp_path, 'theme = "pink"\nscale = 1.5\n')
    assert seen["style"] == ["dark", 1.5, False]
    assert "preferences.toml:1:" in seen["mistakes"][0]
