"""From an empty database to an open round and a first interview, by pages alone.

What a spreadsheet program and a browser do (fill in a workbook, make a key) is done by
the test in their place; everything else is a request to a page.
"""

import csv
import io
import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from surveys import sealing
from surveys.fieldwork.frame import COLUMNS
from surveys.instruments.build import build
from surveys.models import (
    Draft,
    InstrumentVersion,
    Organisation,
    Person,
    PrimaryUnit,
    Round,
    Service,
)
from surveys.sealed_answers import custodian_keys
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
WORD = "seven quiet horses"
TODAY = timezone.localdate()
CODE = "valdara-2027"
INVITED = {
    "cora": ("coordinator", "Legal Aid Network"),
    "asa": ("author", "Halden Relief"),
    "ivo": ("interviewer", "Legal Aid Network"),
    "kaya": ("custodian", "Legal Aid Network"),
    "kim": ("custodian", "Halden Relief"),
}


@pytest.fixture
def run(client, settings):
    settings.EMAIL_HOST = ""
    return Journey(client)


class Journey:
    """The steps of several people in one browser."""

    def __init__(self, client):
        self.client = client

    def as_(self, name):
        person = Person.objects.get(email=f"{name}@example.org")
        if not person.authenticator_set.exists():
            TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        return signed_in(self.client, person)

    def post(self, who, page, /, *args, **fields):
        address = reverse(page, args=args)
        answer = self.as_(who).post(address, fields, follow=True)
        assert answer.status_code == 200, problems(answer)
        return answer

    def join(self, link):
        self.client.logout()
        token = link.rstrip("/").rpartition("/")[2]
        self.client.post(reverse("join"), {"token": token})
        answer = self.client.post(reverse("join"), {"new": WORD, "again": WORD})
        assert answer.status_code == 302

    def begin(self):
        output = StringIO()
        call_command(
            "start",
            organisation="Legal Aid Network",
            administrator="Ada",
            administrator_email="ada@example.org",
            review_body="Ombudsman",
            reviewer="Rosa",
            reviewer_email="rosa@example.org",
            second_reviewer="Remi",
            second_reviewer_email="remi@example.org",
            round_name="Valdara 2027",
            country="XXV",
            starts_on=str(TODAY),
            ends_on=str(TODAY + timedelta(days=60)),
            stdout=output,
        )
        for link in re.findall(r"https?://\S+", output.getvalue()):
            self.join(link)

    def invite(self, name, role, organisation):
        """The administrator invites; the review body confirms where it must."""
        fields = {
            "email": f"{name}@example.org",
            "name": name.title(),
            "organisation": Organisation.objects.get(name=organisation).pk,
            "role": role,
            "round": Round.objects.get().pk,
        }
        answer = self.post("ada", "invite", **fields)
        if "link" not in answer.context:
            page = self.as_("rosa").get(reverse("people"))
            waiting = page.context["to_confirm"].get(email=fields["email"])
            answer = self.post("rosa", "invitation-confirm", waiting.pk)
        self.join(answer.context["link"])

    def instrument(self, name):
        file = SimpleUploadedFile(f"{name}.xlsx", build(name))
        self.post("asa", "instrument-upload", files=[file])
        version = InstrumentVersion.objects.get(instrument__code=name)
        page = self.as_("cora").get(reverse("instrument-version", args=[version.uuid]))
        seen = page.context["media_seen"]
        self.post("cora", "instrument-check", version.uuid, media=seen)
        self.post("cora", "instrument-publish", version.uuid, CODE)

    def frame(self):
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        for number in range(1, 7):
            writer.writerow(
                {
                    "code": f"POL-{number}",
                    "name": f"Police station {number}",
                    "kind": "police",
                    "stratum": "Police cells",
                    "people_held": 10 * number,
                    "number_is": "counted",
                    "access": "granted",
                }
            )
        file = SimpleUploadedFile("places.csv", text.getvalue().encode())
        page = self.post("cora", "frame", CODE, file=file)
        self.post("cora", "frame-accept", CODE, parcel=page.context["parcel"])

    def draw(self):
        page = self.as_("cora").get(reverse("assessment:draw", args=[CODE]))
        (stratum,) = page.context["strata"]
        wanted = {f"method-{stratum.pk}": "by_size", f"places-{stratum.pk}": 2}
        self.post("cora", "assessment:draw", CODE, **wanted)

    def assign(self):
        self.post(
            "cora",
            "assignments",
            CODE,
            people_chosen=[Person.objects.get(email="ivo@example.org").pk],
            places_chosen=list(PrimaryUnit.objects.values_list("pk", flat=True)),
            instrument=InstrumentVersion.objects.get().instrument_id,
            selection="list",
            wanted=5,
        )

    def safeguards(self):
        until = str(TODAY + timedelta(days=90))
        for unit in PrimaryUnit.objects.select_related("site"):
            at = (CODE, unit.site.code)
            self.post(
                *("cora", "site-risk", *at),
                document="R-1",
                assessed_on=str(TODAY),
                expires_on=until,
            )
            self.post(
                *("cora", "site-partner", *at),
                services=list(Service.values),
                name="Clinic",
                contact="In the capital",
                confirmed_on=str(TODAY),
                expires_on=until,
            )

    def keys(self):
        """Each custodian makes a key; the second reviewer hears both check codes."""
        for number, name in enumerate(("kaya", "kim"), start=1):
            key = custodian_keys.register_key(
                round=Round.objects.get(),
                public_key=sealing.public_half(bytes([number]) * 32),
                by=Person.objects.get(email=f"{name}@example.org"),
            )
            heard = {"key": key.pk, "check_code": key.fingerprint}
            self.post("remi", "custody-confirm", **heard)

    def tasks(self):
        page = self.as_("cora").get(reverse("round", args=[CODE]))
        return {task.name: str(task.state) for task in page.context["tasks"]}


def problems(answer):
    form = (answer.context or {}).get("form")
    return (answer.request["PATH_INFO"], form.errors if form else answer.content[:300])


def test_a_round_opens_and_a_first_interview_begins(run):
    run.begin()
    run.post("ada", "organisations", name="Halden Relief", party="civil")
    for name, (role, organisation) in INVITED.items():
        run.invite(name, role, organisation)
    assert set(run.tasks().values()) == {"to_do", "waits", "optional"}
    run.instrument("migrant")
    run.frame()
    run.draw()
    run.assign()
    run.post(
        *("cora", "terms", CODE),
        legal_basis="mandate",
        impact_assessment="DPIA 1",
        sharing_protocol="Protocol 1",
        withdrawal_until=str(TODAY + timedelta(days=90)),
        retention_until=str(TODAY + timedelta(days=900)),
        most_interviews_a_day=4,
        clinical_approval="",
    )
    run.safeguards()
    refused = run.post("cora", "round-open", CODE).content.decode()
    assert "At least two custodians must make their keys" in refused
    assert Round.objects.get().state == "planned"
    run.keys()
    assert set(run.tasks().values()) == {"done", "optional"}
    assert "The round is open" in run.post("cora", "round-open", CODE).content.decode()

    page = run.as_("ivo").get(reverse("set-up"))
    assignment = page.context["form"].fields["assignment"].queryset.first()
    started = run.post("ivo", "set-up", assignment=assignment.pk, language="en")
    assert started.status_code == 200
    draft = Draft.objects.get()
    assert draft.by.email == "ivo@example.org"
    assert draft.design_class == "probability"
    assert draft.primary_unit.chance < 1
