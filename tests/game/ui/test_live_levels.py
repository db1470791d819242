"""Editing levels while they run, and the level browser, in the real window."""

import pytest

from tests.display import LEVEL

pytestmark = pytest.mark.slow

RELOADING = """
def scenario(window, view):
    path = folder / "a.toml"
    good = path.read_text()
    yield from frames(10)
    seen["times"] = []
    for k in range(3):
        old = view.simulation
        path.write_text(good.replace("Level a", f"Level a{k}"))
        seen["times"].append((yield from until(lambda: view.simulation is not old)))
        seen["steps"] = view.simulation.steps
    seen["title"], seen["seed"] = window.caption, view.simulation.seed

    old = view.simulation
    path.write_text(good.replace("sides = 7", "sides = 1").replace("radius = 0.4", "radius = -1.0"))
    yield from until(lambda: view.problem_panel.error)
    seen["problems"] = [str(problem) for problem in view.problem_panel.error.problems]
    before, steps = pixels(window), view.simulation.steps
    yield from frames(8)
    seen["old runs on"] = view.simulation is old and view.simulation.steps > steps
    yield from press(window, key.SPACE, " ")
    shown = pixels(window)
    error, view.problem_panel._error = view.problem_panel.error, None
    seen["panel"] = int((pixels(window) != shown).any(axis=2).sum())
    view.problem_panel._error = error
    yield from press(window, key.SPACE, " ")

    path.unlink()
    yield from until(lambda: "does not exist" in str(view.problem_panel.error))
    (folder / ".a").write_text(good.replace("Level a", "Healed"))
    yield from press(window, key.MINUS, "-")
    (folder / ".a").replace(path)
    yield from until(lambda: not view.problem_panel.error)
    seen["healed"], seen["speed"] = window.caption, view.session.clock.speed

    (folder / "c.toml").write_text(good.replace("Level a", "Level c"))
    yield from until(lambda: len(view.level_selection.entries) == 3)
    yield from press(window, key.BRACKETLEFT, "[")
    seen["new one"] = window.caption
    yield from press(window, key.BRACKETLEFT, "[")
    (folder / "c.toml").unlink()
    yield from until(lambda: len(view.level_selection.entries) == 2)
    yield from press(window, key.BRACKETRIGHT, "]")
    seen["without it"] = window.caption

    kid = folder / "kid.toml"
    kid.write_text('format = 1\\ntitle = "Kid"\\nextends = "a.toml"\\n')
    yield from until(lambda: len(view.level_selection.entries) == 3)
    view.play_level(kid)
    old = view.simulation
    path.write_text(good.replace("count = 5", "count = 4"))
    yield from until(lambda: view.simulation is not old)
    seen["kid"] = window.caption, view.simulation.count
    shown = view.panels.is_open("graphs"), view.debug_views.overlays.active.value
    old = view.simulation
    kid.write_text('format = 1\\ntitle = "Kid"\\nextends = "a.toml"\\ngraphs = true\\noverlay = "trails"\\n')
    yield from until(lambda: view.simulation is not old)
    seen["shown"] = shown, (view.panels.is_open("graphs"), view.debug_views.overlays.active.value)
    yield from press(window, key.E, "e")
    yield from press(window, key.R, "r")
    seen["hidden by hand"] = not view.panels.is_open("graphs")

play(scenario, seed=11)
"""

PICKING = """
def names(entries):
    return [entry.name for entry in entries]

def middle(picker, name):
    box = next(tile.box for entry, tile in picker.tiles.items() if entry.name == name)
    return int(box.left + 0.5 * box.width), int(box.top - 0.5 * box.height)

def click(window, place):
    window.dispatch_event("on_mouse_press", *place, 1, 0)
    window.dispatch_event("on_mouse_release", *place, 1, 0)

def scenario(window, view):
    (folder / "broken.toml").write_text((folder / "a.toml").read_text().replace("sides = 7", "sides = 1"))
    yield from until(lambda: len(view.level_selection.entries) == 3)
    yield from press(window, key.L, "l")
    picker = window.current_view
    seen["open"] = picker is not view
    yield from until(lambda: all(tile.has_picture or tile.problem for tile in picker.tiles.values()))
    seen["tiles"] = [(entry.name, tile.has_picture, tile.problem) for entry, tile in picker.tiles.items()]
    seen["first"] = picker.selected.name
    steps = view.simulation.steps
    x, y = middle(picker, "b")
    seen["picture"] = int(np.ptp(pixels(window)[window.height - y - 40 : window.height - y + 40, x - 60 : x + 60]))
    seen["stands still"] = view.simulation.steps == steps

    yield from press(window, key.RIGHT, motion=key.MOTION_RIGHT)
    seen["right"] = picker.selected.name
    yield from press(window, key.RIGHT, motion=key.MOTION_RIGHT)
    seen["not broken"] = picker.selected.name
    click(window, middle(picker, "broken"))
    yield from frames()
    seen["broken click"] = window.current_view is picker
    window.dispatch_event("on_mouse_motion", *middle(picker, "a"), 0, 0)
    yield from frames()
    seen["hovered"] = picker.selected.name

    for letter in "VEL B":
        yield from press(window, 0, letter)
    seen["query"], seen["found"] = picker.query, names(picker.listed)
    yield from press(window, key.BACKSPACE, motion=key.MOTION_BACKSPACE)
    seen["widened"] = names(picker.listed)
    for letter in "?!":
        yield from press(window, 0, letter)
    seen["nothing"] = names(picker.listed)
    yield from press(window, key.ENTER, "\\r")
    seen["nothing chosen"] = window.current_view is picker
    for _ in range(9):
        yield from press(window, key.BACKSPACE, motion=key.MOTION_BACKSPACE)

    yield from press(window, 0, "]")
    seen["level"], seen["browser selection"] = window.caption, picker.selected.name
    (folder / "d.toml").write_text((folder / "a.toml").read_text().replace("Level a", "Level d"))
    yield from until(lambda: "d" in names(picker.listed))
    seen["joined"] = True
    (folder / "broken.toml").unlink()
    yield from until(lambda: names(picker.listed) == ["a", "b", "d"])
    yield from press(window, key.TAB)
    seen["closed"] = window.current_view is view
    yield from press(window, key.L, "l")
    yield from press(window, key.ESCAPE)
    seen["escaped"] = window.current_view is view
    yield from press(window, key.L, "l")
    click(window, middle(picker, "d"))
    yield from frames()
    seen["clicked"] = window.caption, window.current_view is view
    yield from press(window, key.L, "l")
    yield from press(window, key.LEFT, motion=key.MOTION_LEFT)
    yield from press(window, key.ENTER, "\\r")
    seen["entered"] = window.caption, window.current_view is view
    window.set_size(340, 300)
    yield from press(window, key.L, "l")
    yield from press(window, key.DOWN, motion=key.MOTION_DOWN)
    seen["in sight"] = picker.selected.name in [entry.name for entry in picker._grid.visible()]
    pixels(window)

play(scenario)
"""


def run(desktop, place, code):
    for name in ("a", "b"):
        (place / f"{name}.toml").write_text(LEVEL.format(title=f"Level {name}"), "utf-8")
    return desktop.play(code, place)


@pytest.fixture(scope="module")
def reloading(desktop, tmp_path_factory):
    return run(desktop, tmp_path_factory.mktemp("reloading"), RELOADING)


@pytest.fixture(scope="module")
def picking(desktop, tmp_path_factory):
    return run(desktop, tmp_path_factory.mktemp("picking"), PICKING)


def test_a_changed_level_file_restarts_the_level(reloading):
    print("reloaded after", *(f"{time:.2f} s, {frames} frames;" for time, frames in reloading["times"]))
    assert min(frames for _, frames in reloading["times"]) <= 30  # the time of a frame depends on the machine
    assert reloading["steps"] < 10
    assert (reloading["title"], reloading["seed"]) == ("Level a2", 11)


def test_a_broken_file_shows_every_problem_and_the_old_level_keeps_running(reloading):
    assert [problem.split("a.toml:")[1].split(": must")[0] for problem in reloading["problems"]] == [
        "7:9: walls[0].sides",
        "12:10: balls[0].radius",
    ]
    assert reloading["old runs on"]
    assert reloading["panel"] > 10_000


def test_the_problem_panel_closes_when_the_file_is_valid_again(reloading):
    assert (reloading["healed"], reloading["speed"]) == ("Healed", 0.5)


def test_levels_are_added_and_removed_while_the_window_is_open(reloading):
    assert reloading["new one"] == "Level c"
    assert reloading["without it"] == "Healed"


def test_a_changed_parent_restarts_the_level_that_extends_it(reloading):
    assert reloading["kid"] == ["Kid", 4]


def test_a_level_opens_its_graphs_and_overlay(reloading):
    assert reloading["shown"] == [[False, "nothing"], [True, "trails"]]
    assert reloading["hidden by hand"]


def test_tiles_show_pictures_and_broken_levels_show_the_reason(picking):
    assert picking["open"]
    assert [tile[:2] for tile in picking["tiles"]] == [["a", True], ["b", True], ["broken", False]]
    assert picking["tiles"][2][2].startswith("line 7: walls[0].sides: must be at least 3 (got 1)")
    assert picking["picture"] > 80
    assert picking["stands still"]


def test_arrows_and_the_mouse_select_levels_that_are_not_broken(picking):
    assert [picking[step] for step in ("first", "right", "not broken", "hovered")] == ["a", "b", "b", "a"]
    assert picking["broken click"]


def test_typing_filters_by_name_and_title(picking):
    assert (picking["query"], picking["found"]) == ("VEL B", ["b"])
    assert picking["widened"] == ["a", "b", "broken"]
    assert picking["nothing"] == []
    assert picking["nothing chosen"]


def test_brackets_change_the_level_behind_the_tiles(picking):
    assert (picking["level"], picking["browser selection"]) == ("Level b", "b")


def test_tiles_are_added_and_removed_with_the_files(picking):
    assert picking["joined"]


def test_tab_and_escape_close_the_browser_and_a_choice_starts_the_level(picking):
    assert picking["closed"]
    assert picking["escaped"]
    assert picking["clicked"] == ["Level d", True]
    assert picking["entered"] == ["Level b", True]


def test_the_selected_level_is_visible_in_a_small_window(picking):
    assert picking["in sight"]
