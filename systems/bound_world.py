"""Running the compiled steps of a world, with threads."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np

from systems.kernels.broad_phase import MIN_STRIPED
from systems.kernels.compiler import Kernel
from systems.kernels.step import DONE, WORLD_SIZE, World, bind_world, help_world, run_bound, run_steps
from systems.kernels.team import HELPERS
from systems.threads import crowd_threads, wait_for_all


class BoundWorld:
    """A world whose steps one call runs. Without compilation the call runs the same code as Python.

    Crowds use several threads, see `crowd_threads`; the results do not depend on their number. Small worlds use one
    thread, because others would not pay.

    world : its arrays
    memory : (WORLD_SIZE,) their addresses, see `bind_world`
    code : what the last call of `run_steps` has returned
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.code = DONE
        self.memory = np.zeros(WORLD_SIZE, np.int64)
        self._is_compiled = isinstance(run_steps, Kernel)
        self._helpers = crowd_threads() - 1 if world.ball_count >= MIN_STRIPED and self._is_compiled else 0
        if self._is_compiled:
            bind_world(self.memory, world)

    def run(self) -> None:
        """Call `run_steps`."""
        self.code = self._run()

    def _run(self) -> int:
        if not self._is_compiled:
            return run_steps(self.world)
        if not self._helpers:
            return run_bound(self.memory)
        team = self.world.team
        team[HELPERS] = self._helpers
        helpers = [_executor().submit(help_world, self.memory) for _ in range(self._helpers)]
        try:
            return run_bound(self.memory)
        finally:
            wait_for_all([helper for helper in helpers if not helper.cancel()])
            team[HELPERS] = 0


@cache
def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="heptagon")
