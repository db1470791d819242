"""Headless runs, benchmarks and parameter sweeps."""
