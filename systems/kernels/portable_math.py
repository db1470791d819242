"""The functions of `components.portable_math`, for kernels: compiled by numba, with the same bits."""

from inspect import getmembers, isfunction

import components.portable_math as functions
from components.portable_math import cos, exp, expm1, power, sin, sincos
from systems.kernels.compiler import subroutine

__all__ = ["cos", "exp", "expm1", "power", "sin", "sincos"]

for _, function in getmembers(functions, isfunction):
    subroutine(function)
