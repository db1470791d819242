"""Pictures and movies in files."""
