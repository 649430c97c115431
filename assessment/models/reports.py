"""What the review body writes in the report, and the reports that were made."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.body_findings import Written
from assessment.models.figures import FigureSet
from assessment.models.standards import Bilingual


class ReportText(Bilingual, Written):
    """A text of the body in the report: foreword, conclusions, or on one domain.

    part: "foreword", "conclusions", or the English name of a domain. A later version is
    a new row; the newest counts, and an empty one takes the text out.
    """

    part = models.CharField(max_length=60)
    text_en = models.TextField(blank=True)
    text_fr = models.TextField(blank=True)

    class Meta:
        verbose_name = _("text of the report")
        verbose_name_plural = _("texts of the report")
        ordering = ["part", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "part", "version"],
                name="report_text_has_its_own_version",
            ),
            models.CheckConstraint(
                condition=Q(text_en="", text_fr="") | (~Q(text_en="") & ~Q(text_fr="")),
                name="report_text_is_in_both_languages",
            ),
        ]

    def __str__(self):
        return f"{self.part} {self.version}"

    @property
    def text(self):
        return self.in_language("text")


class Report(models.Model):
    """One report as it was made: the same bytes for everybody who takes it.

    exact: of exact figures and places by name, for the review body alone.
    """

    class Form(models.TextChoices):
        PDF = "pdf", _("PDF")
        SUMMARY = "summary", _("PDF, one page")
        WORD = "docx", _("Word")

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.PROTECT, related_name="reports"
    )
    form = models.CharField(max_length=8, choices=Form)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    exact = models.BooleanField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("report")
        ordering = ["-made_at", "exact", "form", "language"]
        constraints = [
            models.CheckConstraint(
                condition=Q(form__in=("pdf", "summary", "docx")),
                name="report_form_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.figure_set} {self.form} {self.language}"
