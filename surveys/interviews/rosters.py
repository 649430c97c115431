"""The list of what is asked more than once: add one, take one away, close the list."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from surveys.engine.relevance import MAX_INSTANCES
from surveys.engine.repeats import without_instance
from surveys.interviews.draft_storage import REMOVED
from surveys.interviews.summary import instances_of


class RosterSteps:
    """The part of the wizard that holds the lists of repeats."""

    def _post_roster(self, go, step):
        """Add an instance, take one away, or close the list."""
        if self.request.POST.get("revision") != str(self.draft.revision):
            messages.info(self.request, _("The list was changed in another window."))
            return redirect(self.get_step_url(step))
        list_step = self.journey.step(step)
        count = self.journey.count_of(list_step.screen.roster, list_step.instance)
        word, _colon, detail = go.partition(":")
        if word == "remove":
            if detail in map(str, range(1, count + 1)):
                self._remove(list_step, int(detail), step)
            return redirect(self.get_step_url(step))
        if word == "add" and count < MAX_INSTANCES:
            self._save(step, {list_step.roster: count + 1}, {})
            return redirect(
                self._first_of(list_step, count + 1) or self.get_step_url(step)
            )
        self._save(step, {list_step.roster: count}, {})
        return self._turn(go, step, None)

    def _remove(self, list_step, place, step):
        repeat = list_step.screen.roster
        left = without_instance(
            self.instrument, self.storage.answers, repeat, list_step.instance, place
        )
        gone = dict.fromkeys(self.storage.answers.keys() - left.keys())
        raw = without_instance(
            self.instrument, self.storage.unchecked, repeat, list_step.instance, place
        )
        raw.pop(list_step.roster, None)
        left[list_step.roster + REMOVED] = left.get(list_step.roster + REMOVED, 0) + 1
        self.storage.unchecked = raw
        self._save(step, gone | left, raw)

    def _first_of(self, list_step, place):
        """The address of the first screen of an instance."""
        instance = (*list_step.instance, place)
        for step in self.journey.screens():
            inside = step.screen.repeats[: len(instance)][-1:] == (
                list_step.screen.roster,
            )
            if inside and step.instance[: len(instance)] == instance:
                return self.get_step_url(step.name)
        return None

    def _roster(self, list_step):
        if not list_step.roster:
            return []
        return instances_of(self.draft, self.instrument, self.journey, list_step)
