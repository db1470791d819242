"""Level files: the format, its errors, where levels are found, and drawings that become levels."""
