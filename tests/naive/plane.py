"""Complex numbers for the vectors of a plane: a column of a block holds x and, in the next row, y."""


def vector(column, x):
    """Return the vector whose x is in this row of a column."""
    return complex(column[x], column[x + 1])


def put(column, x, value):
    """Write a vector to this row of a column and the next."""
    column[x : x + 2] = value.real, value.imag


def dot(a, b):
    return (a * b.conjugate()).real
