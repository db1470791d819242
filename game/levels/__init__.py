"""Levels: the file format, its error messages, the level library, and the import of drawings."""
