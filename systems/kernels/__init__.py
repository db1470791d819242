"""Kernels: compiled functions on columns. They know no entities, components or systems."""
