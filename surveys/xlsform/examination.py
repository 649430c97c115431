"""The answer of an examination, and where in it there are sentences."""

SENTENCES = {
    "problems": ("message", "remedy"),
    "repairs": ("old", "new", "why"),
    "opening": ("old", "new", "why"),
}


def with_sentences(examined, change):
    """The same answer with each of its sentences changed."""
    answer = dict(examined)
    for part, fields in SENTENCES.items():
        answer[part] = [
            entry | {name: change(entry[name]) for name in fields}
            for entry in examined.get(part, ())
        ]
    for part in ("warnings", "missing"):
        answer[part] = [change(note) for note in examined.get(part, ())]
    return answer
