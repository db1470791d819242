"""Physics experiments with a known result: closed forms, conservation laws and statistics.

Tests and the benchmark report share them. `cases.py` lists them with their bounds. Each experiment is a function that
builds scenes in an engine, this one or Chipmunk, and returns numbers.
"""
