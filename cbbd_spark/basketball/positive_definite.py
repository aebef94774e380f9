"""The inverse of a symmetric positive definite matrix, kept as its root: a third of the time of inverting it whole.

A = L L' (Cholesky), so A^-1 = R' R with R = L^-1, which is triangular too: its product with a vector takes two products
with R, and its diagonal is the sum of squares down the columns of R.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.floating]
Vector = npt.NDArray[np.float64]

# Below that numpy's own inverse costs less than to go on halving.
_SMALL = 64


class Inverse:
    """`Inverse(matrix) @ vector`, and the inverse's diagonal. LinAlgError if the matrix is not positive definite."""

    def __init__(self, matrix: Matrix) -> None:
        self._root = _of_lower_triangle(np.linalg.cholesky(matrix))

    def __matmul__(self, vector: Vector) -> Vector:
        product: Vector = self._root.T @ (self._root @ vector)
        return product

    @property
    def diagonal(self) -> Vector:
        squares: Vector = np.sum(self._root**2, axis=0)
        return squares


def _of_lower_triangle(lower: Matrix) -> Matrix:
    """Its inverse, by halves: of [[a, 0], [b, c]] it is [[a', 0], [-c' b a', c']]."""
    n = len(lower)
    if n <= _SMALL:
        return np.tril(np.linalg.inv(lower))
    half = n // 2
    inverse = np.zeros_like(lower)
    inverse[:half, :half] = a = _of_lower_triangle(lower[:half, :half])
    inverse[half:, half:] = c = _of_lower_triangle(lower[half:, half:])
    inverse[half:, :half] = -c @ (lower[half:, :half] @ a)
    return inverse
