"""What impulses on a ball are multiplied by."""

from components.component import Component


class InverseMass(Component):
    """The reciprocals of the mass of a ball, in 1/kg, and of its moment of inertia I = m r² / 2, in 1/(kg m²).

    `BallCollision` writes them in every sub-step, so that its kernels need not divide for each contact.

    These are private columns of the table: entities do not carry this component.
    """

    linear: float = 1.0
    angular: float = 1.0
