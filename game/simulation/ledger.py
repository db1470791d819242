"""Where the energy of a simulation is, and where it went."""

from typing import NamedTuple


class Ledger(NamedTuple):
    """The account of a simulation. What walls did and what was dissipated only changes in steps.

    After a step, the energy is that of the start + work + given - dissipated.

    kinetic, spin : J, of motion and of rotation
    potential : J, of gravity, zero at the origin
    work : J, done by walls on balls since the start
    dissipated : J, heat of impacts and friction, and drag, since the start; less the work of forces that systems of
        one's own have added
    dissipated_in_step : J, in the last step
    given : J, by balls that came, went or were put elsewhere, and by gravity that was changed, since the start
    momentum : kg m/s
    angular_momentum : kg m²/s, about the origin
    """

    kinetic: float
    spin: float
    potential: float
    work: float
    dissipated: float
    dissipated_in_step: float
    given: float
    momentum: tuple[float, float]
    angular_momentum: float

    @property
    def energy(self) -> float:
        """Sum of kinetic energy, spin and potential, J."""
        return self.kinetic + self.spin + self.potential
