"""Synthetic files of one place of the demo: days of stays, and how they ended.

The answers of the file sample alone, in the form in which repeats are stored, to be put
beside the other answers of the checklist. They describe nobody.
"""

from math import log

FILES = 20  # a place
USUAL = 50.0  # days that a stay lasts on average
SPREAD = 1.1  # of the logarithm of the days
CHILDREN = 0.25
WAYS = {
    "judge": 0.16,
    "authority": 0.17,
    "alternative": 0.14,
    "status": 0.06,
    "return": 0.1,
    "removal": 0.22,
    "transfer": 0.11,
    "escape": 0.02,
    "death": 0.01,
    "other": 0.01,
}


def file_sample(dice, files=FILES, usual=USUAL):
    """Answers about files of people admitted in the last 12 months.

    dice: a seeded random.Random; usual: days that a stay there lasts on average. Each
    was admitted on any day of the year, and is still held where the stay lasts longer
    than the days since.
    """
    middle = log(usual) - SPREAD**2 / 2
    answers = {"k_files_from": "admissions", "k_files_days_n": files}
    for number in range(1, files + 1):
        stay = int(dice.lognormvariate(middle, SPREAD))
        since = dice.randint(0, 364)
        way = dice.choices(list(WAYS), list(WAYS.values()))[0]
        answers |= {
            f"k_file_out.{number}": way if stay <= since else "held",
            f"k_file_days.{number}": min(stay, since),
            f"k_file_age.{number}": "child" if dice.random() < CHILDREN else "adult",
        }
    return answers
