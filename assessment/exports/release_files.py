"""The files of a release: what each is, for whom, and how it is made.

One list for the page of downloads, the addresses and the tests.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.cache import caches
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessment.exports.about_release import about_release
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
class MadeFile:
    """A file that was made, with what a reader checks it by."""

    about: ReleaseFile
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


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


def made_file(reader: Any, name: str) -> MadeFile:
    """The file for this reader; made once as long as nothing of it changes."""
    about = BY_NAME[name]
    key = _key(reader, name)
    content = caches["pages"].get(key)
    if content is None:
        content = about.make(reader)
        caches["pages"].set(key, content)
    return MadeFile(about, content)


def _key(reader: Any, name: str) -> str:
    """Everything that a file is made of; who reads it counts as exact or not alone."""
    judgements = Judgement.objects.filter(figure_set=reader.figure_set)
    newest = judgements.order_by("-pk").values_list("pk", flat=True).first()
    version = "|".join(
        (
            page_version.version(reader.figure_set),
            str(newest),
            str(reader.exact),
            str(get_language()),
        )
    )
    return f"file-{page_version.mark(version, name)}"
