"""The files of a release: what each is, for whom, and how it is made.

One list for the page of downloads, the addresses and the tests.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.core.cache import cache, caches
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessment.exports.about_release import about_release
from assessment.exports.result_rows import ResultRows
from assessment.models import Judgement
from assessment.reading import page_version

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP, JSON = "application/zip", "application/json"


@dataclass(frozen=True)
class ReleaseFile:
    """name: in addresses. make: reader → bytes. form, what, whom: in words."""

    name: str
    make: Callable[[Any], bytes]
    content_type: str
    title: Promise
    form: Promise
    what: Promise
    whom: Promise

    def file_name(self, reader: Any) -> str:
        """ "results_demo-2026_release-1_published.csv": it says if it is exact."""
        stem, _dot, ending = self.name.rpartition(".")
        return f"{stem}_{about_release(reader).stem}.{ending}"


@dataclass(frozen=True)
class FileFacts:
    """A file of the list, with what a reader checks it by."""

    about: ReleaseFile
    size: int
    sha256: str


@dataclass
class ReaderOfManyFiles:
    """A reader for whom several files are made: rows are read and made once."""

    reader: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader, name)

    @cached_property
    def result_rows(self) -> ResultRows:
        return ResultRows(self.reader).store()

    def figures(self, **only: Any) -> Any:
        return self.reader.figures(**only) if only else self.result_rows.figures

    def statistics(self, **only: Any) -> Any:
        return self.reader.statistics(**only) if only else self.result_rows.statistics

    def frequencies(self) -> Any:
        return self.result_rows.frequencies


def _later(module: str, function: str, **options: Any) -> Callable[[Any], bytes]:
    """A maker whose module is loaded when it is first used: workbooks load slowly."""

    def make(reader: Any) -> bytes:
        from importlib import import_module

        loaded = import_module(f"assessment.exports.{module}")
        return partial(getattr(loaded, function), **options)(reader)

    return make


FILES = (
    ReleaseFile(
        "results.csv",
        _later("results_csv", "results_csv"),
        CSV,
        _("Results"),
        _("CSV"),
        _("Every figure, statistic and answer, one row each"),
        _("For a statistician, for other programs"),
    ),
    ReleaseFile(
        "results-excel.csv",
        _later("results_csv", "results_csv", mark=True),
        CSV,
        _("Results for a spreadsheet"),
        _("CSV with a mark (BOM) for Excel"),
        _("The same; accents and other scripts open rightly"),
        _("For people who open CSV in Excel"),
    ),
    ReleaseFile(
        "results-hxl.csv",
        _later("results_csv", "results_csv", hxl=True),
        CSV,
        _("Results with HXL tags"),
        _("CSV with a second row of tags"),
        _("The same, with the tags of the Humanitarian Exchange Language"),
        _("For programs that read HXL"),
    ),
    ReleaseFile(
        "dictionary.csv",
        _later("dictionary", "dictionary_csv"),
        CSV,
        _("Dictionary"),
        _("CSV"),
        _("What each column of the results means, in English and French"),
        _("For everybody who reads the results"),
    ),
    ReleaseFile(
        "working.xlsx",
        _later("working_workbook", "working_workbook"),
        XLSX,
        _("Working workbook"),
        _("XLSX"),
        _("The results with filters, charts, questions, standards and methods"),
        _("For analysis"),
    ),
    ReleaseFile(
        "accessible.xlsx",
        _later("accessible_workbook", "accessible_workbook"),
        XLSX,
        _("Accessible workbook"),
        _("XLSX"),
        _("The same figures, one table a sheet, without pictures"),
        _("For screen readers and large letters"),
    ),
    ReleaseFile(
        "impact.csv",
        _later("impact_table", "impact_csv"),
        CSV,
        _("Table for assessments"),
        _("CSV in the columns of IMPACT"),
        _("Shares, means and ratios; counts are only in the results"),
        _("For humanitarian partners"),
    ),
    ReleaseFile(
        "dim_indicator.csv",
        _later("dimensions", "dim_indicator_csv"),
        CSV,
        _("Indicators"),
        _("CSV"),
        _("Each indicator with its standard, target and source in law"),
        _("For dashboards"),
    ),
    ReleaseFile(
        "dim_group.csv",
        _later("dimensions", "dim_group_csv"),
        CSV,
        _("Groups"),
        _("CSV"),
        _("Each group of people by its code, in both languages"),
        _("For dashboards"),
    ),
    ReleaseFile(
        "dim_place.csv",
        _later("dimensions", "dim_place_csv"),
        CSV,
        _("Kinds of place and regions"),
        _("CSV"),
        _("Codes and names; places by name are only in the exact version"),
        _("For dashboards"),
    ),
    ReleaseFile(
        "codebook.csv",
        _later("codebook", "codebook_csv"),
        CSV,
        _("Questions"),
        _("CSV"),
        _("Each question as it was asked, in both languages"),
        _("For those who ask the same"),
    ),
    ReleaseFile(
        "choices.csv",
        _later("codebook", "choices_csv"),
        CSV,
        _("Answers to choose from"),
        _("CSV"),
        _("Each choice of each question, in both languages"),
        _("For those who ask the same"),
    ),
    ReleaseFile(
        "datapackage.zip",
        _later("data_package", "data_package"),
        ZIP,
        _("Data package"),
        _("ZIP with a description"),
        _("The CSV files, described so that a program can check them"),
        _("For programs and archives"),
    ),
    ReleaseFile(
        "hdx_dataset.json",
        _later("hdx_dataset", "hdx_dataset"),
        JSON,
        _("Description for HDX"),
        _("JSON"),
        _("What the Humanitarian Data Exchange asks of a data set"),
        _("For who uploads the data there"),
    ),
)
BY_NAME = {file.name: file for file in FILES}


def content(reader: Any, name: str) -> bytes:
    """The file for this reader; this process makes it once, as long as it is new."""
    key = _key(reader, name)
    made = caches["pages"].get(key)
    if made is None:
        made = BY_NAME[name].make(reader)
        caches["pages"].set(key, made)
    return made


def all_facts(reader: Any) -> list[FileFacts]:
    """Size and SHA-256 of every file; all processes remember them of a release."""
    many = ReaderOfManyFiles(reader)
    facts = []
    for file in FILES:
        key = _key(reader, file.name)
        known = cache.get(key)
        if known is None:
            made = content(many, file.name)
            known = len(made), hashlib.sha256(made).hexdigest()
            cache.set(key, known, None)
        facts.append(FileFacts(file, *known))
    return facts


def _key(reader: Any, name: str) -> str:
    """Everything that a file is made of, in one short text."""
    figure_set = reader.figure_set
    judgements = Judgement.objects.filter(figure_set=figure_set)
    parts = (
        figure_set.pk,
        figure_set.fingerprint,
        figure_set.state,
        reader.exact,
        get_language(),
        judgements.order_by("-pk").values_list("pk", flat=True).first(),
        settings.DATA_CONTACT,
        about_release(reader).citation,
        page_version.program_version(),
    )
    return f"file-{page_version.mark('|'.join(map(str, parts)), name)}"
