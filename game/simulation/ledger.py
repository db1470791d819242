"""The energy account of a simulation."""

from typing import NamedTuple


class Ledger(NamedTuple):
    """Energies and momenta of all balls, and the totals of work and dissipation, which change only in steps.

    After each step: energy = energy at the start + work + field_work + given - dissipated.

    kinetic, spin : energy of motion and of rotation, J
    potential : energy of gravity, zero at the origin, J
    work : work of walls on balls since the start, J
    field_work : work of zones with forces, of the mouse and of forces of added systems since the start, J
    dissipated : heat of impacts and friction, and drag, since the start, J
    dissipated_in_step : the same in the last step, J
    given : energy that was added since the start, J: by balls that were added, removed or moved, and by changes of
        gravity
    momentum : kg m/s
    angular_momentum : about the origin, kg m²/s
    """

    kinetic: float
    spin: float
    potential: float
    work: float
    field_work: float
    dissipated: float
    dissipated_in_step: float
    given: float
    momentum: tuple[float, float]
    angular_momentum: float

    @property
    def energy(self) -> float:
        """Sum of the kinetic, spin and potential energies, J."""
        return self.kinetic + self.spin + self.potential
