"""Plausible answers of the demo: an instrument is walked as a person would walk it.

Random and seeded, and of nobody.
"""

from surveys.engine.instrument import QuestionType
from surveys.engine.journey import Journey

# Chances of the codes of some questions, so that figures differ as they would;
# a code that is not named shares what is left.
CHANCES = {
    "m_status": {"current": 0.7, "former": 0.12, "alt": 0.08, "altafter": 0.1},
    "m_recruit": {"list": 0.7, "bed": 0.3},
    "x_private": {"full": 0.8, "hear": 0.13, "none": 0.07},
    "x_interp": {"none": 0.45, "prof": 0.3, "phone_prof": 0.15, "trained": 0.1},
    "x_understood": {"yes": 0.96},
    "m_age": {"u18": 0.0},  # another instrument is for children
    "m_gender": {"man": 0.62, "woman": 0.34, "other": 0.02},
    "m_order": {"yes": 0.78},
    "m_reason_told": {"yes": 0.66},
    "m_alt_disc": {"yes": 0.24},
    "m_law_seen": {"yes": 0.52},
    "m_judge_first": {"h48": 0.41, "d7": 0.27, "later": 0.18, "never": 0.1},
    "m_vscreen": {"yes": 0.38},
    "m_bed_own": {"yes": 0.84},
    "m_bedding": {"yes": 0.85},
    "m_hscreen": {"h24": 0.49, "later": 0.33},
    "m_notify": {"yes": 0.6},
    "m_ret_prop": {"yes": 0.3},
    "m_unlisted": {"yes": 0.03},
    "x_distress": {"none": 0.86, "mild": 0.13},
}
SAFE_START = {
    "x_place_safe": "yes",
    "x_understood_again": "yes",
    "x_consent": "yes",
    "x_still_ok": "yes",
}
MODULES = "x_modules"  # all of them, so that every page of the demo has figures
OFFICIAL_CLAIM = {"always": 0.62, "mostly": 0.24, "some": 0.08}
# Facts that a standard needs together: both are claimed as often as one claim is.
PART_OF_A_CLAIM = {"always": 0.79, "mostly": 0.14, "some": 0.04}
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


def pick(question, dice, lift, chances=CHANCES):
    """A plausible answer to one question. lift: −1…1, how well the place does."""
    if dice.random() < NOT_SAID and not question.name.startswith("x_"):
        return {"state": dice.choice(("refused", "does_not_know"))}
    match question.type:
        case QuestionType.SELECT_ONE:
            return _single(question, dice, lift, chances)
        case QuestionType.SELECT_MULTIPLE:
            return _several(question, dice)
        case QuestionType.INTEGER:
            return _count(question, dice)
    return None


def _single(question, dice, lift, chances_by_name):
    if question.name in SAFE_START:
        return SAFE_START[question.name]
    codes = [c.code for c in question.choices if c.state is None]
    chances = dict(chances_by_name.get(question.name, {}))
    if "mostly" in codes:
        part = question.name in PARTS_OF_CLAIMS
        chances = dict(PART_OF_A_CLAIM if part else OFFICIAL_CLAIM)
    if "yes" in chances:
        chances["yes"] = min(0.97, max(0.03, chances["yes"] + 0.15 * lift))
    rest = [code for code in codes if code not in chances]
    left = max(0.0, 1.0 - sum(chances.values()))
    weights = [chances.get(c, left / len(rest) if rest else 0.0) for c in codes]
    return dice.choices(codes, weights)[0]


def _several(question, dice):
    codes = [c.code for c in question.choices if c.state is None]
    if question.name == MODULES:
        return [code for code in codes if code != "none"]
    if "none" in codes and dice.random() < 0.55:
        return ["none"]
    others = [code for code in codes if code != "none"]
    chosen = dice.sample(others, k=min(len(others), dice.choice((1, 1, 2, 3))))
    return [code for code in codes if code in chosen]


def _count(question, dice):
    match question.name:
        case "m_days":
            return min(5000, int(dice.lognormvariate(3.4, 1.1)))
        case "a_staff_n":
            return dice.randint(20, 90)
        case "a_trained_n":
            return dice.randint(0, 20)
        case "a_rec_n":
            return dice.randint(10, 30)
    return dice.choice((0, 0, 1, 1, 2, 3))


def walk(instrument, dice, lift, chances=CHANCES, *, today):
    """Answer an instrument from its first question to its last, as a person would."""
    now = Journey(instrument, {}, today=today)
    while True:
        before = len(now.answers)
        for question in instrument.questions():
            if question.name in now.answers or not question.answerable:
                continue
            if now.is_relevant(question.name):
                value = pick(question, dice, lift, chances)
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
