"""An instrument with every type and layout, small enough to be answered in a test."""

SURVEY = """
| type | name | label::English (en) | label::French (fr) | relevant | appearance | \
choice_filter | parameters | constraint | constraint_message::English (en) | \
daa::soft_constraint | daa::soft_message::English (en) | repeat_count | calculation | \
trigger | required |
| begin_group | s_opening | Opening | Ouverture |
| select_one yn | x_consent | Do you agree to talk? | Acceptez-vous de parler ? |
| end_group | | | |
| begin_group | s_all | Everything | Tout | ${x_consent}='yes' |
| integer | days | For how many days? | Combien de jours ? | | | | | . >= 0 | \
Write 0 or more. | . <= 365 | More than a year is unusual. |
| date | came | When did you arrive? | Quand êtes-vous arrivé ? | | | | | \
. <= today() | The day lies in the future. |
| select_one region | region | Which region? | Quelle région ? | | minimal |
| select_one place | place | Which place? | Quel lieu ? | | | region=${region} |
| begin_group | rooms | How often? | À quelle fréquence ? | | table-list |
| select_one often | food | Food | Nourriture |
| select_one often | air | Fresh air | Air frais |
| select_one often | visits | Visits | Visites |
| end_group | | | |
| rank need | needs | What matters most? | Qu’est-ce qui compte le plus ? |
| range | fair | How fair, 0 to 10? | Est-ce juste, de 0 à 10 ? | | | | \
start=0 end=10 step=1 |
| time | lights | When do the lights go out? | À quelle heure s’éteint la lumière ? |
| acknowledge | told | We may stop at any time. | Nous pouvons arrêter. |
| begin_repeat | child | Children | Enfants |
| integer | age | How old is the child? | Quel âge a l’enfant ? |
| select_one yn | school | Does the child learn? | L’enfant apprend-il ? | ${age} > 5 |
| end_repeat | | | |
| calculate | ages | | | | | | | | | | | | sum(${age}) |
| integer | stays_n | How many stays? | Combien de séjours ? |
| begin_repeat | stay | Stay | Séjour | | | | | | | | | ${stays_n} |
| text | where | Stay: what kind of place? | Quel type de lieu ? |
| end_repeat | | | |
| select_one town | town | Which town? | Quelle ville ? |
| end_group | | | |
"""
TOWNS = "\n".join(f"| town | t{n} | Town {n} | Ville {n} | |" for n in range(1, 121))
CHOICES = f"""
| list_name | name | label::English (en) | label::French (fr) | region |
| yn | yes | Yes | Oui | |
| yn | no | No | Non | |
| region | north | North | Nord | |
| region | south | South | Sud | |
| place | n1 | North one | Nord un | north |
| place | n2 | North two | Nord deux | north |
| place | s1 | South one | Sud un | south |
| often | daily | Every day | Chaque jour | |
| often | never | Never | Jamais | |
| need | lawyer | A lawyer | Un avocat | |
| need | doctor | A doctor | Un médecin | |
| need | phone | A telephone | Un téléphone | |
{TOWNS}
"""
SETTINGS = """
| form_id | version | default_language | daa::source |
| layouts | 1 | English (en) | migrant |
"""

# What is kept at the end, whoever typed it and however.
STORED = {
    "x_consent": "yes",
    "days": 400,
    "days:reason": "document",
    "came": "2024-03",
    "region": "north",
    "place": "n2",
    "food": "daily",
    "air": "never",
    "visits": {"state": "refused"},
    "needs": ["doctor", "phone", "lawyer"],
    "fair": 3,
    "lights": "22:30",
    "told": "OK",
    "child": 1,
    "age.1": 9,
    "school.1": "yes",
    "ages": "9",
    "stays_n": 2,
    "stay": 2,
    "town": "t77",
}
