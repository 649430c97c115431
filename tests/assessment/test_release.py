import pytest
from assessment import services, releasing, respondents
from assessment.models import *
from surveys.models import Interview, Person
from surveys.services import withdraw_interview
from time import process_time


def test_x(released_round, person):
    fs = FigureSet.objects.get(round=released_round)
    R = Respondents.objects.get(figure_set=fs)
    mem = respondents.unpack(R.content())
    rows = releasing._rows(fs)
    nomem = [
        (respondents.name_of(r), r.state, r.k, r.value, r.band_low, r.base_low)
        for r in rows
        if r.is_published
        and not mem.get(respondents.name_of(r))
        and r.source in ("migrant", "authority", "child", "ngo")
    ]
    print("published of people, without respondents", len(nomem))
    print(*nomem[:40], sep="\n")
    from collections import Counter

    print(
        Counter(
            (
                type(r).__name__,
                r.source,
                r.is_published,
                bool(mem.get(respondents.name_of(r))),
            )
            for r in rows
        )
    )
    print(Counter(r.state for r in rows))
    print(
        {
            s: i
            for s, i in Counter(
                Interview.objects.filter(outcome="complete").values_list(
                    "version__instrument__source", flat=True
                )
            ).items()
        }
    )
    print("earlier", fs.earlier_id, "code", fs.release_number)
    iv = (
        Interview.objects.filter(
            outcome="complete", version__instrument__source="migrant"
        )
        .order_by("pk")
        .first()
    )
    withdraw_interview(interview=iv, by=person("coordinator"))
    t = process_time()
    again = services.compute_figures(round=released_round, by=person("reviewer"))
    print("compute", process_time() - t)
    t = process_time()
    services.release_figures(figure_set=again, by=person("reviewer"))
    print("release", process_time() - t)
    now = {respondents.name_of(r): r for r in releasing._rows(again)}
    old = {respondents.name_of(r): r for r in rows}
    print("dropped", set(old) - set(now), "new", set(now) - set(old))
    C = Counter()
    NUM = (
        "state",
        "band_low",
        "band_high",
        "likely_low",
        "likely_high",
        "base_low",
        "base_high",
        "k",
        "value",
        "lower",
        "upper",
    )
    h = respondents.hash_of(iv.interview_id)
    for n, r in now.items():
        o = old.get(n)
        if o is None:
            continue
        same = all(getattr(r, x) == getattr(o, x) for x in NUM)
        C[(type(r).__name__, r.source, h in mem.get(n, ()), r.stands_from, same)] += 1
        if not same and r.source in ("migrant",):
            print(
                n,
                [
                    (x, getattr(o, x), getattr(r, x))
                    for x in NUM
                    if getattr(r, x) != getattr(o, x)
                ],
                len(mem.get(n, ())),
            )
    print(*C.items(), sep="\n")
    print(Counter(len(v) < 20 for v in mem.values()))
