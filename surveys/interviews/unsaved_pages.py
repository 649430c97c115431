"""What a page that is too late answers: what was typed on it is shown, never lost."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys.access import receipts_for
from surveys.engine.instrument import split_key
from surveys.engine.journey import JourneyStep
from surveys.instruments import versions
from surveys.instruments.answer_labels import as_text, in_language
from surveys.instruments.markup import plain
from surveys.interviews.answers_in_texts import without_answers
from surveys.interviews.forms import STATE_PREFIX, STATES, as_posted
from surveys.models import Outcome, PracticeInterview

ERASED = (Outcome.TAKEN_BACK, Outcome.WITHDRAWN)


def moved_page(request, draft, step, posted):
    """The page with what was typed about a removed entry; nothing is saved."""
    instrument = versions.instrument_of(draft.version)
    typed = typed_answers(instrument, draft.language, step, posted)
    page = {"draft": draft, "typed": [(label, text) for _key, label, text in typed]}
    return render(request, "surveys/interviews/moved.html", page, status=409)


def already_finished(request, draft_id):
    """Redirect to the receipt of an interview that was finished meanwhile."""
    earlier = get_object_or_404(receipts_for(request.user), interview_id=draft_id)
    messages.info(
        request, _("This interview was already received. Nothing was sent twice.")
    )
    return redirect("done", earlier.receipt)


def ended(request, draft_id, receipt):
    """To the receipt of an act, or of whoever ended the interview before it."""
    if receipt is None:
        return already_finished(request, draft_id)
    if isinstance(receipt, PracticeInterview):
        messages.success(request, _("The practice interview is finished."))
        return redirect("practice")
    return redirect("done", receipt.reference)


def too_late(request, draft_id, screen, posted):
    """Answer a screen that was sent after its interview was finished.

    A second tap, whose answers the interview has, leads to the receipt. Everything else
    is shown with what was typed, because it is not in the interview.
    """
    interview = get_object_or_404(receipts_for(request.user), interview_id=draft_id)
    instrument = versions.instrument_of(interview.version)
    typed, changes = [], True
    if instrument.has_screen(screen):
        step = JourneyStep(instrument.screen(screen), split_key(screen)[1])
        typed = [
            (label, text)
            for key, label, text in typed_answers(
                instrument, get_language(), step, posted
            )
            if not _is_stored(interview, instrument, key, posted)
        ]
        changes = bool(typed or step.roster or posted.get("go") == "clear")
    if not changes:
        return already_finished(request, draft_id)
    page = {
        "interview": interview,
        "typed": typed,
        "erased": interview.outcome in ERASED,  # then it is not shown again either
    }
    return render(request, "surveys/interviews/too_late.html", page, status=409)


def typed_answers(instrument, language, step, posted):
    """(key, question, answer in words) of what a page posted; blanks are left out."""
    default = instrument.default_language
    answers = []
    for question in step.questions:
        key = step.key(question)
        label = in_language(question.label, language, default)[0]
        label = without_answers(plain(label))
        values = [value for value in posted.getlist(key) if value]
        words = [_in_words(value, question, language, default) for value in values]
        if words:
            answers.append((key, label, ", ".join(words)))
    return answers


def _in_words(posted, question, language, default):
    """A posted value in the words of its question."""
    if posted in STATES:
        state = {"state": posted.removeprefix(STATE_PREFIX)}
        return as_text(state, question, language, default)
    choice = question.choice(posted)
    return plain(in_language(choice.label, language, default)[0]) if choice else posted


def _is_stored(interview, instrument, key, posted):
    """Whether the interview has this very answer; sealed words nobody can compare."""
    stored = as_posted(interview.answers.get(key), instrument.question(key))
    return [value for value in posted.getlist(key) if value] == [*filter(None, stored)]
