"""From two teams' ratings to what is to be expected of their game at a neutral site.

Margin = difference of the net ratings x possessions / 100; its error is taken as normal with a standard deviation of
11 points, the customary value for college games (KenPom). Every function treats both sides alike: exchanging them
exchanges the probabilities, which add up to 1.
"""

from __future__ import annotations

import math

from pyspark.sql import Column
from pyspark.sql import functions as F

MARGIN_DEVIATION = 11.0

# Up to here a rational function, beyond a continued fraction of so many terms; from 37 on the tail is 0 to a double.
_TAIL_FROM, _TAIL_TERMS, _NOTHING_FROM = 3.5, 30, 37.0
_NUMERATOR = (
    3.52624965998911e-02,
    0.700383064443688,
    6.37396220353165,
    33.912866078383,
    112.079291497871,
    221.213596169931,
    220.206867912376,
)
_DENOMINATOR = (
    8.83883476483184e-02,
    1.75566716318264,
    16.064177579207,
    86.7807322029461,
    296.564248779674,
    637.333633378831,
    793.826512519948,
    440.413735824752,
)


def expected_possessions(tempo: Column, opponent_tempo: Column, mean: Column, opponent_mean: Column) -> Column:
    """Additive, as the ratings are: what both teams' tempos differ from the mean of all teams adds up.

    The means are those of the days on which the two tempos were taken; where they differ, halfway between.
    """
    return (tempo + opponent_tempo) - (mean + opponent_mean) / F.lit(2.0)


def expected_margin(net: Column, opponent_net: Column, possessions: Column) -> Column:
    """In points, of net ratings in points per 100 possessions."""
    return (net - opponent_net) * possessions / F.lit(100.0)


def win_probability(margin: Column) -> Column:
    """The probability of a margin above 0."""
    return normal_cdf(margin / F.lit(MARGIN_DEVIATION))


def normal_cdf(x: Column) -> Column:
    """The standard normal distribution function, both tails to a relative 1e-12.

    Hart's rational function 5666 (Computer Approximations, 1968) as given by G. West, "Better approximations to
    cumulative normal functions" (Wilmott, 2005), and where its tail gets coarse, Laplace's continued fraction
    (Abramowitz and Stegun 26.2.14).
    """
    size = F.abs(x)
    density = F.exp(-size * size / F.lit(2.0))
    # At least where it begins, so that the fraction divides by 0 nowhere.
    fraction = far_out = F.greatest(size, F.lit(_TAIL_FROM))
    for n in range(_TAIL_TERMS, 0, -1):
        fraction = far_out + F.lit(float(n)) / fraction
    tail = (
        F.when(size > _NOTHING_FROM, F.lit(0.0))
        .when(size < _TAIL_FROM, density * _polynomial(size, _NUMERATOR) / _polynomial(size, _DENOMINATOR))
        .otherwise(density / fraction / F.lit(math.sqrt(2 * math.pi)))
    )
    return F.when(x > 0, F.lit(1.0) - tail).when(x <= 0, tail)


def _polynomial(x: Column, coefficients: tuple[float, ...]) -> Column:
    """Highest power first."""
    value = F.lit(coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * x + F.lit(coefficient)
    return value
