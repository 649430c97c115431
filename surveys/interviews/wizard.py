"""The online interview: formtools steps over the Draft row.

What the library does by default and we do not want: a GET resets everything, the
session table holds typed answers in clear, two tabs merge two people, going to a
step drops the page just typed, finishing is a GET. Here answers live in the draft
only, which is read and saved under one lock; every save names the revision it saw, and
each of these has a test.
"""

from collections import OrderedDict
from functools import partial
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from formtools.wizard.views import NamedUrlWizardView

from surveys.access import drafts_for, locked_drafts_for
from surveys.engine.journey import REASON
from surveys.fieldwork import safeguards
from surveys.instruments import versions
from surveys.instruments.answer_labels import as_text, in_language
from surveys.interviews import drafts
from surveys.interviews.answers_in_texts import AnswersInTexts
from surveys.interviews.breaks import ending
from surveys.interviews.breaks.place_form import cover
from surveys.interviews.draft_storage import (
    DraftStorage,
    has_moved,
    list_state,
)
from surveys.interviews.forms import ScreenForm, as_posted, with_rank_tap
from surveys.interviews.question_display import ShownScreen
from surveys.interviews.referrals import asks_for_referral, help_at
from surveys.interviews.rosters import RosterSteps
from surveys.interviews.turns import frame_of, turn
from surveys.interviews.unsaved_pages import already_finished, moved_page, too_late
from surveys.people.sign_in import ask_to_sign_in


@method_decorator(login_not_required, name="dispatch")
class InterviewWizard(RosterSteps, NamedUrlWizardView):
    """One screen of an open interview. Signs in by itself, to keep what was typed."""

    form_list = [("screen", ScreenForm)]
    storage_name = "surveys.interviews.draft_storage.DraftStorage"
    template_name = "surveys/interviews/question.html"
    http_method_names = ["get", "head", "post"]

    def _lay_out(self):
        """Set the steps of the wizard; repeats come and go with the answers."""
        self.form_list = OrderedDict(
            (step.name, ScreenForm) for step in self.journey.steps()
        )
        self.condition_dict = {
            name: partial(_is_on_the_path, name=name) for name in self.form_list
        }
        self.__dict__.pop("_resolved_form_list", None)

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated and request.method == "POST":
            return ask_to_sign_in(
                request, screen=kwargs["step"], draft_id=kwargs["draft_id"]
            )
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.method != "POST":
            return self._open(request, drafts_for(request.user), **kwargs)
        with transaction.atomic():  # what is read stays so until it is saved
            return self._open(request, locked_drafts_for(request.user), **kwargs)

    def _open(self, request, drafts_of_person, **kwargs):
        self.draft = drafts_of_person.filter(pk=kwargs["draft_id"]).first()
        request.draft = self.draft
        if self.draft is None and request.POST.get("go") == "came":
            return cover(request, kwargs["draft_id"])
        if self.draft is None and request.method == "POST":
            return too_late(request, kwargs["draft_id"], kwargs["step"], request.POST)
        if self.draft is None:
            return already_finished(request, kwargs["draft_id"])
        looks = request.method == "GET" or request.POST.get("go") == "look"
        if looks and drafts.is_suspended(self.draft):
            return suspended(request, self.draft)
        self.instrument = versions.instrument_of(self.draft.version)
        return super().dispatch(request, **kwargs)

    # -- what formtools asks --------------------------------------------------

    def get_prefix(self, request, *args, **kwargs):
        return f"interview-{kwargs['draft_id']}"

    def get_step_url(self, step):
        return reverse("ask", args=[self.draft.pk, step])

    def get_form_prefix(self, step=None, form=None):
        return None

    def get_form_kwargs(self, step=None):
        return {
            "instrument": self.instrument,
            "step": self.journey.step(step),
            "draft": self.draft,
            "answers": self.storage.answers,
            "journey_for": partial(drafts.journey_for, self.draft),
            "theirs": self._theirs(),
        }

    @property
    def language(self):
        return self.draft.language

    @property
    def journey(self):
        """The journey of the stored answers, derived again after each save."""
        answers = self.storage.answers
        if getattr(self, "_journey_of", None) is not answers:
            self._journey_of = answers
            self._journey = drafts.journey_for(self.draft, answers)
            self.path_names = {step.name for step in self._journey.screens()}
        return self._journey

    # -- GET ------------------------------------------------------------------

    def get(self, request, *args, **kwargs):
        step = kwargs["step"]
        self._lay_out()
        if step not in self.get_form_list():
            return self._gone(step)
        self.storage.current_step = step
        form = self.get_form(step, data=self._unchecked_data(step))
        if "placing" in request.GET:  # a tap on a rank is no mistake yet
            form.errors.clear()
        return self.render(form)

    def _unchecked_data(self, step):
        """The raw text of an earlier visit, bound again with its problem."""
        current = self.journey.step(step)
        questions = {current.key(question): question for question in current.questions}
        raw = {n: v for n, v in self.storage.unchecked.items() if n in questions}
        if not raw:
            return None
        data, answers = QueryDict(mutable=True), self.storage.answers
        for key, question in questions.items():
            data.setlist(key, raw.get(key, as_posted(answers.get(key), question)))
            data.setlist(key + REASON, as_posted(answers.get(key + REASON)))
        return data

    def _gone(self, step):
        if self.instrument.has_screen(step):
            messages.info(
                self.request,
                _(
                    "Because of another answer, we no longer ask this question. Its"
                    " answer stays until you finish the interview."
                ),
            )
        return redirect("sections", self.draft.pk)

    # -- POST -----------------------------------------------------------------

    def post(self, request, *args, **kwargs):
        step, go = kwargs["step"], request.POST.get("go", "continue")
        self._lay_out()
        if go == "came":
            return self._somebody_came_in(step)
        if self.instrument.has_screen(step):
            current = self.journey.step(step)
            gone = current.instance and step not in self.form_list
            if gone or has_moved(current, request.POST, self.storage.answers):
                return moved_page(request, self.draft, current, request.POST)
        if step not in self.form_list:
            return self._gone(step)
        self.storage.current_step = step
        request.typed_page = self._typed_page
        if self.journey.step(step).roster:
            roster = partial(self._post_roster, go, step)
            return self.get(request, **kwargs) if go == "look" else roster()
        form = ScreenForm(
            data=with_rank_tap(request.POST), **self.get_form_kwargs(step)
        )
        if self._is_stale(form):
            return self._stale(form)
        return self._save_and_turn(go, step, form)

    def _somebody_came_in(self, step):
        """Save what was typed as far as that goes, and show none of it."""
        current = self.journey.step(step) if self.instrument.has_screen(step) else None
        asked = step in self.form_list and not current.roster
        if asked and not has_moved(current, self.request.POST, self.storage.answers):
            self.storage.current_step = step
            form = ScreenForm(data=self.request.POST, **self.get_form_kwargs(step))
            form.full_clean()
            stale = self._is_stale(form)
            typed = {n: self.request.POST.getlist(n) for n in form.fields}
            accepted = {} if stale else form.accepted()
            self._save(step, accepted, typed if stale else form.unchecked())
        return turn(self.request, self.draft, "came", here="")

    def _save_and_turn(self, go, step, form):
        if go == "clear":
            self._save(step, dict.fromkeys(form.fields), {})
            return redirect(self.get_step_url(step))
        if go == "look":
            return self._look(form)
        if go.startswith("search:"):
            form.errors.clear()  # a list is looked through: nothing is judged yet
            form.soft.clear()
            return self.render(form)
        ends = self.request.POST.get("ending") in (ending.KEEP, ending.ERASE)
        if go == "continue" and not ends and not form.is_valid():
            if self._is_repeated():  # it was right; what is missing was asked after it
                return redirect(self._again(step))
            return self.render(form)
        form.full_clean()
        self._save(step, form.accepted(), form.unchecked())
        if step not in self.get_form_list():
            return self._gone(step)
        return self._turn(go, step, form)

    def _look(self, form):
        """The same screen with what its answers ask for; nothing is saved."""
        form.full_clean()
        if "judged" not in self.request.POST:
            form.errors.clear()
            form.soft.clear()
        return self.render(form)

    def _save(self, step, accepted, raw):
        self.storage.set_step_data(step, (self.draft.revision, accepted, raw))
        self._lay_out()

    def _turn(self, go, step, form):
        """Where each button leads, once the screen is saved."""
        word, _colon, detail = go.partition(":")
        match word:
            case "back":
                before = self.journey.previous_screen(step)
                if before is None:
                    return redirect("sections", self.draft.pk)
                return redirect(self.get_step_url(before.name))
            case "place" | "unplace":
                carried = {n: self.request.POST.get(n, "") for n in ("return", "show")}
                query = urlencode({"placing": 1, **carried})
                key = quote(detail.rpartition(":")[0])
                return redirect(f"{self.get_step_url(step)}?{query}#a-{key}")
            case "show":
                return redirect(self.get_step_url(step) + "?show=them")
            case "both":
                return redirect(self.get_step_url(step))
        here = self.get_step_url(step) + ("?show=them" if self._theirs() else "")
        elsewhere = turn(self.request, self.draft, go, here=here)
        return elsewhere or self.render_next_step(form)

    def render_next_step(self, form, **kwargs):
        step = self.storage.current_step
        section = self.instrument.section_of(step)
        asked_keys = set(self.journey.asked_on(self.journey.step(step)))
        if form is not None and asked_keys - form.fields.keys():
            return redirect(self._again(step))  # an answer here asks for more
        if self.request.POST.get("return") == "check":
            return self._back_to_check(section)
        if self.request.POST.get("ending") in (ending.KEEP, ending.ERASE):
            return self._end(step, self.request.POST["ending"])
        following = self.journey.next_screen(step)
        if following is None:
            return redirect("check", self.draft.pk)
        return redirect(self.get_step_url(following.name))

    def _end(self, step, how):
        """After the items for the interviewer alone the interview ends."""
        names = [care.name for care in ending.care_steps(self.journey)]
        if step in names[:-1]:
            following = self.get_step_url(names[names.index(step) + 1])
            return redirect(f"{following}?ending={how}")
        return ending.end(self.request, self.draft, how)

    def _again(self, step):
        """The address of the same screen, with what it leads to."""
        how = self.request.POST.get("ending")
        query = f"?ending={how}" if how in (ending.KEEP, ending.ERASE) else ""
        return self.get_step_url(step) + query

    def _back_to_check(self, section):
        """After a change, ask only what the change made newly relevant."""
        open_keys = set(self.journey.unanswered(section.name))
        for step in self.journey.section_screens(section.name):
            if open_keys & {step.roster, *(step.key(q) for q in step.questions)}:
                return redirect(self.get_step_url(step.name) + "?return=check")
        return redirect("section-check", self.draft.pk, section.name)

    def _typed_page(self, *, status):
        """The screen as it was typed, from what is stored, where nothing was saved."""
        self.draft = self.request.draft = drafts_for(self.request.user).get(
            pk=self.draft.pk
        )
        self.storage = DraftStorage(self.prefix, self.request)
        self._lay_out()
        self.storage.current_step = self.kwargs["step"]
        form = ScreenForm(
            data=with_rank_tap(self.request.POST),
            **self.get_form_kwargs(self.kwargs["step"]),
        )
        context = self.get_context_data(form=form) | {"no_space": True}
        return render(self.request, self.template_name, context, status=status)

    # -- stale tabs -------------------------------------------------------------

    def _is_repeated(self):
        """Whether the page was saved after it was shown, by itself or by another."""
        return self.request.POST.get("revision", "") != str(self.draft.revision)

    def _is_stale(self, form):
        return self._is_repeated() and not self._same(form)

    def _same(self, form):
        """Whether what the page holds is stored: then to send it again does no harm."""
        form.full_clean()
        answers, unchecked = self.storage.answers, self.storage.unchecked
        if self.request.POST.get("go") == "clear":
            return not (answers.keys() | unchecked.keys()) & form.fields.keys()
        accepted, raw = form.accepted(), form.unchecked()
        stored = {name: answers.get(name) for name in accepted}
        return accepted == stored and all(unchecked.get(n) == raw[n] for n in raw)

    def _stale(self, form):
        stored = [
            (question, self._stored_text(question.key))
            for question in ShownScreen(form).questions
            if not question.note
        ]
        context = self.get_context_data(form=form) | {"stale": stored}
        return render(self.request, self.template_name, context, status=409)

    def _stored_text(self, key):
        if key not in self.storage.answers:
            return ""
        instrument, value = self.instrument, self.storage.answers[key]
        return as_text(
            value, instrument.question(key), self.language, instrument.default_language
        )

    # -- page -------------------------------------------------------------------

    def get_context_data(self, form, **kwargs):
        step = self.storage.current_step
        section = self.instrument.section_of(step)
        current = self.journey.step(step)
        theirs = self._theirs()
        shown = ShownScreen(form, self._searched(), theirs=theirs)
        how = self._parameters().get("ending", "")
        on_path = {
            self.instrument.section_of(name).name for name in self.get_form_list()
        }
        sections = [s for s in self.instrument.sections if s.name in on_path]
        return frame_of(self.request, self.draft, self.journey) | {
            "form": form,
            "section": section,
            "section_label": _label(section, self),
            "section_number": sections.index(section) + 1 if section in sections else 1,
            "section_count": len(sections),
            "step": current,
            "ending": how if how in (ending.KEEP, ending.ERASE) else "",
            "for_interviewer": bool(how) or shown.for_interviewer,
            "for_them": shown.has_something_for_them,
            "label": shown.text(current.label) if current.label else None,
            "questions": shown.questions,
            "asks_one": shown.asks_one,
            "asks_something": shown.asks_something,
            "live": shown.is_live,
            "kept": form.kept(),
            "on_page": [current.key(q) for q in form.questions if q.answerable],
            "parts": list(shown.parts()),
            "identifying": shown.identifying,
            "refers": asks_for_referral(current),
            "helps": help_at(self.draft) if asks_for_referral(current) else (),
            "roster": self._roster(current),
            "entries": list_state(current, self.storage.answers),
            "place": ", ".join(map(str, current.instance)),
            "spoken": next(
                (x for x in self.instrument.languages if x.tag == shown.first),
                self.instrument.languages[0],
            ),
            "second": "" if theirs else self.draft.second_language,
            "theirs": theirs,
            "return_to": self.request.POST.get("return")
            or self.request.GET.get("return", ""),
            "page_language": get_language(),
        }

    def _parameters(self):
        request = self.request
        return request.POST if request.method == "POST" else request.GET

    def _theirs(self):
        """Whether the tablet is turned to the person, who reads one language."""
        return self._parameters().get("show") == "them"

    def _searched(self):
        """key → the letters typed into the search of a long list."""
        return {
            name.removeprefix("search:"): text
            for name, text in self.request.POST.items()
            if name.startswith("search:")
        }


def suspended(request, draft):
    """The page of a suspended site: no question is shown, and the draft is kept."""
    page = {"draft": draft, "text": safeguards.suspended_text(draft.primary_unit.site)}
    return render(request, "surveys/interviews/suspended.html", page, status=423)


def _is_on_the_path(wizard, *, name):
    return bool(wizard.journey) and name in wizard.path_names


def _label(thing, wizard):
    label = in_language(
        thing.label or {}, wizard.language, wizard.instrument.default_language
    )
    return AnswersInTexts(wizard.journey).plain(*label)
