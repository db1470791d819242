"""Arithmetic of `Remember`."""

from numpy.typing import NDArray

from systems.kernels.compiler import kernel


@kernel("void(f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1])")
def remember(
    x: NDArray, y: NDArray, angle: NDArray, previous_x: NDArray, previous_y: NDArray, previous_angle: NDArray
) -> None:
    """Copy the pose of every ball.

    x, y, angle : (n,) m, rad
    previous_x, previous_y, previous_angle : (n,) out
    """
    for i in range(len(x)):
        previous_x[i] = x[i]
        previous_y[i] = y[i]
        previous_angle[i] = angle[i]
