"""Who says what: each informant group on its own, never pooled."""

from analysis.schema import Figure

CLAIMED = 0.5
BELIEVED = 0.8


def contradiction(claim: Figure | None, heard: Figure | None) -> bool:
    """Officials mostly claim "always", and the survey's upper limit is under 80 %.

    claim: figure of the authorities (share that answers "always, with written proof");
    heard: figure of the people, from a sample that carries an interval. Suppressed or
    missing figures contradict nothing.
    Source: contradiction rule of the gap report (finding rule, part D).
    """
    if claim is None or heard is None or claim.suppressed or heard.suppressed:
        return False
    if not claim.n or claim.k is None or heard.ci_upper is None:
        return False
    return claim.k / claim.n > CLAIMED and heard.ci_upper < BELIEVED
