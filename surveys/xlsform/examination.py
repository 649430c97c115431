"""The answer of an examination, and where in it there are sentences."""

SENTENCES = {"problems": ("message", "remedy"), "repairs": ("old", "new", "why")}


def with_sentences(examined, change):
    """The same answer with each of its sentences changed."""
    found = dict(examined)
    for part, fields in SENTENCES.items():
        found[part] = [
            one | {name: change(one[name]) for name in fields}
            for one in examined.get(part, ())
        ]
    found["warnings"] = [change(one) for one in examined.get("warnings", ())]
    return found
