"""A test's result, and the tail of a weighted sum of chi-squares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

Floats = npt.NDArray[np.float64]
NEAR_MEAN = 1e-4
SINGULAR = 1e-12


@dataclass(frozen=True, slots=True)
class Test:
    """df, ddf: degrees of freedom above and below; NaN where the law has none."""

    statistic: float
    df: float
    ddf: float
    p: float
    method: str


def regular(matrix: Floats) -> bool:
    """Whether a covariance matrix can be inverted, in whatever units its columns are.

    least eigenvalue of the correlations > 10⁻¹² · the largest
    """
    error = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    if not (error > 0).all():
        return False
    eigenvalues = np.linalg.eigvalsh(matrix / np.outer(error, error))
    return bool(eigenvalues[0] > SINGULAR * eigenvalues[-1])


def weighted_sum_tail(x: float, weights: Sequence[float] | Floats, ddf: float) -> float:
    """P(Σ λ_i χ²₁ / (χ²_ddf / ddf) > x) by the saddlepoint.

        P ≈ Φ̄(w + ln(v/w)/w) of Σ λ_i χ²₁ − (x/ddf) χ²_ddf at 0,
        K(ζ) = −½ Σ ln(1 − 2ζλ),  K'(ζ̂) = 0,
        w = sign(ζ̂) √(−2 K(ζ̂)),  v = ζ̂ √K''(ζ̂)

    weights: λ_i > 0; ddf is taken down to a whole number, as R does. Next to the mean,
    where the formula divides 0 by 0, Satterthwaite's F stands in.
    Source: Kuonen (1999), Biometrika 86; Lumley & Scott (2014); R `survey`, pFsum.
    """
    upper = np.asarray(weights, dtype=float)
    if not x > 0:
        return 1.0
    terms = np.append(upper, -x / ddf)
    often = np.append(np.ones(len(upper)), np.floor(ddf))
    scale = terms.max()
    terms = terms / scale

    def slope(zeta: float) -> float:
        return float(often @ (terms / (1 - 2 * zeta * terms)))

    # The slope runs from −∞ to ∞ between the two poles.
    left, right = 1 / (2 * terms.min()), 1 / (2 * terms.max())
    edge = 1e-12
    zeta = optimize.brentq(slope, left * (1 - edge), right * (1 - edge), xtol=1e-15)
    if abs(zeta) < NEAR_MEAN:
        return _satterthwaite(x, upper, ddf)
    k = -0.5 * float(often @ np.log(1 - 2 * zeta * terms))
    curve = 2 * float(often @ (terms**2 / (1 - 2 * zeta * terms) ** 2))
    w, v = np.sign(zeta) * np.sqrt(-2 * k), zeta * np.sqrt(curve)
    return float(stats.norm.sf(w + np.log(v / w) / w))


def _satterthwaite(x: float, weights: Floats, ddf: float) -> float:
    mean, square = weights.mean(), (weights**2).mean()
    df = len(weights) * mean**2 / square
    return float(stats.f.sf(x / len(weights) / mean, df, ddf))
