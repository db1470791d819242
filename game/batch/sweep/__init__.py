"""Many runs of a level: over seeds and over values of its fields, in processes or on a cluster."""
