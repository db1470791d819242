"""The world drawn by OpenGL."""
