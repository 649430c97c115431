"""Pictures and sounds of questions and choices: their names and file types."""

from surveys.engine.instrument import Instrument

MAX_BYTES = 1_000_000
# first bytes → (kind, content type); nothing that can carry a script, so no SVG
KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image", "image/png"),
    (b"\xff\xd8\xff", "image", "image/jpeg"),
    (b"GIF87a", "image", "image/gif"),
    (b"GIF89a", "image", "image/gif"),
    (b"ID3", "audio", "audio/mpeg"),
    (b"\xff\xfb", "audio", "audio/mpeg"),
    (b"\xff\xf3", "audio", "audio/mpeg"),
    (b"OggS", "audio", "audio/ogg"),
)
BOXED = {b"WEBP": ("image", "image/webp"), b"WAVE": ("audio", "audio/wav")}


def kind_of(content: bytes) -> tuple[str, str] | None:
    """(image or audio, content type) by the first bytes, or None."""
    for start, kind, content_type in KINDS:
        if content.startswith(start):
            return kind, content_type
    if content.startswith(b"RIFF"):
        return BOXED.get(content[8:12])
    return None


def media_names(instrument: Instrument) -> dict[str, str]:
    """File name → image or audio, of everything that a label names."""
    owners = [
        *instrument.questions(),
        *(c for choices in instrument.lists.values() for c in choices),
    ]
    return {
        name: kind
        for owner in owners
        for kind, names in owner.media.items()
        for name in names.values()
    }
