"""Runs without a window: headless runs, benchmarks and parameter sweeps."""
