"""The edit mode: a level is drawn with the mouse, and written to its file. Imported when it is opened first."""
