"""Files that are written as a whole or not at all, under names that overwrite nothing."""
