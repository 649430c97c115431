"""Whether somebody's answer follows from what is published: integer programs on random
rounds, by a reader who knows everything but the answers.

    python -m bench.publication_attack [--rounds 200] [--follow-ups 120] [--seed 1]
                                       [--leaks]

The reader knows every person interviewed, their place, their weight, their categories
and to which questions they answered, and reads every published figure, its finding and
what is said of cases. An answer is certain where no other answers of all these people
are found that give the same published figures. Counted are people and questions; of a
standard that tolerates no case it is the finding itself that nobody reported one, and
so only answers that report a case are counted there.

Three questions a round: a share with the target "everybody", reports of what must never
be, and a share with a target of 80 %. Follow-ups are put to those who said yes to the
first. One, ten and twenty people then take their interview back, and the round is
released again (rule 15). --leaks plants what the rule forbids, to see it found: bands
of one point, exact estimates beside bands, exact findings for groups, and figures that
are computed anew after one person withdrew.

The rule is read from the real code: analysis.pipeline publishes, this file only reads.
Prints one line a kind of attack; the last line is the number of certain people in all.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import process_time

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.pipeline import frame_figures
from analysis.publication.parameters import Parameters
from analysis.publication.published_figure import NumberState
from analysis.schema import ALL, CaseEvidence, IndicatorDefinition

GROUPINGS = ("gender", "age", "kind", "nearly")
CHECKED = 1e-7
SHARE = IndicatorDefinition("share", target=1.0, standard="A")
REPORTED = IndicatorDefinition(
    "reported", target=0.0, direction="down", zero_tolerance=True, standard="B"
)
PARTLY = IndicatorDefinition("partly", target=0.8, standard="C")
FOLLOW_UP = IndicatorDefinition("follow", target=1.0, standard="D", conditional=True)
NO_CATEGORY = ""
WITHDRAWN = (1, 10, 20)
SEARCHES = 60  # random other answers before somebody counts as certain
SECONDS, OUT_OF_TIME = 120.0, 1
LEAKING = 24  # rounds in which a leak is looked for: exact numbers leak in most


@dataclass(frozen=True)
class SimulatedRound:
    """rows: one a person; units, strata: the plan. All but the answers is known."""

    rows: pd.DataFrame
    units: pd.DataFrame
    strata: pd.DataFrame

    def publish(self, indicators, parameters, groups=GROUPINGS):
        return frame_figures(
            self.rows,
            self.units,
            self.strata,
            indicators,
            groups,
            design_class="probability",
            source="migrant",
            parameters=parameters,
        )

    def without(self, gone):
        """The round after some people took their interview back."""
        return replace(self, rows=self.rows.drop(gone).reset_index(drop=True))


# -- random rounds -------------------------------------------------------------------


def random_round(dice):
    """30 to 600 people at 3 to 12 places, with groups of a few and groups that nearly
    coincide; shares near nobody and everybody as often as others."""
    places = int(dice.integers(3, 13))
    people = int(dice.integers(max(30, 2 * places), 601))
    kinds = dice.choice(["police", "centre", "border"], places, p=[0.4, 0.4, 0.2])
    place = np.sort(dice.integers(0, places, people))
    place[: 2 * places] = np.repeat(np.arange(places), 2)
    others = dice.integers(0, 5)
    gender = dice.choice(["woman", "man"], people, p=[0.35, 0.65]).astype(object)
    gender[dice.permutation(people)[:others]] = "other"
    gender[dice.permutation(people)[: dice.integers(0, 12)]] = None
    age = dice.choice(["young", "middle", "old"], people, p=[0.5, 0.4, 0.1])
    nearly = np.where(gender == "woman", "in", "out").astype(object)
    moved = dice.permutation(people)[: dice.integers(1, 12)]
    nearly[moved] = np.where(nearly[moved] == "in", "out", "in")
    rows = pd.DataFrame(
        {
            "stratum": [f"s{number % 2}" for number in place],
            "psu": [f"p{number}" for number in place],
            "interviewer": dice.choice(["i1", "i2", "i3"], people),
            "gender": gender,
            "age": age,
            "kind": [str(kinds[number]) for number in place],
            "nearly": nearly,
        }
    )
    for indicator in (SHARE, REPORTED, PARTLY):
        _answer(rows, indicator.id, _share(dice), dice)
    _follow_up(rows, _share(dice), dice)
    interviewed = rows["psu"].value_counts()
    units = pd.DataFrame(
        [
            (
                f"p{number}",
                f"s{number % 2}",
                int(interviewed[f"p{number}"] * dice.integers(1, 6)),
            )
            for number in range(places)
        ],
        columns=["psu", "stratum", "population"],
    )
    sizes = units["stratum"].value_counts()
    strata = pd.DataFrame(
        [(name, int(size + dice.integers(0, 6))) for name, size in sizes.items()],
        columns=["stratum", "frame_count"],
    )
    # A stratum of one place has no variance: it is taken whole.
    strata.loc[strata["stratum"].map(sizes) == 1, "frame_count"] = 1
    return SimulatedRound(rows, units, strata)


def _share(dice):
    near = dice.random()
    if near < 0.25:
        return dice.choice([0.0, 0.01, 0.03])
    return dice.choice([1.0, 0.99, 0.97]) if near < 0.5 else dice.random()


def _answer(rows, name, share, dice):
    people = len(rows)
    answers = (dice.random(people) < share).astype(float)
    silent = dice.random(people) < dice.choice([0.0, 0.03, 0.15])
    rows[name] = np.where(silent, np.nan, answers)
    rows[f"{name}:state"] = np.where(silent, "refused", "")


def _follow_up(rows, share, dice):
    """Asked of those who said yes to the first question."""
    put_to = (rows["share"] == 1).to_numpy()
    answers = (dice.random(len(rows)) < share).astype(float)
    rows["follow"] = np.where(put_to, answers, np.nan)
    rows["follow:state"] = np.where(put_to, "", "not_applicable")


# -- what a reader knows of one question ---------------------------------------------


@dataclass
class Knowledge:
    """Linear facts on how many of each kind of people said yes.

    Kinds are people alike in all that is known: of one place and the same categories.
    people: how many of each; yes: how many said yes in truth, which nobody reads;
    facts: (coefficients, least, most).
    """

    kind: np.ndarray
    people: np.ndarray
    yes: np.ndarray
    weight: np.ndarray
    inside: dict
    facts: list

    @classmethod
    def of(cls, round, question):
        rows = round.rows
        answered = rows[question].notna().to_numpy()
        categories = rows[["psu", *GROUPINGS]].astype(object).fillna("")
        key = categories.astype(str).agg("|".join, axis=1)
        codes, names = pd.factorize(key[answered])
        y = rows.loc[answered, question].to_numpy()
        people = np.bincount(codes)
        first = [int(np.flatnonzero(codes == code)[0]) for code in range(len(names))]
        alike = rows.loc[answered].iloc[first]
        kind = np.full(len(rows), -1)
        kind[answered] = codes
        return cls(
            kind=kind,
            people=people.astype(float),
            yes=np.bincount(codes, y),
            weight=_weights(round)[alike.index.to_numpy()],
            inside={
                (variable, str(code)): (
                    alike[variable].fillna(NO_CATEGORY) == code
                ).to_numpy()
                for variable in GROUPINGS
                for code in alike[variable].fillna(NO_CATEGORY).unique()
            },
            facts=[],
        )

    def members(self, figure, merged):
        """Kinds of people a published figure counts, as 0 and 1."""
        if figure.group_var == ALL:
            return np.ones(len(self.people))
        codes = {figure.group_code, *(merged if figure.with_others else ())}
        counted = np.zeros(len(self.people), bool)
        for (variable, code), kinds in self.inside.items():
            if variable == figure.group_var and code in codes:
                counted |= kinds
        return counted.astype(float)

    def learn(self, figure, merged):
        """The band of one figure: low · W ≤ Σ w y < high · W."""
        kinds = self.members(figure, merged) * self.weight
        total = float(kinds @ self.people)
        most = figure.band.high / 100 * total
        if figure.band.high < 100:
            most -= CHECKED * total
        self.facts.append((kinds, figure.band.low / 100 * total - CHECKED, most))


def _weights(round):
    """N/n · M/m of every row, as anybody with the plan can work them out."""
    interviewed = round.rows["psu"].value_counts()
    plan = round.units.merge(round.strata, on="stratum").set_index("psu")
    visited = round.units["stratum"].value_counts()
    weight = {
        psu: plan.frame_count[psu]
        / visited[plan.stratum[psu]]
        * plan.population[psu]
        / interviewed[psu]
        for psu in plan.index
    }
    return round.rows["psu"].map(weight).to_numpy(dtype=float)


def _merged_categories(result, rows):
    """Categories that are counted in the largest of their grouping, by grouping; people
    of no category among them, where they are counted there.

    They are looked up: of a question for some a reader cannot tell them from those that
    are not shown for another reason, and is given here what is not published.
    """
    merged = {}
    for figure, members in zip(result.published, result.respondents, strict=True):
        if figure.with_others and members is not None:
            codes = rows.loc[members, figure.group_var].fillna(NO_CATEGORY)
            merged[figure.group_var] = set(codes) - {figure.group_code}
    return merged


# -- the attack ----------------------------------------------------------------------


def certain(knowledge, truth_holds, *, only_yes=False):
    """How many people's answer follows from the facts.

    In a kind where both answers were given nobody is certain: two people may change
    places. Of the others an integer program looks for other answers that give the same
    figures, as many kinds at once as there can be; truth_holds(yes) checks what is not
    linear, the finding for everyone.
    """
    yes, people = knowledge.yes, knowledge.people
    open_kinds = [
        kind
        for kind in range(len(people))
        if yes[kind] in (0, people[kind]) and not (only_yes and yes[kind] == 0)
    ]
    while open_kinds:
        other = _other_answers(knowledge, open_kinds)
        if other is None:
            break
        changed = [kind for kind in open_kinds if other[kind] != yes[kind]]
        if not changed or not truth_holds(other):
            break
        open_kinds = [kind for kind in open_kinds if kind not in changed]
    sure = [
        kind for kind in open_kinds if not _may_differ(knowledge, kind, truth_holds)
    ]
    return int(sum(people[kind] for kind in sure))


def _may_differ(knowledge, kind, truth_holds):
    """Whether one kind may have answered otherwise.

    First with the fewest other changes. Where that moves the finding, which is no
    linear fact, other people's answers are changed as well: so that as many say yes as
    in truth, then at random and near the truth. The reader does not know the truth, but
    whether there are such answers does not depend on how they are found.
    """
    other = _nearest(knowledge, kind)
    if other is None:
        return False
    if truth_holds(other):
        return True
    ones, yes = np.ones(len(knowledge.people)), float(knowledge.yes.sum())
    other = _nearest(knowledge, kind, (ones, yes, yes))
    if other is not None and truth_holds(other):
        return True
    dice = np.random.default_rng(kind)
    tried = (_nearby_answers(knowledge, kind, dice) for _turn in range(SEARCHES))
    return any(other is not None and truth_holds(other) for other in tried)


def _other_answers(knowledge, open_kinds):
    """Answers that give the same figures and differ in as many open kinds as possible.

    Variables: yes of each kind; z, whether an open kind differs.
    """
    kinds, extra = len(knowledge.people), len(open_kinds)
    cost = np.concatenate([np.zeros(kinds), -np.ones(extra)])
    rows = [(np.concatenate([c, np.zeros(extra)]), a, b) for c, a, b in knowledge.facts]
    for place, kind in enumerate(open_kinds):
        row = np.zeros(kinds + extra)
        all_yes = knowledge.yes[kind] == knowledge.people[kind]
        row[kind], row[kinds + place] = (1.0 if all_yes else -1.0), 1.0
        rows.append((row, -np.inf, knowledge.people[kind] if all_yes else 0.0))
    bounds = np.zeros(kinds + extra), np.append(knowledge.people, np.ones(extra))
    return _solve(cost, rows, bounds, kinds)


def _nearest(knowledge, kind, *more):
    """The other answers with the fewest changes, one of them in a kind.

    more: facts besides those that are known. Variables: yes of each kind; d, how far
    it is from the truth.
    """
    kinds = len(knowledge.people)
    cost = np.append(np.zeros(kinds), np.ones(kinds))
    facts = (*knowledge.facts, *more)
    rows = [(np.append(c, np.zeros(kinds)), a, b) for c, a, b in facts]
    for sign in (1.0, -1.0):
        for other in range(kinds):
            row = np.zeros(2 * kinds)
            row[other], row[kinds + other] = sign, -1.0
            rows.append((row, -np.inf, sign * knowledge.yes[other]))
    low, high = _otherwise(knowledge, kind)
    bounds = np.append(low, np.zeros(kinds)), np.append(high, knowledge.people)
    return _solve(cost, rows, bounds, kinds)


def _nearby_answers(knowledge, kind, dice):
    """Other answers with a random few changes, one of them in a kind."""
    kinds, radius = len(knowledge.people), float(dice.integers(1, 5))
    low, high = _otherwise(knowledge, kind)
    low = np.maximum(low, np.minimum(knowledge.yes - radius, high))
    high = np.minimum(high, np.maximum(knowledge.yes + radius, low))
    total = float(knowledge.weight @ knowledge.yes)
    aside = float(knowledge.weight @ knowledge.people) * dice.choice([0.002, 0.01, 1])
    below, above = dice.choice([0.0, 1.0], 2)
    weighted_sum = (knowledge.weight, total - below * aside, total + above * aside)
    rows = [*knowledge.facts, weighted_sum] if below or above else knowledge.facts
    return _solve(dice.normal(size=kinds), rows, (low, high), kinds)


def _otherwise(knowledge, kind):
    """Bounds of yes where somebody of one kind answered otherwise."""
    low, high = np.zeros(len(knowledge.people)), knowledge.people.copy()
    if knowledge.yes[kind]:
        high[kind] = knowledge.people[kind] - 1
    else:
        low[kind] = 1.0
    return low, high


def _solve(cost, rows, bounds, kinds):
    coefficients, least, most = zip(*rows, strict=True)
    solution = milp(
        cost,
        constraints=LinearConstraint(np.array(coefficients), least, most),
        bounds=Bounds(*bounds),
        integrality=np.ones(len(cost)),
        options={"time_limit": SECONDS},
    )
    if solution.status == OUT_OF_TIME:
        raise RuntimeError(f"Not decided in {SECONDS} s: {solution.message}")
    return None if solution.x is None else np.round(solution.x[:kinds])


def finding_holds(round, indicator, knowledge, wanted, parameters):
    """Whether other answers give the published finding and word on cases."""

    def holds(yes):
        left = dict(enumerate(yes.astype(int).tolist()))
        values = round.rows[indicator.id].to_numpy(dtype=float).copy()
        for row in np.flatnonzero(knowledge.kind >= 0):
            kind = knowledge.kind[row]
            values[row] = 1.0 if left[kind] > 0 else 0.0
            left[kind] -= 1
        other = replace(round, rows=round.rows.assign(**{indicator.id: values}))
        (everyone,) = other.publish([indicator], parameters, groups=()).published
        return (everyone.finding, everyone.cases) == wanted

    return holds


def attack(round, indicator, parameters, leak=""):
    """Certain people of one question, by everything that is published of it."""
    result = round.publish([indicator], parameters)
    figures = result.published
    knowledge = Knowledge.of(round, indicator.id)
    if not len(knowledge.people):
        return 0
    _learn_all(knowledge, result, round.rows, indicator, leak)
    everyone = figures[0]
    holds = finding_holds(
        round, indicator, knowledge, (everyone.finding, everyone.cases), parameters
    )
    if everyone.state is not NumberState.PUBLISHED:
        return 0
    _learn_finding(knowledge, everyone, indicator)
    return certain(knowledge, holds, only_yes=indicator.zero_tolerance)


def _learn_all(knowledge, result, rows, indicator, leak):
    """Bands of all figures; a leak adds what the rule forbids."""
    figures = result.published
    merged = _merged_categories(result, rows)
    for figure, exact in zip(figures, result.figures, strict=True):
        if figure.band is None:
            continue
        away = merged.get(figure.group_var, set())
        knowledge.learn(figure, away)
        kinds = knowledge.members(figure, away)
        if leak == "exact" and not figure.with_others and exact.estimate is not None:
            weighted = kinds * knowledge.weight
            value = exact.estimate * float(weighted @ knowledge.people)
            knowledge.facts.append((weighted, value - 1e-6, value + 1e-6))
        if leak == "findings" and figure.group_var != ALL and not figure.with_others:
            _exact_finding(knowledge, kinds, indicator)


def _learn_finding(knowledge, everyone, indicator):
    """What the finding for everyone says by a line: of a target of all, whether two or
    more said no; of what must never be, whether anybody reported it."""
    people = knowledge.people
    if indicator.zero_tolerance:
        if everyone.cases == CaseEvidence.REPORTED:
            knowledge.facts.append((np.ones(len(people)), 1.0, np.inf))
        elif everyone.cases == CaseEvidence.NOT_REPORTED:
            knowledge.facts.append((np.ones(len(people)), 0.0, 0.0))
    elif indicator.target == 1.0 and everyone.finding == "not_met":
        knowledge.facts.append((np.ones(len(people)), 0.0, people.sum() - 2))


def _exact_finding(knowledge, kinds, indicator):
    """The leak of an exact finding for a group: whether all of them said yes."""
    if indicator.target != 1.0:
        return
    total = float(kinds @ knowledge.people)
    yes = float(kinds @ knowledge.yes)
    low, high = (total, total) if yes == total else (0.0, total - 1)
    knowledge.facts.append((kinds, low, high))


def attack_again(round, indicator, parameters, gone, leak=""):
    """After some people withdrew: both releases together, by rule 15.

    A figure is published anew where twenty of its respondents are new or gone, and a
    group for the first time where no figure stands. The leak "again" publishes every
    one anew, and "new_groups" a group at once.
    """
    first = round.publish([indicator], parameters)
    later = round.without(gone)
    second = later.publish([indicator], parameters)
    knowledge = Knowledge.of(round, indicator.id)
    if not len(knowledge.people) or not len(second.published):
        return 0
    everyone = first.published[0]
    if everyone.state is not NumberState.PUBLISHED:
        return 0
    _split(knowledge, round, indicator.id, gone)
    _learn_all(knowledge, first, round.rows, indicator, "")
    stays = ~np.isin(np.arange(len(round.rows)), gone)
    _learn_again(knowledge, first, second, later.rows, stays, parameters, leak)
    _learn_finding(knowledge, everyone, indicator)
    holds = finding_holds(
        round, indicator, knowledge, (everyone.finding, everyone.cases), parameters
    )
    return certain(knowledge, holds, only_yes=indicator.zero_tolerance)


def _split(knowledge, round, question, gone):
    """Those who withdrew are kinds of their own: everybody knows who they are."""
    y = round.rows[question].to_numpy(dtype=float)
    for row in gone:
        kind = knowledge.kind[row]
        if kind < 0 or knowledge.people[kind] == 1:
            continue
        knowledge.people[kind] -= 1
        knowledge.yes[kind] -= y[row]
        knowledge.people = np.append(knowledge.people, 1.0)
        knowledge.yes = np.append(knowledge.yes, y[row])
        knowledge.weight = np.append(knowledge.weight, knowledge.weight[kind])
        knowledge.inside = {
            name: np.append(kinds, kinds[kind])
            for name, kinds in knowledge.inside.items()
        }
        knowledge.kind[row] = len(knowledge.people) - 1


def _learn_again(knowledge, first, second, rows, stays, parameters, leak):
    before = {
        _cell(figure): members
        for figure, members in zip(first.published, first.respondents, strict=True)
        if figure.band is not None
    }
    after = {
        _cell(figure): members
        for figure, members in zip(second.published, second.respondents, strict=True)
        if members is not None
    }
    stand = {
        cell
        for cell, members in before.items()
        if _respondents_replaced(members, after.get(cell), stays)
        < parameters.replaced_after
    }
    merged = _merged_categories(second, rows)
    gone_kinds = np.zeros(len(knowledge.people), bool)
    gone_kinds[knowledge.kind[~stays & (knowledge.kind >= 0)]] = True
    for figure, members in zip(second.published, second.respondents, strict=True):
        if figure.band is None or members is None:
            continue
        cell = _cell(figure)
        waits = cell not in before and stand and leak != "new_groups"
        if leak != "again" and (cell in stand or waits):
            continue
        away = merged.get(figure.group_var, set())
        kinds = knowledge.members(figure, away) * ~gone_kinds
        # After a withdrawal everybody of a place weighs more, all of them alike.
        weighted = kinds * knowledge.weight * _grown(knowledge, gone_kinds)
        total = float(weighted @ knowledge.people)
        high = figure.band.high / 100 * total
        high -= CHECKED * total if figure.band.high < 100 else 0.0
        knowledge.facts.append(
            (weighted, figure.band.low / 100 * total - CHECKED, high)
        )


def _respondents_replaced(members, now, stays):
    """Respondents of a figure who are new or gone in the second release."""
    later = np.zeros(len(stays), bool)
    if now is not None:
        later[np.flatnonzero(stays)[np.flatnonzero(now)]] = True
    return int((later ^ members).sum())


def _grown(knowledge, gone_kinds):
    """Weights of the second release over those of the first, by place (same weight)."""
    grown = np.ones(len(knowledge.people))
    for weight in np.unique(knowledge.weight):
        alike = knowledge.weight == weight
        before = knowledge.people[alike].sum()
        after = knowledge.people[alike & ~gone_kinds].sum()
        if after:
            grown[alike] = before / after
    return grown


def _cell(figure):
    return figure.group_var, figure.group_code


# -- follow-ups ----------------------------------------------------------------------


def attack_follow_up(round, parameters):
    """Answers to a question put to those who said yes before: both are unknown.

    Variables: of each kind how many said yes to the first, and how many of them to the
    second. Certain are people whose pair of answers follows.
    """
    first = round.publish([SHARE], parameters)
    second = round.publish([FOLLOW_UP], parameters)
    knowledge = Knowledge.of(round, SHARE.id)
    if not len(knowledge.people):
        return 0
    kinds = len(knowledge.people)
    follow = round.rows["follow"].to_numpy(dtype=float)
    answered = knowledge.kind >= 0
    both = np.bincount(knowledge.kind[answered], np.nan_to_num(follow[answered]), kinds)
    facts = []
    merged = _merged_categories(first, round.rows)
    for figure in first.published:
        if figure.band is not None:
            away = merged.get(figure.group_var, set())
            knowledge.learn(figure, away)
    if first.published[0].state is NumberState.PUBLISHED:
        _learn_finding(knowledge, first.published[0], SHARE)
    facts += [
        (np.concatenate([c, np.zeros(kinds)]), a, b) for c, a, b in knowledge.facts
    ]
    merged = _merged_categories(second, round.rows)
    for figure in second.published:
        if figure.band is None:
            continue
        away = merged.get(figure.group_var, set())
        group = knowledge.members(figure, away)
        weighted = group * knowledge.weight
        low, high = figure.band.low / 100, figure.band.high / 100
        facts.append((np.concatenate([-low * weighted, weighted]), -CHECKED, np.inf))
        slack = CHECKED if figure.band.high < 100 else 0.0
        facts.append((np.concatenate([-high * weighted, weighted]), -np.inf, -slack))
        facts.append(
            (
                np.concatenate([group, np.zeros(kinds)]),
                figure.base.low - parameters.rounding,
                figure.base.high + parameters.rounding,
            )
        )
    everyone = second.published[0]
    if everyone.state is NumberState.PUBLISHED and everyone.finding == "not_met":
        ones = np.ones(kinds)
        facts.append((np.concatenate([ones, -ones]), 2.0, np.inf))
    pairs = _Pairs(knowledge.people, knowledge.yes, both, facts)
    return pairs.certain()


@dataclass
class _Pairs:
    """How many of each kind said yes to the first, and to both."""

    people: np.ndarray
    yes: np.ndarray
    both: np.ndarray
    facts: list

    def certain(self):
        uniform = [
            kind
            for kind in range(len(self.people))
            if (self.yes[kind] == 0)
            or (
                self.yes[kind] == self.people[kind]
                and self.both[kind] in (0, self.yes[kind])
            )
        ]
        return int(
            sum(self.people[kind] for kind in uniform if not self._may_differ(kind))
        )

    def _may_differ(self, kind):
        kinds = len(self.people)
        no = np.zeros(2 * kinds)
        if self.yes[kind] == 0:
            no[kind] = 1.0  # somebody may have said yes to the first
            low, high = 1.0, np.inf
        elif self.both[kind]:
            no[kinds + kind] = 1.0  # somebody may not have said yes to both
            low, high = 0.0, self.people[kind] - 1
        else:
            no[kind], no[kinds + kind] = -1.0, 1.0  # not all said yes, then no
            low, high = 1.0 - self.people[kind], np.inf
        nested = np.hstack([np.eye(kinds), -np.eye(kinds)])
        rows = [*self.facts, *((row, 0.0, np.inf) for row in nested), (no, low, high)]
        most = np.append(self.people, self.people)
        return _solve(np.zeros(2 * kinds), rows, (0 * most, most), kinds) is not None


# -- running it ----------------------------------------------------------------------

QUESTIONS = (SHARE, REPORTED, PARTLY)


def run_rounds(rounds: Sequence[SimulatedRound], parameters, leak=""):
    """(certain people, questions with one) over three questions a round."""
    counts = [attack(r, q, parameters, leak) for r in rounds for q in QUESTIONS]
    return sum(counts), sum(count > 0 for count in counts)


def run_withdrawals(
    rounds: Sequence[SimulatedRound], parameters, dice, leak="", sizes=WITHDRAWN
):
    counts = []
    for round in rounds:
        for size in sizes:
            gone = dice.permutation(len(round.rows))[: min(size, len(round.rows) - 12)]
            counts += [
                attack_again(round, q, parameters, gone, leak) for q in QUESTIONS
            ]
    return sum(counts), sum(count > 0 for count in counts)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--follow-ups", type=int, default=120)
    options.add_argument("--withdrawals", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--leaks", action="store_true")
    chosen = options.parse_args()
    dice = np.random.default_rng(chosen.seed)
    parameters = Parameters()
    began = process_time()
    rounds = [random_round(dice) for _round in range(chosen.rounds)]
    total = 0
    for name, result in (
        ("questions", lambda: run_rounds(rounds, parameters)),
        (
            "withdrawals",
            lambda: run_withdrawals(rounds[: chosen.withdrawals], parameters, dice),
        ),
    ):
        people, questions = result()
        total += people
        print(f"{name}: {people} people certain, in {questions} questions", flush=True)
    follow = [attack_follow_up(r, parameters) for r in rounds[: chosen.follow_ups]]
    total += sum(follow)
    print(f"follow-ups: {sum(follow)} people certain, of {len(follow)} rounds")
    if chosen.leaks:
        _leaks(rounds[:LEAKING], parameters, dice)
    print(f"seed {chosen.seed}, {process_time() - began:.0f} CPU s")
    print(f"certain people: {total}")
    return 1 if total else 0


def _leaks(rounds, parameters, dice):
    narrow = replace(parameters, widths=((10, 1),))
    for name, result in (
        ("bands of one point", lambda: run_rounds(rounds, narrow)),
        ("exact estimates", lambda: run_rounds(rounds, parameters, "exact")),
        ("exact findings", lambda: run_rounds(rounds, parameters, "findings")),
        (
            "computed anew",
            lambda: run_withdrawals(rounds, parameters, dice, "again", (1,)),
        ),
    ):
        people, questions = result()
        print(
            f"planted, {name}: {people} people certain, in {questions} questions",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
