"""Counts published figures of a round, and findings that differ between readers."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from assessment.findings.standard_findings import standard_findings
from assessment.models import FigureSet, Finding, PublicationState, Standard
from assessment.reading.reader_figures import ReaderFigure, pair_figures
from surveys.models import Round

WOMEN = ("gender", "woman")


class Command(BaseCommand):
    help = "Counts the figures a round publishes, and why others are not published."

    def add_arguments(self, parser):
        parser.add_argument("round", help="the code of the round, such as demo-2026")

    def handle(self, *args, **options):
        figure_set = self._newest(options["round"])
        figures = pair_figures(
            figure_set.published_figures.select_related("indicator__standard"),
            figure_set.figures.all(),
        )
        exact = figure_set.figures.count()
        self._line("Figures of the round", exact)
        self._share("Published", figures, exact)
        women = [f for f in figures if (f.group_var, f.group_code) == WOMEN]
        self._share("Published, of women", women, len(women))
        self._line("The review body reads", f"{exact} of {exact} (100 %)")
        self._reasons(figures)
        self._findings(figures)

    def _newest(self, code):
        round = Round.objects.filter(code=code).first()
        figures = FigureSet.objects.filter(round=round).order_by("-computed_at")
        if round is None or not figures.exists():
            raise CommandError(
                f"There is no round “{code}” with figures. Compute its figures first."
            )
        return figures.first()

    def _line(self, name, value):
        self.stdout.write(f"{name:52} {value}")

    def _share(self, name, figures, of):
        count = sum(figure.published.is_published for figure in figures)
        share = f" ({100 * count / of:.1f} %)" if of else ""
        self._line(name, f"{count} of {of}{share}")

    def _reasons(self, figures):
        states = Counter(figure.published.state for figure in figures)
        for state in PublicationState:
            if states[state] and state != PublicationState.PUBLISHED:
                self._line(f"  {state.label}", states[state])

    def _findings(self, figures):
        """Of everyone and of each standard: the published finding, the exact one."""
        everyone = [f for f in figures if f.group_var == "all" and f.is_exact]
        differ = [
            f
            for f in everyone
            if f.published.finding not in (f.exact.finding, Finding.NOT_PUBLISHED)
        ]
        self._line("Findings for everyone that differ between readers", len(differ))
        public = [ReaderFigure(figure.published) for figure in figures]
        standards = Standard.objects.all()
        joint = [
            [finding.finding for finding in standard_findings(standards, version)]
            for version in (figures, public)
        ]
        self._line(
            "Joint findings that differ between readers",
            sum(
                exact_finding != public_finding
                for exact_finding, public_finding in zip(*joint, strict=True)
            ),
        )
        untrue = [f for f in figures if f.published.finding == Finding.NOT_ASSESSED]
        self._line("“Not assessed” where there is an exact figure", len(untrue))
        counts = Counter(joint[0])
        for finding in Finding:
            self._line(f"  {finding.label}: standards", counts[finding])
