"""Strata that are joined for the variance, because one place of each was drawn."""

from collections.abc import Iterable, Sequence

from analysis.schema import FrameProblem


def collapse(strata: Iterable[str], pairs: Sequence[Sequence[str]]) -> dict[str, str]:
    """The variance stratum of every stratum, with strata joined as a coordinator chose.

        v = Σ_pairs (u_1 − u_2)²

    strata: names of the strata of the draw; pairs: groups of two or more to be joined.
    Returns by stratum the name of its variance stratum: "A + B" for joined ones, its
    own for the others. As the column variance_stratum of units it changes the variance
    alone (`design.variance_strata`): weights read the strata of the draw. u_h are the
    weighted sums of a stratum with one place. The variance is not too small but holds
    the difference of the strata, so join strata that are alike in what was known
    before the draw, never by their results.
    An unknown stratum, a pair of fewer than two and a stratum in two pairs raise
    FrameProblem.
    Source: Cochran (1977), Sampling Techniques, 5A.12; Lohr (2022), Sampling, 9.
    """
    variance_strata = {name: name for name in strata}
    joined: set[str] = set()
    for pair in pairs:
        if len(set(pair)) < 2:
            raise FrameProblem(
                f"{', '.join(pair)}: nothing to join. Name at least two strata."
            )
        for name in pair:
            if name not in variance_strata:
                raise FrameProblem(
                    f'There is no stratum "{name}" to join. Choose one of the round.'
                )
            if name in joined:
                raise FrameProblem(
                    f'Stratum "{name}" is to be joined twice. Put all that belong'
                    " together into one group."
                )
        joined.update(pair)
        for name in pair:
            variance_strata[name] = " + ".join(dict.fromkeys(pair))
    return variance_strata
