"""Colours of CSS as sRGB."""

import math
from typing import Any, NamedTuple

import numpy as np
from tinycss2 import color5

from components.outline import Floats

TO_LINEAR = {
    "xyz-d65": (
        (3.2409699419045226, -1.537383177570094, -0.4986107602930034),
        (-0.9692436362808796, 1.8759675015077202, 0.04155505740717559),
        (0.05563007969699366, -0.20397695888897652, 1.0569715142428786),
    ),
    "xyz-d50": (
        (3.1341358529, -1.6173863321, -0.4906619461),
        (-0.9787954765, 1.9162543773, 0.0334428736),
        (0.0719553121, -0.2289768264, 1.4053860354),
    ),
    "display-p3": (
        (1.2249401762805598, -0.2249401762805598, 0.0),
        (-0.04205695470968816, 1.0420569547096881, 0.0),
        (-0.01963755459033444, -0.07863604555063192, 1.0982736001409664),
    ),
    "srgb-linear": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}  # fmt: skip
"""Matrices from other linear colour spaces to linear sRGB; CSS Color 4, section 19."""

THROUGH = {"xyz": "xyz-d65", "oklab": "xyz-d65", "oklch": "xyz-d65", "lab": "xyz-d50", "lch": "xyz-d50"}
"""Colour spaces that tinycss2 converts to those above."""


class Color(NamedTuple):
    """A colour with components from 0 to 1.

    alpha : opacity
    """

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    @property
    def hexadecimal(self) -> str:
        """The colour as "#rrggbb", without its opacity."""
        return "#" + "".join(f"{math.floor(255.0 * part + 0.5):02x}" for part in self[:3])


BLACK = Color(0.0, 0.0, 0.0)


def parse_color(token: Any) -> Color | str | None:
    """Return the colour of a token of tinycss2, or "currentcolor"; None if it is none.

    Where a colour depends on the colour scheme, it is that of the light one.
    """
    try:
        parsed = color5.parse_color(token)
        if parsed is None or isinstance(parsed, str):
            return parsed
        red, green, blue = (min(max(part, 0.0), 1.0) for part in _srgb(parsed))
    except (ArithmeticError, AttributeError, IndexError, NotImplementedError, RecursionError, TypeError, ValueError):
        return None  # tinycss2 fails on some invalid functions
    return Color(red, green, blue, parsed.alpha) if math.isfinite(red + green + blue) else None


def _srgb(color: Any) -> tuple[float, ...]:
    """Return the components of a colour of tinycss2 in sRGB. Raises ``NotImplementedError`` for unusual spaces."""
    if color.space in {"srgb", "hsl", "hwb"}:
        return tuple(part or 0.0 for part in color.to("srgb").coordinates)
    if (space := THROUGH.get(color.space, color.space)) not in TO_LINEAR:
        raise NotImplementedError(space)
    color = color.to(space)
    parts = np.array(color.coordinates, np.float64)
    if color.space == "display-p3":
        parts = np.where(parts <= 0.04045, parts / 12.92, ((np.abs(parts) + 0.055) / 1.055) ** 2.4)
    return tuple(_encoded(np.array(TO_LINEAR[color.space]) @ parts).tolist())


def _encoded(linear: Floats) -> Floats:
    """Return components of linear sRGB with the transfer function of sRGB."""
    clipped = linear.clip(0.0, 1.0)
    return np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1.0 / 2.4) - 0.055)
