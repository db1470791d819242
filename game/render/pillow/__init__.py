"""The world drawn by Pillow, where there is no OpenGL."""
