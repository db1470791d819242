"""The mass by which a ball counts as heavier in resting contacts."""

from components.component import Component


class AddedMass(Component):
    """The mass that is added to a ball in its resting contacts, because it bears much more than its own weight.

    Sequential impulses need about as many rounds as the ratio of the load to the weight of the ball that bears it. With
    an added mass this ratio is at most three. `WarmStart` writes it in every sub-step; it is 0 for nearly all balls.
    Impacts and energies do not depend on it.

    These are private columns of the table: entities do not carry this component.

    added : kg
    load : N s, the largest normal impulse of a contact
    neighbor : kg, the largest mass of late of a ball that presses on it, with its added mass
    borne : N s, the largest load of late; what is of late fades by a thousandth in every sub-step
    limit : N s, the largest impulse that a contact may keep
    """

    added: float = 0.0
    load: float = 0.0
    neighbor: float = 0.0
    borne: float = 0.0
    limit: float = 0.0
