"""Writers that end an open interview: hand it in, or take back what was said.

The draft is read under the lock under which it is removed. A save that was
acknowledged before is in the interview, one that comes later finds no draft.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from surveys import exceptions
from surveys.access import locked_drafts_for
from surveys.engine.instrument import split_key
from surveys.instruments import versions
from surveys.interviews import drafts, practice, submission, urgent_risks
from surveys.interviews.answer_checks import URGENT, outcome_of
from surveys.models import Outcome


@transaction.atomic
def hand_in(*, draft_id, by, stopped):
    """The receipt of the draft's interview, or None where the draft has ended before.

    Of a practice draft the practice interview that was stored apart.

    Raises Refused, and NotFinished when answers are missing or not accepted.
    """
    draft = locked_drafts_for(by).filter(pk=draft_id).first()
    if draft is None:
        return None
    answers, unchecked = drafts.read_draft(draft)
    if stopped:  # nobody corrects anything any more: it is kept as it was typed
        return _submit(draft, answers, by, stopped=True, typed=unchecked)
    if typed_but_not_accepted(draft, answers, unchecked):
        message = _("One answer cannot be saved as it is. Correct it first.")
        raise exceptions.NotFinished(message, [])
    return _submit(draft, answers, by, stopped=False)


@transaction.atomic
def take_back(*, draft_id, by):
    """Submit that consent was withdrawn, with nothing but the need for help.

    Returns the receipt, or None where the draft has ended before.
    """
    draft = locked_drafts_for(by).filter(pk=draft_id).first()
    if draft is None:
        return None
    said, _unchecked = drafts.read_draft(draft)
    answers = {name: said[name] for name in URGENT if name in said}
    answers |= {"x_consent": "yes", "x_still_ok": "no"}
    return _submit(draft, answers, by, stopped=False)


@transaction.atomic
def erase_unsent(*, draft):
    """Erase what the server no longer takes in; the need for help is kept apart."""
    said, _unchecked = drafts.read_draft(draft)
    journey = drafts.journey_for(draft, said)
    kinds, answer = map(journey.stored().get, URGENT)
    site = draft.primary_unit.site
    urgent_risks.keep_waiting(round=draft.round, site=site, kinds=kinds, answer=answer)
    drafts.erase_draft(draft=draft)


def _submit(draft, answers, by, *, stopped, typed=None):
    if draft.practice:
        return practice.finish(draft=draft, stopped=stopped)
    return submission.submit_interview(
        version=draft.version,
        answers=answers,
        interview_id=draft.pk,
        round=draft.round,
        site=draft.primary_unit.site,
        by=by,
        stopped=stopped,
        draft=draft,
        typed=typed,
    )


def typed_but_not_accepted(draft, answers, unchecked):
    """Whether raw text waits on a question that is still asked; it is never dropped."""
    instrument = versions.instrument_of(draft.version)
    journey = drafts.journey_for(draft, answers)
    if outcome_of(journey, stopped=False) != Outcome.COMPLETE:
        return False
    return any(
        instrument.has(split_key(key)[0]) and journey.is_relevant(key)
        for key in unchecked
    )
