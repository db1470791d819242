"""Pictures and recordings: how they are painted, made into files, and kept."""
