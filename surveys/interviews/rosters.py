"""The list of what is asked more than once: add one, take one away, close the list."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from surveys import exceptions
from surveys.engine.relevance import MAX_INSTANCES
from surveys.engine.repeats import without_instance
from surveys.interviews.draft_storage import REMOVED
from surveys.interviews.summary import instances_of


class RosterSteps:
    """The part of the wizard that holds the lists of repeats."""

    def _post_roster(self, go, step):
        """Add an instance, take one away, or close the list."""
        if self.request.POST.get("revision") != str(self.draft.revision):
            return self._list_changed(step)
        try:
            return self._change_list(go, step)
        except exceptions.StaleDraft:  # saved by another request while this one ran
            return self._list_changed(step)

    def _list_changed(self, step):
        messages.info(self.request, _("The list was changed in another window."))
        return redirect(self.get_step_url(step))

    def _change_list(self, go, step):
        here = self.journey.step(step)
        count = self.journey.count_of(here.screen.roster, here.instance)
        word, _colon, detail = go.partition(":")
        if word == "remove":
            if detail in map(str, range(1, count + 1)):
                self._remove(here, int(detail), step)
            return redirect(self.get_step_url(step))
        if word == "add" and count < MAX_INSTANCES:
            self._save(step, {here.roster: count + 1}, {})
            return redirect(self._first_of(here, count + 1) or self.get_step_url(step))
        self._save(step, {here.roster: count}, {})
        return self._turn(go, step, None)

    def _remove(self, here, place, step):
        repeat = here.screen.roster
        left = without_instance(
            self.asked, self.storage.answers, repeat, here.instance, place
        )
        gone = dict.fromkeys(self.storage.answers.keys() - left.keys())
        raw = without_instance(
            self.asked, self.storage.unchecked, repeat, here.instance, place
        )
        raw.pop(here.roster, None)
        left[here.roster + REMOVED] = left.get(here.roster + REMOVED, 0) + 1
        self.storage.unchecked = raw
        self._save(step, gone | left, raw)

    def _first_of(self, here, place):
        """The address of the first screen of an instance."""
        at = (*here.instance, place)
        for found in self.journey.screens():
            inside = found.screen.repeats[: len(at)][-1:] == (here.screen.roster,)
            if inside and found.instance[: len(at)] == at:
                return self.get_step_url(found.name)
        return None

    def _roster(self, here):
        if not here.roster:
            return []
        return instances_of(self.draft, self.asked, self.journey, here)
