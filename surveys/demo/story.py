"""What is planted in the demo's interviews, so that its pages tell a story.

docs/demo.md tells it, and tests/assessment/test_planted_story.py finds it again.
Everything else is alike for all groups, kinds of place and rounds.
"""

from surveys.models import SiteKind

# Who is met: a code that is not named shares what is left.
PEOPLE = {
    "m_gender": {"man": 0.63, "woman": 0.35, "other": 0.02},
    "m_legal": {
        "asylum": 0.28,
        "refused": 0.18,
        "refugee": 0.02,
        "entry": 0.02,
        "overstay": 0.06,
        "return": 0.42,
        "other": 0.02,
    },
}
# Women see a lawyer in private less often (INF-05), have a health check on arrival
# less often (HLT-01), and report ill-treatment more often (CND-05). People who wait
# for asylum are held longer (DUR-03).
FOR_GROUP = {
    ("m_gender", "woman"): {
        "m_law_seen": {"yes": 0.2},
        "m_law_private": {"yes": 0.3},
        "m_hscreen": {"h24": 0.45, "later": 0.35},
        "m_hprivate": {"yes": 0.58},
        "m_illtreat": {"none": 0.5},
    },
    ("m_legal", "asylum"): {"m_days": {"median": 75}},
}
# In police cells bed, hygiene, water and food are worse (CND-03): seven questions.
_SELDOM = {"always": 0.2, "often": 0.36, "some": 0.25, "rare": 0.12, "never": 0.07}
FOR_KIND = {
    SiteKind.POLICE: {
        "m_bed_own": {"yes": 0.55},
        "m_bedding": {"yes": 0.55},
        **dict.fromkeys(
            ("m_wc", "m_shower", "m_water", "m_food_enough", "m_food_fit"), _SELDOM
        ),
    }
}
# The round before: fewer had a written order (LEG-02) and could phone (CON-02), and
# more had somebody told on the first day (CON-01).
ROUND_BEFORE = {
    "m_order": {"yes": 0.54},
    "m_phone": {"always": 0.36, "often": 0.31, "some": 0.21, "rare": 0.08},
    "m_notify": {"yes": 0.93},
}
# What officials say they always do, which people do not report.
CLAIMED = (
    *("a_law_private", "a_law_free", "a_health_day", "a_health_priv"),
    *("a_cmp_out", "a_cmp_answer"),
)


def draw_person(dice):
    """Gender and legal situation of one person, by chance."""
    return {
        question: dice.choices(list(shares), list(shares.values()))[0]
        for question, shares in PEOPLE.items()
    }


def chances_for(person, kind, chances):
    """The chances of answers of a person at a kind of place."""
    planted = FOR_KIND.get(kind, {})
    for group in person.items():
        planted = planted | FOR_GROUP.get(group, {})
    return chances | planted
