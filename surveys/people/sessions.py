"""Open sessions: encrypted at rest, listed for their person, ended by the server.

The cookie's key lies in the database as a hash and the content as ciphertext, so that
a copy of the database signs nobody in. What was typed before a second sign-in waits
in here too.
"""

import hashlib
import time
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys import sealing
from surveys.access import roles_of
from surveys.models import OpenSession, Person, Role

BEGAN, SEEN, DEVICE = "began", "seen", "device"
SEEN_EVERY = 60  # seconds; a write at every request would cost more than it tells
CLOCK_SLACK = 300  # a clock set back by more than this is no clock to trust
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class SessionStore(DatabaseStore):
    """Django's database sessions under a hashed key, sealed, with their person."""

    @classmethod
    def get_model_class(cls):
        return OpenSession

    @staticmethod
    def row_of(session_key):
        return hashlib.sha256(session_key.encode()).hexdigest()[:40]

    def load(self):
        row = self.model.objects.filter(
            session_key=self.row_of(self.session_key), expire_date__gt=timezone.now()
        ).first()
        try:
            if row is not None:
                return unsealed(row)
        except sealing.SealBroken:
            row.delete()  # made under another key, or moved: nobody is signed in by it
        self._session_key = None
        return {}

    def exists(self, session_key):
        return self.model.objects.filter(session_key=self.row_of(session_key)).exists()

    def create_model_instance(self, data):
        row = self.row_of(self._get_or_create_session_key())
        clear = self.serializer().dumps(data).decode("latin-1")
        began = data.get(BEGAN)
        return self.model(
            session_key=row,
            session_data=_seal(clear, row),
            expire_date=self.get_expiry_date(),
            person_id=data.get("_auth_user_id"),
            device=data.get(DEVICE, ""),
            began_at=began and datetime.fromtimestamp(began, UTC),
        )

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=self.row_of(key)).delete()


def _place(row):
    return f"session:{row}"


def _seal(clear, row):
    key = settings.DRAFT_KEY
    return sealing.seal(clear, key=key, place=_place(row)).hex()


def unsealed(row):
    """The content of a stored session."""
    sealed = bytes.fromhex(row.session_data)
    place = _place(row.session_key)
    clear = sealing.unseal(sealed, key=settings.DRAFT_KEY, place=place)
    return SessionStore().serializer().loads(clear.encode("latin-1"))


def row_of(session):
    """How the session of a request is named in the database."""
    return SessionStore.row_of(session.session_key or "")


def sessions_of(person):
    """Sessions of a person that are open now, newest first."""
    return OpenSession.objects.filter(
        person=person, expire_date__gt=timezone.now()
    ).order_by("-began_at")


def end_sessions(person: Person, *, but: SessionStore | None = None) -> None:
    """End every session of a person, or all others than that of a request."""
    ended = OpenSession.objects.filter(person=person)
    if but is not None and but.session_key:
        ended = ended.exclude(session_key=row_of(but))
    ended.delete()


def end_session(person: Person, session_key: str) -> None:
    """End one session of a person, named as it is in the database."""
    if session_key.isprintable():  # PostgreSQL refuses a NUL
        OpenSession.objects.filter(person=person, session_key=session_key).delete()


def device_of(request):
    """Families of browser and system: enough to recognise one's own, no more."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)


def begin(request):
    """Start the clocks of a session that has just been signed in."""
    now = time.time()
    request.session.update({BEGAN: now, SEEN: now, DEVICE: device_of(request)})


def idle_limit(person):
    field = roles_of(person) == {Role.INTERVIEWER}
    return settings.SESSION_IDLE_FIELD if field else settings.SESSION_IDLE


def why_over(request):
    """Why the session of a signed-in person is over, or None; keeps its clocks."""
    session, now = request.session, time.time()
    if BEGAN not in session:
        begin(request)
    began, seen = session[BEGAN], session[SEEN]
    if now < max(began, seen) - CLOCK_SLACK:
        return _("The server clock was changed, so we signed everyone out.")
    if session[DEVICE] != device_of(request):
        return _("Your session was used in another browser, so we signed you out.")
    if now - began > settings.SESSION_LONGEST:
        return _("You were signed in for a long time, so we signed you out.")
    if now - seen > settings.SESSION_IDLE and now - seen > idle_limit(request.user):
        return _("You did nothing for a while, so we signed you out.")
    if not 0 <= now - seen < SEEN_EVERY:
        session[SEEN] = now
    return None
