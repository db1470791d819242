"""Benchmarks that print their results and assert nothing: ``python -m tests.benchmarks.step``."""
