"""Elementary functions with the same bits on every machine.

The C library, LLVM and numpy each compute sines and powers in their own way, which depends on the version and on the
processor. These functions use only what IEEE 754 defines exactly: +, -, *, /, `math.sqrt` and `math.frexp`. Their bits
depend neither on a library nor on whether numba compiles them. That needs a compiler that keeps the order of operations
and does not contract a * b + c to one rounding, as Python, numpy and LLVM (without fast-math flags) do.

An ulp is the distance of two neighbouring floats at the result. The algorithms and constants are those of fdlibm,
except for the reduction of angles and for `power`:

    Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
    business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
    notice is preserved.
"""

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])
"""A float, or an array whose elements are treated one by one."""

ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding and subtracting it rounds to an integer, half to even
SPLITTER = 134217729.0  # 2**27 + 1, of Veltkamp and Dekker

TWO_OVER_PI = 0.6366197723675814
# Pi / 2 in parts of 23 bits and a rest, so that the product of a part and an integer below 2**30 is exact.
HALF_PI_1, HALF_PI_2 = 1.570796251296997, 7.549789415861596e-08
HALF_PI_3, HALF_PI_4 = 5.39030083589187e-15, 2.0222659584103533e-21
HALF_PI_REST = 2.9038559739793605e-28

MAX_ANGLE = 1073741824.0  # 2**30 rad; larger angles are folded first
PERIOD = 231378826.72445408  # 36825084 turns, in rad; the float with the smallest relative error (1.2e-25) of this size

# Polynomials of sine and cosine on [-pi/4, pi/4].
S1, S2, S3 = -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04
S4, S5, S6 = 2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10
C1, C2, C3 = 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05
C4, C5, C6 = -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11

# Between these limits, arc tangents are computed from those of 0, 0.5, 1, 1.5 and infinity: floats, and their rests.
ATAN_LIMITS = 0.4375, 0.6875, 1.1875, 2.4375
ATANS = (
    0.0, 4.63647609000806093515e-01, 7.85398163397448278999e-01, 9.82793723247329054082e-01, 1.57079632679489655800e00
)  # fmt: skip
ATAN_RESTS = (
    0.0, 2.26987774529616870924e-17, 3.06161699786838301793e-17, 1.39033110312309984516e-17, 6.12323399573676603587e-17
)  # fmt: skip
A1, A2, A3 = 3.33333333333329318027e-01, -1.99999999998764832476e-01, 1.42857142725034663711e-01
A4, A5, A6 = -1.11111104054623557880e-01, 9.09088713343650656196e-02, -7.69187620504482999495e-02
A7, A8, A9 = 6.66107313738753120669e-02, -5.83357013379057348645e-02, 4.97687799461593236017e-02
A10, A11 = -3.65315727442169155270e-02, 1.62858201153657823623e-02
PI_REST = 1.2246467991473531772e-16

LN2, LN2_REST = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # the first has 32 bits
OVER_LN2 = 1.44269504088896338700
MAX_EXPONENT, MIN_EXPONENT = 709.782712893383973096, -745.13321910194110842
E1, E2, E3 = 1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05
E4, E5 = -1.65339022054652515390e-06, 4.13813679705723846039e-08
M1, M2, M3 = -3.33333333333331316428e-02, 1.58730158725481460165e-03, -7.93650757867487942473e-05
M4, M5 = 4.00821782732936239552e-06, -2.01099218183624371326e-07

SQRT_HALF = 0.7071067811865476
THIRD, THIRD_REST = 0.3333333333333333, 1.850371707708594e-17


# -- sine and cosine ------------------------------------------


def sin(x: float) -> float:
    """Return the sine of an angle in rad, see `sincos`."""
    return sincos(x)[0]


def cos(x: float) -> float:
    """Return the cosine of an angle in rad, see `sincos`."""
    return sincos(x)[1]


def sincos(x: float) -> tuple[float, float]:
    """Return sine and cosine of an angle in rad; of an infinite angle, nan.

    The error is below 0.9 ulp up to `MAX_ANGLE`, and from there on |x| 1.2e-25 more, see `fold_angle`.
    """
    if not abs(x) < MAX_ANGLE:
        if not abs(x) < math.inf:
            return math.nan, math.nan
        x = fold_angle(x)
    quarters, rest, tail = reduce_angle(x)
    sine, cosine = sine_near_zero(rest, tail), cosine_near_zero(rest, tail)
    quarter = int(quarters) & 3
    if quarter == 0:
        return sine if x != 0.0 else x, cosine  # keeps -0
    if quarter == 1:
        return cosine, -sine
    if quarter == 2:
        return -sine, -cosine
    return -cosine, sine


def fold_angle(x: float) -> float:
    """Return the remainder of a finite angle divided by `PERIOD`, without rounding, with the sign of the angle."""
    rest, multiple = abs(x), PERIOD
    while multiple <= 0.5 * rest:
        multiple += multiple
    while multiple >= PERIOD:
        if rest >= multiple:
            rest -= multiple
        multiple *= 0.5
    return rest if x > 0.0 else -rest


def reduce_angle(x: Number) -> tuple[Number, Number, Number]:
    """Return n, y and a correction of y, so that x = n pi/2 + y and |y| <= pi/4, for |x| < `MAX_ANGLE`.

    Subtracts pi/2 in parts (Cody and Waite, Software Manual for the Elementary Functions, 1980). The first two
    differences are exact, and the rounding errors of the next two are computed (Knuth's TwoSum).
    """
    n = (x * TWO_OVER_PI + ROUNDER) - ROUNDER
    first = (x - n * HALF_PI_1) - n * HALF_PI_2
    part = n * HALF_PI_3
    second = first - part
    back = second - first
    error = (first - (second - back)) - (part + back)
    part = n * HALF_PI_4
    third = second - part
    back = third - second
    error = error + ((second - (third - back)) - (part + back)) - n * HALF_PI_REST
    y = third + error
    return n, y, (third - y) + error


def sine_near_zero(x: Number, tail: Number) -> Number:
    """Return the sine of x + tail for |x| <= pi/4 and a tail below an ulp of x."""
    z = x * x
    v = z * x
    r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)))
    return x - ((z * (0.5 * tail - v * r) - tail) - v * S1)


def cosine_near_zero(x: Number, tail: Number) -> Number:
    """Return the cosine of x + tail for |x| <= pi/4 and a tail below an ulp of x."""
    z = x * x
    half = 0.5 * z
    w = 1.0 - half
    r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))))
    return w + (((1.0 - w) - half) + (z * r - x * tail))


# -- arc tangent ----------------------------------------------


def atan2(y: float, x: float) -> float:
    """Return the angle of the vector (x, y) in rad, from -pi to pi, with the special values of C. Error: 1.5 ulp."""
    if math.isnan(x) or math.isnan(y):
        return math.nan
    is_left = x < 0.0 or (x == 0.0 and math.copysign(1.0, x) < 0.0)
    x, upwards = abs(x), abs(y)
    if upwards == 0.0:
        angle = 0.0
    elif x == upwards:  # both may be infinite
        angle = ATANS[2]
    else:
        angle = _atan(upwards / x) if x > 0.0 else ATANS[4]
    if is_left:
        angle = math.pi - (angle - PI_REST)
    return math.copysign(angle, y)


def asin(x: float) -> float:
    """Return the arc sine in rad for -1 <= x <= 1. Error: 2 ulp."""
    return atan2(x, math.sqrt((1.0 - x) * (1.0 + x)))


def _atan(x: float) -> float:
    """Return the arc tangent of x >= 0 in rad."""
    if x < ATAN_LIMITS[0]:
        near, rest = 0, x
    elif x < ATAN_LIMITS[1]:
        near, rest = 1, (2.0 * x - 1.0) / (2.0 + x)
    elif x < ATAN_LIMITS[2]:
        near, rest = 2, (x - 1.0) / (x + 1.0)
    elif x < ATAN_LIMITS[3]:
        near, rest = 3, (x - 1.5) / (1.0 + 1.5 * x)
    else:
        near, rest = 4, -1.0 / x
    return ATANS[near] - ((rest * atan_series(rest) - ATAN_RESTS[near]) - rest)


def atan_series(x: Number) -> Number:
    """Return 1 - atan(x) / x for |x| <= 7/16."""
    z = x * x
    w = z * z
    odd = z * (A1 + w * (A3 + w * (A5 + w * (A7 + w * (A9 + w * A11)))))
    even = w * (A2 + w * (A4 + w * (A6 + w * (A8 + w * A10))))
    return odd + even


# -- exponential ----------------------------------------------


def exp(x: float) -> float:
    """Return e**x. Error: 1 ulp; a result below 2.3e-308 has the rounding error of its few digits in addition."""
    if not x <= MAX_EXPONENT:
        return math.inf if x > 0.0 else math.nan
    return 0.0 if x < MIN_EXPONENT else _exp_of_sum(x, 0.0)


def expm1(x: float) -> float:
    """Return e**x - 1, which for small x has more digits than the difference. Error: 1 ulp."""
    if not x <= MAX_EXPONENT:
        return math.inf if x > 0.0 else math.nan
    if x < -40.0:
        return -1.0
    n = (x * OVER_LN2 + ROUNDER) - ROUNDER
    k = int(n)
    high, low = x - n * LN2, n * LN2_REST
    y = high - low
    correction = (high - y) - low
    half = 0.5 * y
    square = y * half
    r = 1.0 + square * (M1 + square * (M2 + square * (M3 + square * (M4 + square * M5))))
    t = 3.0 - r * half
    e = square * ((r - t) / (6.0 - y * t))
    if k == 0:
        return y - (y * e - square) if x != 0.0 else x  # keeps -0
    e = (y * (e - correction) - correction) - square
    if k == -1:
        return 0.5 * (y - e) - 0.5
    if k == 1:
        return -2.0 * (e - (y + 0.5)) if y < -0.25 else 1.0 + 2.0 * (y - e)
    if k < -1 or k > 56:
        return _scale(1.0 - (e - y), k) - 1.0
    if k < 20:
        return _scale((1.0 - _scale(1.0, -k)) - (e - y), k)
    return _scale((y - (e + _scale(1.0, -k))) + 1.0, k)


def _exp_of_sum(x: float, tail: float) -> float:
    """Return e**(x + tail) for a small tail and an x between `MIN_EXPONENT` and `MAX_EXPONENT`."""
    n = (x * OVER_LN2 + ROUNDER) - ROUNDER
    high, low = x - n * LN2, n * LN2_REST - tail
    y = high - low
    z = y * y
    c = y - z * (E1 + z * (E2 + z * (E3 + z * (E4 + z * E5))))
    return _scale(1.0 - ((low - (y * c) / (2.0 - c)) - high), int(n))


def _scale(x: float, k: int) -> float:
    """Return x 2**k, rounded once, for |k| <= 1100 and 0.5 <= |x| <= 4."""
    factor, left = (2.0, k) if k >= 0 else (0.5, -k)
    if left > 1000:  # 2**1024 is no float
        x, left = x * factor, left - 1
    while left > 0:
        if left & 1:
            x *= factor
        factor *= factor
        left >>= 1
    return x


# -- power ----------------------------------------------------


def power(x: float, y: float) -> float:
    """Return x**y for x >= 0; for a negative x, nan. Error: 1 ulp.

    This is e**(y ln x), with a logarithm of twice the usual precision. Squares are rounded products.
    """
    if y == 0.0 or x == 1.0:
        return 1.0
    if y == 1.0:
        return x
    if y == 2.0 and x >= 0.0:
        return x * x
    if not (0.0 < x < math.inf and abs(y) < math.inf):
        return _extreme_power(x, y)
    high, low = _log(x)
    if y * high > MAX_EXPONENT + 1.0:
        return math.inf
    if y * high < MIN_EXPONENT - 1.0:
        return 0.0
    exponent, rest = _product(y, high)
    return _exp_of_sum(exponent, rest + y * low)


def _extreme_power(x: float, y: float) -> float:
    """Return x**y for numbers of which at least one is 0, infinite, negative or nan."""
    if not x >= 0.0 or math.isnan(y):
        return math.nan
    grows = (x > 1.0) == (y > 0.0)
    return math.inf if grows else 0.0


def _log(x: float) -> tuple[float, float]:
    """Return the natural logarithm of a positive float as a float and a rest. The relative error is below 2**-63.

    With x = m 2**k and s = (m - 1) / (m + 1) it is k ln 2 + 2 s (1 + s**2/3 + s**4/5 ...).
    """
    m, k = math.frexp(x)
    if m < SQRT_HALF:
        m, k = 2.0 * m, k - 1
    numerator, denominator = m - 1.0, m + 1.0
    s = numerator / denominator
    product, error = _product(s, denominator)
    lost = (1.0 - (denominator - m)) + (m - (denominator - (denominator - m)))  # rounding error of the denominator
    s_rest = (((numerator - product) - error) - s * lost) / denominator
    square, square_rest = _product(s, s)
    square_rest += 2.0 * s * s_rest
    third, third_rest = _product(square, THIRD)
    third_rest += square * THIRD_REST + square_rest * THIRD + square * square * _log_series(square)
    cube, cube_rest = _product(s, third)
    cube_rest += s * third_rest + s_rest * third
    high = 2.0 * s
    total = k * LN2 + high
    back = total - k * LN2
    error = (k * LN2 - (total - back)) + (high - back)
    rest = error + (k * LN2_REST + 2.0 * (s_rest + cube_rest))
    return _sum(total, 2.0 * cube, rest)


def _log_series(z: float) -> float:
    """Return 1/5 + z/7 + z**2/9 ..., the rest of the series of the logarithm, for 0 <= z < 0.03."""
    high = 1.0 / 15.0 + z * (1.0 / 17.0 + z * (1.0 / 19.0 + z * (1.0 / 21.0 + z * (1.0 / 23.0 + z * (1.0 / 25.0)))))
    return 1.0 / 5.0 + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z * (1.0 / 13.0 + z * high))))


def _sum(a: float, b: float, rest: float) -> tuple[float, float]:
    """Return a + b + rest as a float and a rest."""
    total = a + b
    back = total - a
    rest += (a - (total - back)) + (b - back)
    rounded = total + rest
    return rounded, rest - (rounded - total)


def _product(a: float, b: float) -> tuple[float, float]:
    """Return the rounded product of two floats and its rounding error (Dekker 1971), for factors below 1e300."""
    product = a * b
    scaled = SPLITTER * a
    a_high = scaled - (scaled - a)
    a_low = a - a_high
    scaled = SPLITTER * b
    b_high = scaled - (scaled - b)
    b_low = b - b_high
    return product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
