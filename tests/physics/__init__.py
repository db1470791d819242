"""Closed forms and statistics that a simulation must meet: measured once, for the tests and for the report.

`cases.py` lists them with their bounds. Each is a plain function that builds scenes in an engine, ours or
Chipmunk, and returns numbers.
"""
