"""Tests of `game.batch.box2d_library` with a library that only records the calls."""

from types import SimpleNamespace

import pytest

from components import Collider
from game.batch import box2d_library
from game.batch.box2d_library import DYNAMIC, FUNCTIONS, KINEMATIC, Capsule, Circle, LibraryWorld, Segment, Version
from game.batch.peer import BodyState, PeerError

STATE = BodyState(1.0, 2.0, 0.0, 3.0, 4.0, 5.0)
RESULTS = {"b2CreateWorld": 7, "b2CreateBody": 8}


def fake_library(version=(3, 2, 0), is_double=None, without=()):
    """Return an object with the functions of Box2D, and the list of their calls."""
    calls = []

    def function(name, result):
        def call(*arguments):
            calls.append((name, *arguments))
            return result

        return call

    functions = {name: function(name, RESULTS.get(name, 9)) for name in FUNCTIONS}
    for name in FUNCTIONS:
        if name.startswith("b2Default"):
            functions[name] = function(name, box2d_library.Definition())
    functions["b2GetVersion"] = function("b2GetVersion", Version(*version))
    if is_double is not None:
        functions["b2IsDoublePrecision"] = function("b2IsDoublePrecision", is_double)
    return SimpleNamespace(**{name: call for name, call in functions.items() if name not in without}), calls


@pytest.fixture
def load(monkeypatch):
    """Return a function that loads a fake library."""

    def load_fake(**options):
        library, _ = fake_library(**options)
        monkeypatch.setattr(box2d_library, "CDLL", lambda path: library)
        return box2d_library.load_library("libbox2d.so")

    return load_fake


@pytest.mark.parametrize("options", [{"version": (3, 1, 1)}, {"version": (3, 2, 0), "is_double": False}])
def test_library_of_box2d_3_is_loaded(load, options):
    library = load(**options)
    assert library.b2World_Step.argtypes == list(FUNCTIONS["b2World_Step"][1:])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"without": ["b2GetVersion"]}, "it has no function b2GetVersion"),
        ({"without": ["b2World_Step"]}, "it has no function b2World_Step"),
        ({"version": (3, 0, 0)}, "its version is 3.0.0"),
        ({"version": (4, 1, 0)}, "its version is 4.1.0"),
        ({"is_double": True}, "it was built with double precision"),
    ],
)
def test_other_library_is_rejected(load, options, reason):
    with pytest.raises(PeerError, match=rf"^cannot use libbox2d\.so as Box2D: {reason}; allowed: .* Box2D 3\.1 "):
        load(**options)


def test_file_that_is_no_library_is_rejected(tmp_path):
    path = tmp_path / "libbox2d.so"
    path.write_text("text")
    with pytest.raises(PeerError, match=r"cannot use .* as Box2D: "):
        box2d_library.load_library(str(path))


def test_world_does_not_sleep_and_is_destroyed_once():
    library, calls = fake_library()
    world = LibraryWorld(library, (0.0, -10.0))
    assert world.version == "3.2.0"
    assert ("b2World_EnableSleeping", 7, False) in calls
    ((_, _, gravity),) = (call for call in calls if call[0] == "b2World_SetGravity")
    assert (gravity.x, gravity.y) == (0.0, -10.0)
    world.step(0.25, 4)
    assert calls[-1] == ("b2World_Step", 7, 0.25, 4)
    del world
    assert calls.count(("b2DestroyWorld", 7)) == 1


@pytest.mark.parametrize(("is_kinematic", "kind"), [(True, KINEMATIC), (False, DYNAMIC)])
def test_body_gets_its_type_before_its_motion(is_kinematic, kind):
    library, calls = fake_library()
    world = LibraryWorld(library, (0.0, 0.0))
    calls.clear()
    body = world.add_body(STATE, is_kinematic, 0.5)
    by_name = {name: arguments for name, *arguments in calls}
    assert by_name["b2Body_SetType"] == [body, kind]
    assert list(by_name).index("b2Body_SetType") < list(by_name).index("b2Body_SetLinearVelocity")
    _, position, rotation = by_name["b2Body_SetTransform"]
    assert (position.x, position.y, rotation.x, rotation.y) == (1.0, 2.0, 1.0, 0.0)
    assert by_name["b2Body_SetAngularVelocity"] == [body, 5.0]
    assert by_name["b2Body_SetLinearDamping"] == [body, 0.5]


@pytest.mark.parametrize(
    ("segment", "radius", "function", "kind"),
    [
        ([1.0, 2.0, 1.0, 2.0], 0.5, "b2CreateCircleShape", Circle),
        ([1.0, 2.0, 3.0, 2.0], 0.5, "b2CreateCapsuleShape", Capsule),
        ([1.0, 2.0, 3.0, 2.0], 0.0, "b2CreateSegmentShape", Segment),
    ],
)
def test_shape_follows_from_segment_and_radius(segment, radius, function, kind):
    library, calls = fake_library()
    world = LibraryWorld(library, (0.0, 0.0))
    calls.clear()
    world.add_shape(8, segment, radius, 2.0, Collider(restitution=0.5, friction=0.25))
    (name, _, _, pointer), *values = calls
    assert (name, type(pointer._obj)) == (function, kind)
    assert values == [
        ("b2Shape_SetDensity", 9, 2.0, True),
        ("b2Shape_SetFriction", 9, 0.25),
        ("b2Shape_SetRestitution", 9, 0.5),
    ]
