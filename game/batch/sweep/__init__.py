"""Parameter sweeps: many runs of a level with different seeds and field values, in processes or on a cluster."""
