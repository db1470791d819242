"""The functions have a small error, the special values of C, and the same bits compiled and uncompiled."""

import math
import os
import random
import struct

import numba
import pytest

from components import portable_math
from systems.kernels import portable_math as compiled_math
from tests import exact_math
from tests.lanes import cases

needs_jit = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="kernels are not compiled")
COUNT = cases(quick=1000, slow=20_000)
PI = math.pi

ONE_ARGUMENT = ["sin", "cos", "exp", "expm1"]
SPECIAL = [0.0, -0.0, 1.0, -1.0, 5e-324, -5e-324, 1e-310, 1e300, -1e300, math.inf, -math.inf, math.nan, 709.7, -745.2]


def bits(value):
    return "nan" if math.isnan(value) else struct.pack("<d", value)


def uniform(low, high):
    return lambda chance: chance.uniform(low, high)


def of_any_size(low, high):
    """Draw floats of either sign whose magnitudes are powers of two between two exponents."""
    return lambda chance: chance.choice((-1.0, 1.0)) * 2.0 ** chance.uniform(low, high)


def quarter_turn(chance):
    """Draw the float that is nearest to a multiple of pi/2: nearly all of its digits cancel."""
    return 0.5 * PI * chance.randrange(1, 2 ** chance.randrange(1, 29))


def worst(name, *draws):
    """Return the largest error in ulp of a function over random arguments."""
    chance, function, exact = random.Random(name), getattr(portable_math, name), getattr(exact_math, name)
    arguments = [[draw(chance) for draw in draws] for _ in range(COUNT)]
    return max(exact_math.ulps(function(*each), exact(*each)) for each in arguments)


ANGLES = [uniform(-0.8, 0.8), uniform(-10.0, 10.0), uniform(-1e5, 1e5), uniform(-1e9, 1e9), of_any_size(-40.0, 30.0)]


@pytest.mark.parametrize("draw", [*ANGLES, quarter_turn])
@pytest.mark.parametrize("name", ["sin", "cos"])
@pytest.mark.both_lanes
def test_the_error_of_sine_and_cosine(name, draw):
    assert worst(name, draw) < 0.9


@pytest.mark.parametrize("x", [1.1e9, -1e10, 1e12, 1e16, 1e20])
def test_a_large_angle_is_folded_with_an_error_in_proportion_to_it(x):
    assert portable_math.sin(x) == pytest.approx(float(exact_math.sin(x)), abs=1.3e-25 * abs(x) + 2e-16)
    assert portable_math.cos(x) == pytest.approx(float(exact_math.cos(x)), abs=1.3e-25 * abs(x) + 2e-16)


@pytest.mark.parametrize("x", [1e22, -1e300, 1.7976931348623157e308])
def test_the_largest_angles_have_sine_and_cosine_of_some_angle(x):
    assert math.hypot(*portable_math.sincos(x)) == pytest.approx(1.0, abs=1e-15)


def test_sines_agree_with_the_c_library():
    for k in range(-2000, 2000):
        assert portable_math.sin(0.01 * k) == pytest.approx(math.sin(0.01 * k), rel=4e-16, abs=0.0)
        assert portable_math.cos(0.01 * k) == pytest.approx(math.cos(0.01 * k), rel=4e-16, abs=0.0)


@pytest.mark.parametrize("draws", [(uniform(-3.0, 3.0), uniform(-3.0, 3.0)), (of_any_size(-30, 30),) * 2])
@pytest.mark.both_lanes
def test_the_error_of_the_arc_tangent(draws):
    assert worst("atan2", *draws) < 1.5


@pytest.mark.both_lanes
def test_the_error_of_the_arc_sine():
    assert worst("asin", uniform(-1.0, 1.0)) < 2.0


@pytest.mark.parametrize("draw", [uniform(-2.0, 2.0), uniform(-700.0, 709.0), of_any_size(-60.0, 1.0)])
@pytest.mark.parametrize("name", ["exp", "expm1"])
@pytest.mark.both_lanes
def test_the_error_of_the_exponential(name, draw):
    assert worst(name, draw) < 1.0


POWERS = [
    (uniform(0.01, 100.0), uniform(-1.0, 4.0)),
    (uniform(0.99, 1.01), uniform(-40.0, 40.0)),
    (lambda chance: 2.0 ** chance.uniform(-300.0, 300.0), uniform(-2.3, 2.3)),
    (lambda chance: chance.randrange(1, 2**40) * 5e-324, uniform(-0.9, 0.9)),
]


@pytest.mark.parametrize("draws", POWERS)
@pytest.mark.both_lanes
def test_the_error_of_the_power(draws):
    assert worst("power", *draws) < 1.0


SPECIAL_VALUES = [
    ("sin", (0.0,), 0.0),
    ("sin", (-0.0,), -0.0),
    ("sin", (5e-324,), 5e-324),
    ("sin", (math.inf,), math.nan),
    ("cos", (-0.0,), 1.0),
    ("cos", (math.nan,), math.nan),
    ("exp", (0.0,), 1.0),
    ("exp", (-math.inf,), 0.0),
    ("exp", (-745.2,), 0.0),
    ("exp", (-745.13,), 5e-324),
    ("exp", (709.782712893384,), 1.7976931348622732e308),
    ("exp", (709.79,), math.inf),
    ("exp", (math.nan,), math.nan),
    ("expm1", (-0.0,), -0.0),
    ("expm1", (5e-324,), 5e-324),
    ("expm1", (-50.0,), -1.0),
    ("expm1", (-math.inf,), -1.0),
    ("expm1", (math.inf,), math.inf),
    ("expm1", (math.nan,), math.nan),
    ("atan2", (0.0, 1.0), 0.0),
    ("atan2", (-0.0, 1.0), -0.0),
    ("atan2", (0.0, -1.0), PI),
    ("atan2", (-0.0, -0.0), -PI),
    ("atan2", (0.0, 0.0), 0.0),
    ("atan2", (1.0, 0.0), PI / 2),
    ("atan2", (-1.0, -1.0), -0.75 * PI),
    ("atan2", (math.inf, math.inf), PI / 4),
    ("atan2", (math.inf, -math.inf), 0.75 * PI),
    ("atan2", (1.0, -math.inf), PI),
    ("atan2", (-1.0, math.inf), -0.0),
    ("atan2", (1.0, math.nan), math.nan),
    ("asin", (1.0,), PI / 2),
    ("asin", (-0.0,), -0.0),
    ("power", (3.0, 0.0), 1.0),
    ("power", (3.0, 1.0), 3.0),
    ("power", (1.1, 2.0), 1.1 * 1.1),
    ("power", (2.0, -1.0), 0.5),
    ("power", (4.0, 0.5), 2.0),
    ("power", (2.0, 1023.0), 2.0**1023),
    ("power", (2.0, -1074.0), 5e-324),
    ("power", (2.0, 1025.0), math.inf),
    ("power", (2.0, -1080.0), 0.0),
    ("power", (0.0, 3.0), 0.0),
    ("power", (0.0, -3.0), math.inf),
    ("power", (math.inf, -0.5), 0.0),
    ("power", (0.5, math.inf), 0.0),
    ("power", (0.5, -math.inf), math.inf),
    ("power", (1.0, math.nan), 1.0),
    ("power", (math.nan, 0.0), 1.0),
    ("power", (math.nan, 2.0), math.nan),
    ("power", (2.0, math.nan), math.nan),
    ("power", (-2.0, 0.5), math.nan),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), SPECIAL_VALUES)
def test_special_values(name, arguments, expected):
    assert bits(getattr(portable_math, name)(*arguments)) == bits(expected)


def test_sine_is_odd_and_cosine_is_even():
    chance = random.Random(1)
    for x in [chance.uniform(0.0, 1e5) for _ in range(2000)] + [1e9, 3e9, 1e20]:
        (sine, cosine), (mirrored, same) = portable_math.sincos(x), portable_math.sincos(-x)
        assert (mirrored, same) == (-sine, cosine)
        assert (portable_math.sin(x), portable_math.cos(x)) == (sine, cosine)


def test_the_arc_tangent_is_symmetric():
    chance = random.Random(2)
    for _ in range(2000):
        x, y = chance.uniform(0.0, 3.0), chance.uniform(0.0, 3.0)
        assert portable_math.atan2(-y, x) == -portable_math.atan2(y, x)
        assert portable_math.atan2(-y, -x) == -portable_math.atan2(y, -x)


def arguments_of(name):
    """Return random and special arguments of a function."""
    chance = random.Random(name)
    single = [*SPECIAL, *(of_any_size(-1000, 1000)(chance) for _ in range(500))]
    single += [chance.uniform(-10.0, 10.0) for _ in range(2000)] + [chance.uniform(-1e9, 1e9) for _ in range(500)]
    if name in ONE_ARGUMENT:
        return [(x,) for x in single]
    return [(x, chance.choice(single)) for x in single] + [(x, y) for x in SPECIAL for y in SPECIAL]


@needs_jit
@pytest.mark.parametrize("name", [*ONE_ARGUMENT, "atan2", "power"])
def test_a_compiled_function_has_the_same_bits(name):
    function = getattr(portable_math, name)
    compiled = numba.njit(function)
    for arguments in arguments_of(name):
        assert bits(compiled(*arguments)) == bits(function(*arguments)), arguments


def instructions(function, count, **options):
    """Return the names of the machine instructions of a function of floats."""
    compiled = numba.njit((numba.float64,) * count, **options)(function)
    lines = [line.split() for line in compiled.inspect_asm(compiled.signatures[0]).splitlines()]
    return {words[0] for words in lines if words}


def fused(names):
    return {name for name in names if name.startswith(("vfm", "vfnm", "fmadd", "fmsub", "fmla", "fmls", "fnm"))}


@needs_jit
@pytest.mark.parametrize("name", compiled_math.__all__)
def test_compiled_code_contracts_no_product_and_sum(name):
    names = instructions(getattr(portable_math, name), 2 if name == "power" else 1)
    assert any("mul" in each for each in names)
    assert fused(names) == set()


@needs_jit
def test_a_contracted_product_and_sum_would_be_seen():
    flags = numba.core.config.CPU_FEATURES or numba.core.codegen.get_host_cpu_features()
    if "+fma" not in flags:
        pytest.skip("this processor has no fused multiply-add that the test knows")
    assert fused(instructions(lambda x, y, z: x * y + z, 3, fastmath={"contract"}))
