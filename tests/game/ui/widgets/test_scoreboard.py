"""The scoreboard: its texts, and the clock, the places and the banner in the real window."""

import pytest

from game import Level, Simulation
from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.widgets.scoreboard import BANNER_TIME, clock_text, find_banner, is_game, ordinal, score_text

LEVEL = {
    "format": 1,
    "title": "Race",
    "walls": [{"shape": "circle", "radius": 3.0}],
    "balls": [{"radius": 0.2, "position": [x, y]} for x, y in ((0.0, 0.0), (-0.8, 1.0), (0.8, 2.0))],
    "sensors": [
        {
            "name": "finish",
            "center": [0.0, -2.0],
            "zone": {"shape": "box", "width": 6.0, "height": 0.5},
            "action": "finish",
            "score": 5,
        }
    ],
    "goal": {"finish": 3},
}


def start(**changes):
    return Simulation(Level.model_validate(LEVEL | changes))


def test_places_are_ordinals():
    places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111]
    assert [*map(ordinal, places)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "22nd",
        "103rd",
        "111th",
    ]


def test_the_clock_shows_minutes_seconds_and_tenths():
    assert [*map(clock_text, (0.0, 0.1, 9.99, 60.0, 61.25, 3600.0))] == [
        "0:00.0",
        "0:00.1",
        "0:09.9",
        "1:00.0",
        "1:01.2",
        "60:00.0",
    ]


def test_a_level_with_nothing_to_win_is_no_game():
    plain = [LEVEL["sensors"][0] | {"action": "count", "score": 0}]
    assert is_game(Level.model_validate(LEVEL))
    assert is_game(Level.model_validate(LEVEL | {"goal": None, "sensors": [plain[0] | {"goal": 2}]}))
    assert not is_game(Level.model_validate(LEVEL | {"goal": None, "sensors": plain}))


def test_the_banner_tells_the_winner_and_then_the_podium():
    simulation = start()
    assert find_banner(simulation) is None
    while not simulation.finished:
        simulation.step()
    assert find_banner(simulation) == (simulation.steps, "1 wins!", f"{simulation.time:.2f} s")
    while simulation.won_step is None:
        simulation.step()
    assert find_banner(simulation, "R")[1:] == ("1 wins!", "1st: 1  ·  2nd: 2  ·  3rd: 3  ·  R plays it again")
    assert score_text(simulation) == f"{5 * simulation.sensors()[0].count} points"
    simulation.step(round(60 * BANNER_TIME))
    assert find_banner(simulation) is None


def test_the_banner_tells_the_score():
    simulation = start(goal={"score": 10})
    while simulation.won_step is None:
        simulation.step()
    assert score_text(simulation) == "10 of 10 points"
    simulation.finished.clear()
    assert find_banner(simulation)[1:] == ("You win!", f"10 points in {simulation.time:.2f} s")


SCENARIO = """
def texts(panel):
    return [text for row in panel._texts for text in row if text]

def shown(view):
    board = view.guidance.scoreboard
    return [texts(board._summary), texts(board._places), texts(board._banner)]

def scenario(window, view):
    board = view.guidance.scoreboard
    yield from until(lambda: view.simulation.steps > 3)
    view._update_hud()
    seen["start"] = shown(view)
    before = pixels(window)
    yield from until(lambda: view.simulation.won_step is not None)
    view.session.clock.paused = True
    view._update_hud()
    seen["won"] = shown(view)
    height, width = before.shape[:2]
    changed = (pixels(window) != before).any(axis=2)
    seen["banner"] = float(changed[int(0.2 * height) : int(0.32 * height), int(0.4 * width) : int(0.6 * width)].mean())
    seen["places"] = float(changed[140:220, width - 150 : width - 30].mean())
    seen["colors"] = [board._places._rows[row][1].color for row in range(3)]
    view.session.step_back()
    while view.simulation.steps > 5:
        view.session.step_back()
    view._update_hud()
    seen["rewound"] = shown(view)
    view.play_neighbour(1)
    yield from frames()
    view._update_hud()
    seen["another level"] = shown(view)

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    folder = tmp_path_factory.mktemp("levels")
    balls = "".join(
        f'[[balls]]\nradius = 0.2\nposition = [{x}, {y}]\ncolors = ["{color}"]\n'
        for x, y, color in ((0.0, 0.0, "#ff0000"), (-0.8, 1.0, "#00ff00"), (0.8, 2.0, "#0000ff"))
    )
    (folder / "a.toml").write_text(
        'format = 1\ntitle = "Race"\n[view]\nheight = 7.0\n[[walls]]\nshape = "circle"\nradius = 3.0\n'
        + balls
        + '[[sensors]]\nname = "finish"\ncenter = [0.0, -2.0]\nzone = { shape = "box", width = 6.0, height = 0.5 }\n'
        'action = "finish"\n[goal]\nfinish = 3\n',
        "utf-8",
    )
    (folder / "b.toml").write_text('format = 1\ntitle = "Plain"\n[[balls]]\nradius = 0.2\nposition = [0, 0]\n', "utf-8")
    return desktop.play(SCENARIO, folder)


def test_the_window_shows_clock_places_and_winner(seen):
    (clock,), places, banner = seen["start"]
    assert clock.startswith("0:0")
    assert (places, banner) == ([], [])
    _, places, banner = seen["won"]
    assert [places[k] for k in (0, 2, 4, 6, 8, 10)] == ["1st", "1", "2nd", "2", "3rd", "3"]
    assert banner[0] == "1 wins!"
    assert seen["colors"] == ["#ff0000", "#00ff00", "#0000ff"]
    assert seen["banner"] > 0.3
    assert seen["places"] > 0.3


def test_rewinding_takes_it_back(seen):
    assert seen["rewound"][1:] == [[], []]


def test_a_level_without_a_goal_has_no_scoreboard(seen):
    assert seen["another level"] == [[], [], []]
