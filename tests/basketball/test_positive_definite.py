"""The root of an inverse does what the inverse does, for matrices below and above the size that is halved."""

from __future__ import annotations

import numpy as np
import pytest

from cbbd_spark.basketball.positive_definite import Inverse


@pytest.mark.parametrize("n", [1, 2, 64, 65, 200])
def test_it_is_the_inverse(n: int) -> None:
    generator = np.random.default_rng(n)
    some = generator.normal(size=(n, n))
    matrix, vector = some @ some.T + 4 * np.eye(n), generator.normal(size=n)
    inverse = Inverse(matrix)
    np.testing.assert_allclose(matrix @ (inverse @ vector), vector, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(inverse.diagonal, np.diagonal(np.linalg.inv(matrix)), rtol=1e-9)


def test_a_matrix_that_is_not_positive_definite_is_refused() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        Inverse(np.array([[1.0, 2.0], [2.0, 1.0]]))
