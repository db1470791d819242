"""Arithmetic only: numba functions on columns. They know no entity, no component and no system."""
