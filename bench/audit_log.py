"""How fast the audit log is checked. Run: python -m bench.audit_log"""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

GATE = 100_000  # entries a second
ENTRIES = 300_000


def main():
    with TemporaryDirectory() as folder:
        prepare(Path(folder))
        from surveys import audit

        began = time.process_time()
        broken = list(audit.verify())
        took = time.process_time() - began
    assert not broken, broken[:3]
    rate = ENTRIES / took
    print(f"{ENTRIES} entries checked in {took:.2f} s of CPU")
    print(f"{rate:,.0f} entries/s (gate {GATE:,})")


def prepare(folder):
    """A database of its own, with as many entries as a long round would leave."""
    from config.keys import make_keys

    make_keys(folder)
    os.environ |= {
        "SECRET_KEY_FILE": str(folder / "secret-key"),
        "DRAFT_KEY_FILE": str(folder / "draft-key"),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "1",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from surveys import audit
    from surveys.models import Act, AuditEntry, AuditHead

    call_command("migrate", verbosity=0)
    before, entries = "", []
    now = timezone.now().isoformat(timespec="microseconds")
    for number in range(1, ENTRIES + 1):
        about = f"interview:{number:032x}"
        entry = AuditEntry(number=number, at=now, act=Act.READ_INTERVIEW, about=about)
        values = [getattr(entry, name) for name in audit.COLUMNS]
        before = entry.hash = audit.chained_hash(before, values)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=5_000)
    AuditHead.objects.create(pk=1, number=ENTRIES, hash=before)


if __name__ == "__main__":
    main()
