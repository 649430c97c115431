"""hdx_dataset.json: the description that the Humanitarian Data Exchange asks for."""

import json

from django.utils.text import slugify

from assessment.exports.about_release import about_release

YEARLY = "365"  # how often new data are expected, in days
LICENCE_ID = "cc-by"


def hdx_dataset(reader):
    """The description as JSON; the exact version is private and names no licence."""
    about = about_release(reader)
    described = json.dumps(_described(about), ensure_ascii=False, indent=1)
    return described.encode()


def _described(about):
    days = [day for day in (about.first_day, about.last_day) if day]
    dates = " TO ".join(day.isoformat() for day in days)
    return {
        "name": slugify(f"{about.code}-{about.version}"),
        "private": about.exact,
        "title": about.title,
        "notes": " ".join([*(f"{mark}." for mark in about.marks), about.citation]),
        "dataset_source": about.publisher,
        "owner_org": slugify(about.publisher),
        "maintainer": about.contact,
        "dataset_date": f"[{dates}]",
        "data_update_frequency": YEARLY,
        "groups": [{"name": about.country.lower()}],
        "license_id": "other" if about.exact else LICENCE_ID,
        "methodology": "Sample Survey",
        "tags": [{"name": "human rights"}, {"name": "migration"}],
        "resources": [
            {
                "name": f"results_{about.stem}.csv",
                "format": "csv",
                "description": "One row for each figure, statistic and answer",
            },
            {
                "name": f"datapackage_{about.stem}.zip",
                "format": "zip",
                "description": "The results, code lists and questions, described",
            },
        ],
    }
