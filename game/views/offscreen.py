"""Pictures of what the window would show, without a window."""

from typing import Any

import arcade
import numpy as np
from arcade.gl import BufferDescription, Framebuffer
from numpy.typing import NDArray

from game.simulation import Simulation
from game.views.hud import Hud
from game.views.stage import Stage

FINER = 2
"""The scene is drawn larger by this factor, and every pixel is the mean of its parts."""
