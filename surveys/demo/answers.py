"""Plausible answers of the demo: an instrument is walked as a person would walk it.

Random and seeded, and of nobody.
"""

from math import log

from surveys.demo.story import CLAIMED
from surveys.engine.instrument import QuestionType
from surveys.engine.journey import Journey

_OFTEN = {"always": 0.62, "often": 0.365, "some": 0.005, "rare": 0.005, "never": 0.005}
# Chances of the codes of some questions, so that figures differ as they would;
# a code that is not named shares what is left.
CHANCES = {
    "m_status": {"current": 0.7, "former": 0.12, "alt": 0.08, "altafter": 0.1},
    "m_recruit": {"list": 0.7, "bed": 0.3},
    "x_private": {"full": 0.88, "hear": 0.08, "none": 0.04},
    "x_interp": {"none": 0.45, "prof": 0.3, "phone_prof": 0.15, "trained": 0.1},
    "x_understood": {"yes": 0.96},
    "m_age": {"u18": 0.0},  # another instrument is for children
    "m_days": {"median": 13},
    "m_bed_own": {"yes": 0.985},
    "m_bedding": {"yes": 0.985},
    **dict.fromkeys(
        ("m_wc", "m_shower", "m_water", "m_food_enough", "m_food_fit"), _OFTEN
    ),
    "m_order": {"yes": 0.75},
    "m_reason_told": {"yes": 0.56},
    "m_alt_disc": {"yes": 0.24},
    "m_law_seen": {"yes": 0.54},
    "m_law_private": {"yes": 0.62},
    "m_judge_first": {"h48": 0.45, "d7": 0.27, "later": 0.18, "never": 0.1},
    "m_vscreen": {"yes": 0.34},
    "m_hscreen": {"h24": 0.74, "later": 0.16},
    "m_hprivate": {"yes": 0.8},
    "m_illtreat": {"none": 0.83},
    "m_notify": {"yes": 0.65},
    "m_consul": {"without": 0.04},
    "m_phone": {"always": 0.56, "often": 0.335, "some": 0.06, "rare": 0.03},
    "m_visit": {"had": 0.4, "allowed": 0.35, "nobody": 0.205, "refused": 0.045},
    "m_visit_org": {"had": 0.35, "allowed": 0.6, "refused": 0.05},
    "m_ret_prop": {"yes": 0.3},
    "m_unlisted": {"yes": 0.03},
    "x_distress": {"none": 0.86, "mild": 0.13},
    # Children and caregivers
    "c_gate_cp": {"yes": 1.0},
    "c_gate_trained": {"yes": 1.0},
    "c_with": {"parent": 0.7, "rel": 0.1, "uasc": 0.2, "dk": 0.0},
    "c_consent_by": {"parent": 0.8, "guard": 0.1, "cpbody": 0.1, "staff": 0, "none": 0},
    "c_understood": {"yes": 1.0},
    "c_assent": {"yes": 1.0},
    "c_adult": {"trust": 0.6, "alone": 0.4, "other": 0.0},
    "c_stop_c": {"go": 1.0, "pause": 0.0, "stop": 0.0},
    "c_stop_d": {"go": 1.0, "pause": 0.0, "stop": 0.0},
}
SPREAD_OF_DAYS = 1.1  # of the logarithm of the days that somebody was held so far
REVIEWED_IN_TIME = 0.45  # of those held, who had a review for every 30 days
LIFT = 0.04  # what the best place has more of every "yes", and the worst less
SAFE_START = {
    "x_place_safe": "yes",
    "x_understood_again": "yes",
    "x_consent": "yes",
    "x_still_ok": "yes",
}
MODULES = "x_modules"  # all of them, so that every page of the demo has figures
OFFICIAL_CLAIM = {"always": 0.42, "mostly": 0.38, "some": 0.12}
# Facts that a standard needs together: both are claimed as often as one claim is.
PART_OF_A_CLAIM = {"always": 0.65, "mostly": 0.24, "some": 0.07}
FIRM_CLAIM = {"always": 0.93, "mostly": 0.05, "some": 0.01}
CIVIL_SOCIETY = "s_"  # how names of its questions begin
SEEN_BY_CIVIL_SOCIETY = {"always": 0.18, "mostly": 0.3, "some": 0.35}
PARTS_OF_CLAIMS = {
    *("a_alt_exam", "a_alt_reason", "a_reasons_day", "a_reasons_lang"),
    *("a_rights_info", "a_rules_info", "a_law_private", "a_law_free"),
    *("a_cmp_out", "a_cmp_answer", "a_notify_one", "a_consul"),
    *("a_phone", "a_visit_fam", "a_visit_org", "a_open", "a_outdoor"),
    *("a_ret_advice", "a_ret_risk", "a_health_day", "a_health_priv"),
    *("a_hcare_body", "a_hcare_mind", "a_women_apart", "a_women_staff"),
    *("a_disab_look", "a_disab_adj", "a_traf_look", "a_tort_look", "a_tts_ref"),
    *("a_death_inv", "a_death_fam"),
}
NOT_SAID = 0.02
# What the interviewer answers, or must know before an interview goes on.
BY_INTERVIEWER = (
    *("x_", "c_gate", "c_age", "c_consent_by", "c_understood", "c_assent", "c_adult"),
)
NOTHING = 0.55  # who chooses "none of these"


def pick(question, dice, lift, chances, answers):
    """A plausible answer to one question. lift: −1…1, how well the place does."""
    if dice.random() < NOT_SAID and not question.name.startswith(BY_INTERVIEWER):
        return {"state": dice.choice(("refused", "does_not_know"))}
    match question.type:
        case QuestionType.SELECT_ONE:
            return _single(question, dice, lift, chances)
        case QuestionType.SELECT_MULTIPLE:
            return _several(question, dice, chances)
        case QuestionType.INTEGER:
            return _count(question, dice, chances, answers)
    return None


def _single(question, dice, lift, chances_by_name):
    if question.name in SAFE_START:
        return SAFE_START[question.name]
    codes = [c.code for c in question.choices if c.state is None]
    chances = dict(chances_by_name.get(question.name, {}))
    if "mostly" in codes:
        chances = dict(_claim(question.name))
    if "yes" in chances and chances["yes"] < 1:
        chances["yes"] = min(0.98, max(0.02, chances["yes"] + LIFT * lift))
    rest = [code for code in codes if code not in chances]
    left = max(0.0, 1.0 - sum(chances.values()))
    weights = [chances.get(c, left / len(rest) if rest else 0.0) for c in codes]
    return dice.choices(codes, weights)[0]


def _claim(name):
    """Chances of "always", "mostly" and "some", of officials and civil society."""
    if name.startswith(CIVIL_SOCIETY):
        return SEEN_BY_CIVIL_SOCIETY
    if name in CLAIMED:
        return FIRM_CLAIM
    return PART_OF_A_CLAIM if name in PARTS_OF_CLAIMS else OFFICIAL_CLAIM


def _several(question, dice, chances):
    codes = [c.code for c in question.choices if c.state is None]
    if question.name == MODULES:
        return [code for code in codes if code != "none"]
    nothing = chances.get(question.name, {}).get("none", NOTHING)
    if "none" in codes and dice.random() < nothing:
        return ["none"]
    others = [code for code in codes if code != "none"]
    chosen = dice.sample(others, k=min(len(others), dice.choice((1, 1, 2, 3))))
    return [code for code in codes if code in chosen]


def _count(question, dice, chances, answers):
    match question.name:
        case "m_days":
            middle = log(chances["m_days"]["median"])
            return min(5000, int(dice.lognormvariate(middle, SPREAD_OF_DAYS)))
        case "m_review_n":
            return _reviews(answers.get("m_days"), dice)
        case "c_days":
            return dice.randint(1, 40)
        case "a_staff_n":
            return dice.randint(20, 90)
        case "a_trained_n":
            return dice.randint(0, 20)
        case "a_rec_n":
            return dice.randint(10, 30)
    return dice.choice((0, 0, 1, 1, 2, 3))


def _reviews(days, dice):
    """As often in time for whoever is held long as for others."""
    due = days // 30 if isinstance(days, int) else 0
    if dice.random() < REVIEWED_IN_TIME:
        return due + dice.randint(0, 1)
    return dice.randint(0, max(due - 1, 0))


def walk(instrument, dice, lift, chances=CHANCES, *, today, known=None):
    """Answer an instrument from its first question to its last, as a person would.

    known: answers that are drawn before, by question.
    """
    now = Journey(instrument, {}, today=today)
    known = known or {}
    while True:
        before = len(now.answers)
        for question in instrument.questions():
            if question.name in now.answers or not question.answerable:
                continue
            if now.is_relevant(question.name):
                value = known.get(question.name)
                if value is None:
                    value = pick(question, dice, lift, chances, now.answers)
                now = _answered(now, question, value, today)
        if len(now.answers) == before:  # nothing more is asked
            return dict(now.answers)


def _answered(now, question, value, today):
    """The journey with an answer, or "prefers not to answer" where none is possible."""

    def with_answer(answer):
        answers = {**now.answers, question.name: answer}
        return Journey(now.instrument, answers, today=today)

    if value is None:
        return with_answer({"state": "refused"})
    trial = with_answer(value)
    problem = None if question.repeats else trial.problem(question.name)
    if problem is None or problem.soft:
        return trial
    if question.type == QuestionType.INTEGER:
        return with_answer(1)
    return with_answer({"state": "refused"})
