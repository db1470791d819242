"""Comparison of components within a tolerance."""

from components import Component


class ApproxComponent:
    """Equals a component of the same class whose fields are close to those of ``expected``.

    A field is close if it differs by at most ``relative`` times the expected value, or by ``absolute``, whichever is
    larger. Infinite values are close to themselves, nan to nothing.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, expected: Component, relative: float, absolute: float) -> None:
        self.expected, self.relative, self.absolute = expected, relative, absolute

    def __eq__(self, actual: object) -> bool:
        return not self.differences(actual)

    def __repr__(self) -> str:
        return f"approx_component({self.expected!r})"

    def differences(self, actual: object) -> list[str]:
        """Return one line for each field that is not close, or one that says that the class is another."""
        if type(actual) is not type(self.expected):
            return [f"is a {type(actual).__name__}, not a {type(self.expected).__name__}"]
        assert isinstance(actual, Component)
        fields = zip(actual.fields, actual.values, self.expected.values, strict=True)
        return [
            f"{name}: {value!r} != {expected!r} ± {self._tolerance(expected):.1e}"
            for name, value, expected in fields
            if not (value == expected or abs(value - expected) <= self._tolerance(expected))
        ]

    def _tolerance(self, expected: float) -> float:
        is_infinite = expected in (float("inf"), float("-inf"))
        return self.absolute if is_infinite else max(self.relative * abs(expected), self.absolute)


def approx_component(expected: Component, relative: float = 1e-6, absolute: float = 1e-12) -> ApproxComponent:
    """Return what equals components that are close to ``expected``, as `pytest.approx` does for numbers.

    ``assert esper.component_for_entity(ball, Velocity) == approx_component(Velocity(0.0, -1.0))``; if it fails, pytest
    lists the fields that differ.

    relative, absolute : tolerances, see `ApproxComponent`
    """
    return ApproxComponent(expected, relative, absolute)
