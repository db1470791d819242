"""Tables of balls, in the form that pandas and xarray accept: a numpy array for each column."""

from collections.abc import Sequence
from typing import Any

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Label, Position, Spin, Table, Velocity

Frame = dict[str, NDArray[Any]]
"""Columns (rows,) by name."""


def ball_frame(balls: Table, step: int, time: float) -> Frame:
    """Return copies of the columns of all balls of the current esper world, one row a ball.

    step, time : steps and simulated time in s, the same in all rows
    ball, number : entity, and number that is drawn on it; 0 for a ball without a `Label`
    x, y, velocity_x, velocity_y : m, m/s
    angle, spin : rad, not wrapped; rad/s
    radius, mass : m, kg
    """
    count, entities = len(balls), balls.entities.tolist()
    labels = [esper.try_component(entity, Label) for entity in entities]
    columns = {
        "x": balls[Position].x,
        "y": balls[Position].y,
        "velocity_x": balls[Velocity].x,
        "velocity_y": balls[Velocity].y,
        "angle": balls[Spin].angle,
        "spin": balls[Spin].rate,
        "radius": balls[Collider].radius,
        "mass": balls[Collider].mass,
    }
    return {
        "step": np.full(count, step, np.int64),
        "time": np.full(count, time),
        "ball": balls.entities.copy(),
        "number": np.array([label.number if label else 0 for label in labels], np.int64),
        **{name: column.copy() for name, column in columns.items()},
    }


def join_frames(frames: Sequence[Frame]) -> Frame:
    """Return one table with the rows of several tables of the same columns, in their order."""
    return {name: np.concatenate([frame[name] for frame in frames]) for name in frames[0]}
