"""How the world looks: camera, theme and shapes, the same for OpenGL, Pillow and web pages."""
