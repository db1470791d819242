"""Sound in the real window, through the silent driver: impacts, keys, and failures of the device."""

import pytest

from tests.display import LEVEL

SCENARIO = """
from game.audio.impacts import Impact

def scenario(window, view):
    speaker = view.speaker
    seen["welcome"], seen["volume"], seen["muted"] = view.message, speaker.volume, speaker.muted
    yield from until(lambda: speaker.player_count)
    seen["impact"] = True
    (player, *_) = speaker._players.values()
    seen["position"], seen["gain"] = player.position, player.volume

    yield from press(window, key.S, "s")
    seen["off"] = speaker.muted, view.message
    yield from until(lambda: not speaker.player_count)
    before = view.simulation.steps
    yield from until(lambda: view.simulation.steps > before + 60)
    seen["while off"] = speaker.player_count
    yield from press(window, key.S)
    seen["on"] = speaker.muted, view.message
    yield from until(lambda: speaker.player_count)

    for _ in range(6):
        yield from press(window, key.PAGEUP)
    seen["full"] = speaker.volume, view.message
    speaker.stop_all()
    yield from until(lambda: speaker.player_count)
    for _ in range(12):
        yield from press(window, key.PAGEDOWN)
    seen["least"] = speaker.volume, view.message
    yield from press(window, key.S, "s")
    yield from press(window, key.PAGEUP)
    seen["turned up"] = speaker.muted, speaker.volume
    yield from until(lambda: "volume" not in view.message)
    seen["message expires"] = True

    yield from press(window, key.BRACKETRIGHT, "]")
    seen["next level"] = window.caption, view.speaker is speaker, speaker.volume

    yield from press(window, key.SPACE, " ")
    speaker.stop_all()
    most = 0
    for frame in range(12):
        speaker.play([Impact(1.0, (3 * frame + k) % 20, 2, 0.0) for k in range(40)])
        most = max(most, speaker.player_count)
        yield
    seen["most"] = most
    yield from until(lambda: not speaker.player_count)
    driver = pyglet.media.get_audio_driver()
    seen["worker is idle"] = len(driver.worker.players)

    said, speaker._show_message = [], lambda words: said.append(words)
    def broken(driver, *_):
        raise OSError("the device is gone")
    type(driver).create_audio_player, kept = broken, type(driver).create_audio_player
    for _ in range(3):
        speaker.play([Impact(1.0, 10, 1, 0.0)])
    seen["lost"], seen["lost players"] = said[:], speaker.player_count
    before = view.simulation.steps
    yield from press(window, key.SPACE, " ")
    yield from until(lambda: view.simulation.steps > before + 10)
    seen["game goes on"] = True
    type(driver).create_audio_player = kept
    yield from press(window, key.S, "s")
    yield from until(lambda: speaker.player_count)
    seen["again"] = said[len(seen["lost"]):]

    type(driver).create_audio_player = lambda *_: type("Deaf", (), {"__getattr__": broken, "delete": broken})()
    speaker.play([Impact(1.0, 10, 1, 0.0)])
    seen["worse"] = speaker.player_count, speaker.muted
    type(driver).create_audio_player = kept

play(scenario, seed=11)
"""

NO_DEVICE = """
pyglet.options.audio = "none", "silent"

def scenario(window, view):
    yield from press(window, key.SPACE, " ")
    seen["welcome"], seen["muted"] = view.message, view.speaker.muted
    view.message = ""
    yield from press(window, key.S, "s")
    seen["message"], seen["still muted"] = view.message, view.speaker.muted
    yield from press(window, key.PAGEUP)
    seen["turned"] = view.message
    yield from press(window, key.SPACE, " ")
    yield from until(lambda: view.simulation.steps > 60)
    seen["players"] = view.speaker.player_count

play(scenario)
"""


REMEMBERED = """
from game.ui import preferences

def scenario(window, view):
    seen["at first"] = view.speaker.volume, view.speaker.muted
    yield from press(window, key.PAGEUP)
    seen["turned"] = view.speaker.volume, view.speaker.muted
    seen["kept"] = preferences.path().read_text("utf-8")
    yield from press(window, key.S, "s")
    seen["muted"] = preferences.load()[0].muted
    preferences.path = lambda: folder / "a.toml" / "no" / "preferences.toml"
    yield from press(window, key.PAGEUP)
    seen["not kept"] = view.message, view.speaker.volume

play(scenario)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("levels")
    for name in ("a", "b"):
        (place / f"{name}.toml").write_text(LEVEL.format(title=f"Level {name}"), "utf-8")
    return place


@pytest.fixture(scope="module")
def seen(desktop, folder):
    return desktop.play(SCENARIO, folder)


@pytest.fixture(scope="module")
def without_device(desktop, folder):
    """The results where no audio driver works and pyglet falls back to the silent one."""
    return desktop.play(NO_DEVICE, folder)


def test_an_impact_is_played(seen):
    assert seen["welcome"] == ""
    assert (seen["volume"], seen["muted"]) == (6, False)
    assert seen["impact"]
    x, y, z = seen["position"]
    assert (x * x + z * z, y) == (pytest.approx(1.0), 0.0)
    assert 0.0 < seen["gain"] < 0.36 * 0.36


def test_s_mutes_and_unmutes(seen):
    assert seen["off"] == [True, "sound off"]
    assert seen["while off"] == 0
    assert seen["on"] == [False, "volume 6 of 10"]


def test_page_up_and_down_change_the_volume_within_limits(seen):
    assert seen["full"] == [10, "volume 10 of 10"]
    assert seen["least"] == [0, "sound off"]
    assert seen["turned up"] == [False, 1]
    assert seen["message expires"]


def test_the_volume_survives_a_change_of_level(seen):
    assert seen["next level"] == ["Level b", True, 1]


def test_voices_are_limited_and_freed(seen):
    assert seen["most"] == 24
    assert seen["worker is idle"] == 0


def test_a_lost_device_is_reported_once_and_the_game_goes_on(seen):
    assert seen["lost"] == ["no sound: the device is gone"]
    assert seen["lost players"] == 0
    assert seen["game goes on"]


def test_sound_can_be_unmuted_after_a_failure(seen):
    assert seen["again"] == ["volume 1 of 10"]


def test_a_player_that_cannot_be_freed_raises_nothing(seen):
    assert seen["worse"] == [0, True]


def test_a_missing_device_is_reported_in_one_line(without_device):
    assert without_device["welcome"] == "no sound: no audio device answers"
    assert without_device["muted"]
    assert without_device["message"] == without_device["turned"] == "no sound: no audio device answers"
    assert without_device["still muted"]
    assert without_device["players"] == 0


def test_volume_and_mute_are_stored_in_the_preferences(desktop, folder, tmp_path):
    (tmp_path / "heptagon").mkdir()
    (tmp_path / "heptagon" / "preferences.toml").write_text("volume = 3  # soft\nmuted = true\n", "utf-8")
    seen = desktop.play(REMEMBERED, folder, XDG_CONFIG_HOME=str(tmp_path))
    assert seen["at first"] == [3, True]
    assert seen["turned"] == [4, False]
    assert seen["kept"] == "volume = 4  # soft\nmuted = false\n"
    assert seen["muted"]
    message, volume = seen["not kept"]
    assert message.startswith("volume 5 of 10, not saved: ")
    assert volume == 5
