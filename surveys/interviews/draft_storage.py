"""Where an open interview is kept between pages: the Draft row, and nothing else."""

from functools import partial

from django.db import transaction
from django.http import QueryDict
from django.shortcuts import redirect
from formtools.wizard.storage.base import BaseStorage

from surveys.access import locked_drafts_for
from surveys.engine.defaults import follow_change
from surveys.engine.instrument import key_of
from surveys.instruments import versions
from surveys.interviews import drafts
from surveys.interviews.forms import ScreenForm, with_rank_tap
from surveys.interviews.unsaved_pages import moved_page, too_late


def merged(instrument, answers, accepted, journey_for):
    """The document with this screen's answers put in and blanks taken out.

    Calculations that are made once, or when another answer changes, are made here, and
    the instances of a repeat that are new begin with their defaults.
    """
    changed = {key for key, value in accepted.items() if answers.get(key) != value}
    together = answers | accepted
    together = {key: value for key, value in together.items() if value is not None}
    together = follow_change(instrument, answers, together, changed, journey_for)
    return {key: value for key, value in together.items() if value != ""}


REMOVED = ":removed"  # how many entries were taken out of a list, beside its number


def list_state(step, answers):
    """How many entries were removed from each repeat around a step, as one text.

    A page that was open before names another entry than the same page does now.
    """
    counted = (
        answers.get(key_of(repeat, step.instance[:depth]) + REMOVED, 0)
        for depth, repeat in enumerate(step.screen.repeats)
    )
    return ".".join(map(str, counted))


def has_moved(step, posted, answers):
    """Whether entries were removed since the posted page was shown."""
    now = list_state(step, answers)
    unchanged = ".".join("0" for _repeat in step.screen.repeats)
    return posted.get("entries", unchanged) != now


class DraftStorage(BaseStorage):
    """The wizard's memory is the Draft row; nothing is kept in the session."""

    def __init__(self, prefix, request=None, file_storage=None):
        super().__init__(prefix, request, file_storage)
        self.init_data()
        self.draft = request.draft
        self.answers, self.unchecked = drafts.read_draft(self.draft)
        self.current_step = drafts.last_screen(self.draft) or None

    def reset(self):
        """Do nothing: the library resets on GET, and a GET never erases an answer."""

    def get_step_data(self, step):
        return None

    def get_step_files(self, step):
        return None

    def set_step_data(self, step, cleaned_data):
        """cleaned_data: (revision seen, accepted answers, raw unchecked text)."""
        revision, accepted, raw = cleaned_data
        instrument = versions.instrument_of(self.draft.version)
        journey_for = partial(drafts.journey_for, self.draft)
        answers = merged(instrument, self.answers, accepted, journey_for)
        pending = {n: v for n, v in self.unchecked.items() if n not in accepted}
        drafts.save_draft(
            draft=self.draft,
            revision=revision,
            answers=answers,
            unchecked=pending | raw,
            place=step,
        )
        self.answers, self.unchecked = answers, pending | raw

    def set_step_files(self, step, files):
        """Instruments ask for no files."""


@transaction.atomic
def resume(parcel, *, request):
    """Save the page that was typed before a session ended, and go on from there."""
    posted = QueryDict(mutable=True)
    for name, values in parcel["posted"].items():
        posted.setlist(name, values)
    drafts_of_person = locked_drafts_for(request.user)
    draft = drafts_of_person.filter(pk=parcel["draft_id"]).first()
    if draft is None:  # finished meanwhile; another person's is found nowhere
        return too_late(request, parcel["draft_id"], parcel["screen"], posted)
    instrument = versions.instrument_of(draft.version)
    if not instrument.has_screen(parcel["screen"]):
        return redirect("sections", draft.pk)
    answers, unchecked = drafts.read_draft(draft)
    journey_for = partial(drafts.journey_for, draft)
    step = journey_for(answers).step(parcel["screen"])
    if has_moved(step, posted, answers):
        return moved_page(request, draft, step, posted)
    posted = with_rank_tap(posted)
    form = ScreenForm(
        data=posted,
        instrument=instrument,
        step=step,
        draft=draft,
        answers=answers,
        journey_for=journey_for,
    )
    form.full_clean()
    accepted, raw = form.accepted(), form.unchecked()
    if posted.get("revision") != str(draft.revision):  # changed elsewhere meanwhile
        accepted, raw = {}, {n: posted.getlist(n) for n in form.fields if n in posted}
    drafts.save_draft(
        draft=draft,
        revision=draft.revision,
        answers=merged(instrument, answers, accepted, journey_for),
        unchecked=unchecked | raw,
        place=parcel["screen"],
    )
    return redirect("ask", draft.pk, parcel["screen"])
