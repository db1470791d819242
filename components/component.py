"""The base class of components: objects whose fields are stored in the columns of a table."""

from array import array
from inspect import get_annotations
from typing import Any, ClassVar, Self, dataclass_transform

Cells = list[Any]
"""One writable buffer of floats for each field, in the order of the fields, then one of dirty flags."""


class Row:
    """The row of an entity in its table. All components of the entity share it, so a move writes one int."""

    __slots__ = ("index",)

    def __init__(self, index: int = 0) -> None:
        self.index = index


class _SlottedType(type):
    """Gives component classes empty slots, so that a misspelt field is an error instead of a new attribute."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any) -> "_SlottedType":
        namespace.setdefault("__slots__", ())
        return super().__new__(cls, name, bases, namespace, **kwargs)


class Field(property):
    """One field of a component class: a float on an instance, the name of a column on the class."""

    def __init__(self, kind: type["Component"], name: str, place: int) -> None:
        def read(component: Component) -> float:
            value: float = component._cells[place][component._row.index]
            return value

        def write(component: Component, value: float) -> None:
            cells = component._cells
            index = component._row.index
            cells[place][index] = value
            cells[-1][index] = 1.0

        super().__init__(read, write)
        self.__doc__ = f"{kind.__name__}.{name}"
        self.kind = kind
        self.name = name


@dataclass_transform(eq_default=False)
class Component(metaclass=_SlottedType):
    """A live view of one row of float64 columns, declared like a dataclass.

    ``class Position(Component): x: float = 0.0; y: float = 0.0`` makes ``Position(1.0).x`` an ordinary float
    attribute. A new instance is detached: it holds its own values. ``Table.sync`` attaches the components of its
    entities: the same instances become views of the columns, so earlier references stay valid and ``position.x = 3``
    writes the memory that the kernels read. Every write marks the row dirty. Two components are equal only if they
    are the same object; compare ``values`` to compare their fields.

    Raises ``TypeError`` for a field without a default, a field that is not a float, a field whose name is an attribute
    of every component, a class that derives from another component, or an unknown argument.
    """

    __slots__ = ("_cells", "_row")

    _cells: Cells
    _row: Row

    fields: ClassVar[tuple[str, ...]] = ()
    defaults: ClassVar[tuple[float, ...]] = ()

    def __init_subclass__(cls) -> None:
        if cls.__bases__ != (Component,):
            raise TypeError(f"cannot define {cls.__name__}: its only base class must be Component")
        declared = get_annotations(cls)
        for name, kind in declared.items():
            if hasattr(Component, name):
                raise TypeError(f"{cls.__name__}.{name} is an attribute of every component; choose another name")
            if name not in cls.__dict__:
                raise TypeError(f"{cls.__name__}.{name} needs a default value")
            if kind not in (float, "float") or not isinstance(cls.__dict__[name], int | float):
                raise TypeError(f"{cls.__name__}.{name} must be a float")
        cls.fields = tuple(declared)
        cls.defaults = tuple(float(cls.__dict__[name]) for name in declared)
        for place, name in enumerate(declared):
            setattr(cls, name, Field(cls, name, place))

    def __init__(self, *values: float, **named: float) -> None:
        if len(values) > len(self.fields):
            raise TypeError(f"{type(self).__name__} takes {len(self.fields)} values, got {len(values)}")
        state = dict(zip(self.fields, self.defaults, strict=True))
        state.update(zip(self.fields, values, strict=False))
        for name, value in named.items():
            if name not in state or name in self.fields[: len(values)]:
                raise TypeError(f"{type(self).__name__}: {name!r} is unknown or given twice")
            state[name] = value
        self._cells = [*(array("d", (value,)) for value in (*state.values(), 0.0))]
        self._row = Row()

    @property
    def values(self) -> tuple[float, ...]:
        """Values of the fields, in their order."""
        index = self._row.index
        return tuple(cell[index] for cell in self._cells[:-1])

    @property
    def is_detached(self) -> bool:
        """Whether the component holds its own values, outside of any table."""
        return isinstance(self._cells[-1], array)

    def detach(self) -> None:
        """Copy the values out of the table, and leave it."""
        self._cells = [*(array("d", (value,)) for value in (*self.values, 0.0))]
        self._row = Row()

    def attach(self, cells: Cells, row: Row) -> None:
        """Become a view of ``row`` in ``cells``; the values in ``cells`` do not change."""
        self._cells = cells
        self._row = row

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in zip(self.fields, self.values, strict=True))
        return f"{type(self).__name__}({fields})"

    def __reduce__(self) -> tuple[type[Self], tuple[float, ...]]:
        """Copy and pickle as a detached component with the same values."""
        return type(self), self.values
