"""Elementary functions to 60 digits, and the distance of a float from them in ulp. Slow: the references of tests."""

import math
from decimal import Context, Decimal, localcontext

CONTEXT = Context(prec=80, Emin=-999_999, Emax=999_999)
END = Decimal("1e-90")


def exactly(function):
    """Let a function compute with the digits of `CONTEXT`; its arguments become decimal numbers without rounding."""

    def precise(*values):
        with localcontext(CONTEXT):
            return function(*map(Decimal, values))

    return precise


def arc_tangent(x):
    """Halve the angle until the series converges quickly."""
    doublings = 0
    while abs(x) > Decimal("0.05"):
        x /= 1 + (1 + x * x).sqrt()
        doublings += 1
    total, power, k = Decimal(0), x, 1
    while abs(power) > END:
        total += power / k
        power *= -x * x
        k += 2
    return total * 2**doublings


with localcontext(CONTEXT):
    PI = 4 * arc_tangent(Decimal(1))


def series(x, k):
    """Return x**k / k! - x**(k + 2) / (k + 2)! + ..."""
    term = x**k if k else Decimal(1)
    total = Decimal(0)
    while abs(term) > END:
        total += term
        term *= -x * x / ((k + 1) * (k + 2))
        k += 2
    return total


@exactly
def sin(x):
    turns = (x / (2 * PI)).to_integral_value()
    return series(x - turns * 2 * PI, 1)


@exactly
def cos(x):
    turns = (x / (2 * PI)).to_integral_value()
    return series(x - turns * 2 * PI, 0)


@exactly
def atan2(y, x):
    if not x:
        return PI / 2 if y > 0 else -PI / 2
    angle = arc_tangent(y / x)
    return angle if x > 0 else angle + PI if y >= 0 else angle - PI


@exactly
def asin(x):
    return arc_tangent(x / ((1 - x) * (1 + x)).sqrt())


@exactly
def exp(x):
    return x.exp()


@exactly
def expm1(x):
    if abs(x) > Decimal("1e-3"):
        return x.exp() - 1
    return sum(x**k / math.factorial(k) for k in range(1, 20))


@exactly
def power(x, y):
    return (y * x.ln()).exp()


def ulps(value, exact):
    """Return the distance of a float from an exact number in ulp of that number."""
    with localcontext(CONTEXT):
        return float(abs(Decimal(value) - exact) / Decimal(math.ulp(float(exact))))
