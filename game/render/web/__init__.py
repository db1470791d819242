"""The world drawn by a web page that plays a run."""
