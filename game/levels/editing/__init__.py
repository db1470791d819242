"""Editing of level files without a window: the text of a level, its items, their handles, history and saving."""
