"""Fuzzing of all file readers: every file must be read, or refused with a message, without side effects."""
