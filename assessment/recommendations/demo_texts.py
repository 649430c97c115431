"""Invented findings, concerns, priorities and recommendations of the demonstration."""

# Of a standard: finding, words in both languages, and the reason where it differs.
FINDINGS = {
    "CHD-02": (
        "not_met",
        "Children are held, with their parents and alone. No reason that we heard"
        " justifies it.",
        "Des enfants sont retenus, avec leurs parents ou seuls. Aucune des raisons"
        " données ne le justifie.",
        "The law has no ban, and the team saw children at most places.",
        "La loi ne l’interdit pas, et l’équipe a vu des enfants dans la plupart des"
        " lieux.",
    ),
    "DTH-01": (
        "not_met",
        "One of the deaths was looked into by the staff of the place alone. That is no"
        " independent inquiry.",
        "Un des décès n’a été examiné que par le personnel du lieu. Ce n’est pas une"
        " enquête indépendante.",
        "The register names no other body that looked into it.",
        "Le registre ne nomme aucun autre organe qui l’ait examiné.",
    ),
    "INF-05": (
        "partly",
        "A lawyer exists on paper everywhere. Few people meet one, and hardly anybody"
        " in private.",
        "Sur le papier, un avocat existe partout. Peu de personnes en rencontrent un,"
        " et presque personne en privé.",
        "The service exists by law, so we say partly, though few people reach it.",
        "Le service existe dans la loi, nous disons donc en partie, même si peu de"
        " personnes y accèdent.",
    ),
    "CON-01": (
        "not_met",
        "Fewer people than before could tell somebody on the first day.",
        "Moins de personnes qu’avant ont pu prévenir quelqu’un le premier jour.",
        "We rest on what people told us, not on the forms that the places showed us.",
        "Nous nous fondons sur ce que les personnes ont dit, non sur les formulaires"
        " montrés par les lieux.",
    ),
}
# (concern, in French, standards)
CONCERNS = (
    (
        "Children share rooms with adults whom they do not know.",
        "Des enfants partagent des chambres avec des adultes qu’ils ne connaissent"
        " pas.",
        ("CHD-06",),
    ),
    (
        "Police cells are used for days, though they were built for hours.",
        "Les cellules de police servent des jours entiers, alors qu’elles sont faites"
        " pour quelques heures.",
        ("CND-01", "CND-02"),
    ),
    (
        "Women say more often than men that they met no lawyer.",
        "Les femmes disent plus souvent que les hommes n’avoir vu aucun avocat.",
        ("INF-05",),
    ),
    (
        "Forms are signed in a language that the person does not read.",
        "Des formulaires sont signés dans une langue que la personne ne lit pas.",
        ("INF-01", "INF-04"),
    ),
    (
        "People who wait for asylum stay longest.",
        "Les personnes en attente d’asile restent le plus longtemps.",
        ("DUR-03",),
    ),
    (
        "Nobody outside the place looks into deaths.",
        "Personne d’extérieur n’enquête sur les décès.",
        ("DTH-01",),
    ),
)
# (standard, priority, in French)
PRIORITIES = (
    ("CHD-02", "No child is held any more.", "Plus aucun enfant n’est retenu."),
    (
        "DTH-01",
        "Every death is investigated by somebody independent.",
        "Chaque décès fait l’objet d’une enquête indépendante.",
    ),
    (
        "CND-02",
        "No place holds more people than it has room for.",
        "Aucun lieu ne retient plus de personnes qu’il n’a de places.",
    ),
    (
        "INF-05",
        "Everybody meets a free lawyer on the first day, in private.",
        "Chacun voit un avocat gratuit le premier jour, en privé.",
    ),
    (
        "NEC-02",
        "Alternatives are looked at before each decision.",
        "Les solutions alternatives sont examinées avant chaque décision.",
    ),
)
# standard: (share, in how many years, how it was agreed, in French)
MILESTONES = {
    "INF-05": (
        0.6,
        1,
        "Agreed with the Ministry of Justice.",
        "Convenu avec le ministère de la Justice.",
    ),
    "CHD-07": (0.9, 2, "Agreed by the body.", "Convenu par l’organe."),
}
# code: (name, in French, (code, name, account, who) of those who sign in)
AUTHORITIES = {
    "interior": ("Ministry of the Interior", "Ministère de l’Intérieur", None),
    "justice": (
        "Ministry of Justice",
        "Ministère de la Justice",
        ("justice@demo.test", "Idris, State focal point for justice"),
    ),
    "immigration": (
        "Immigration Service",
        "Service de l’immigration",
        ("immigration@demo.test", "Rosa, State focal point for immigration"),
    ),
    "police": ("Police", "Police", None),
    "prosecutor": ("Public Prosecutor", "Ministère public", None),
    "parliament": (
        "Parliament, Finance Committee",
        "Parlement, commission des finances",
        None,
    ),
}
# number: text, in French, whom, standards, groups, kind, days from now, evidence
RECOMMENDATIONS = {
    1: (
        "Hold no child. Move families with children into open housing.",
        "Ne retenez aucun enfant. Accueillez les familles avec enfants dans des"
        " hébergements ouverts.",
        "interior",
        ("CHD-02", "CHD-07"),
        ("children", "families"),
        "practice",
        180,
        (
            (
                "Children were held, at most places that we visited.",
                "Des enfants étaient retenus, dans la plupart des lieux visités.",
                "CHD-02",
            ),
            (
                "Families had no open place to go to.",
                "Des familles n’avaient aucune place ouverte où aller.",
                "CHD-07",
            ),
        ),
    ),
    2: (
        "Have every death in detention investigated by a body that is independent of"
        " the place.",
        "Faites enquêter sur chaque décès en rétention par un organe indépendant du"
        " lieu.",
        "prosecutor",
        ("DTH-01",),
        (),
        "oversight",
        60,
        (
            (
                "A death was not investigated by anybody from outside.",
                "Un décès n’a fait l’objet d’aucune enquête extérieure.",
                "DTH-01",
            ),
        ),
    ),
    3: (
        "Never hold more people than a place has room for. Close all police cells to"
        " immigration detention.",
        "Ne retenez jamais plus de personnes qu’un lieu n’a de places. Fermez toutes"
        " les cellules de police à la rétention d’étrangers.",
        "police",
        ("CND-02", "CND-01"),
        (),
        "practice",
        120,
        (
            (
                "Places were fuller than they may be, police cells above all.",
                "Des lieux étaient plus pleins que permis, les cellules de police"
                " surtout.",
                "CND-02",
            ),
        ),
    ),
    4: (
        "Give everybody a free lawyer on the first day, with a room where nobody"
        " listens in. Begin with women.",
        "Donnez à chacun un avocat gratuit le premier jour, dans une pièce où personne"
        " n’écoute. Commencez par les femmes.",
        "justice",
        ("INF-05",),
        ("women",),
        "funding",
        300,
        (
            (
                "Few people met a lawyer whom they could afford.",
                "Peu de personnes ont rencontré un avocat qu’elles pouvaient payer.",
                "INF-05",
            ),
        ),
    ),
    5: (
        "Look at alternatives before each decision, and write down why they are"
        " refused.",
        "Examinez les solutions alternatives avant chaque décision, et écrivez pourquoi"
        " elles sont refusées.",
        "immigration",
        ("NEC-02", "INF-03"),
        (),
        "policy",
        365,
        (
            (
                "Few people talked with somebody about staying free under a condition.",
                "Peu de personnes ont parlé avec quelqu’un de rester libres sous"
                " condition.",
                "INF-03",
            ),
        ),
    ),
    6: (
        "Let everybody tell a person of their choice on the first day, by phone and"
        " free.",
        "Laissez chacun prévenir une personne de son choix le premier jour, par"
        " téléphone et gratuitement.",
        "immigration",
        ("CON-01",),
        (),
        "practice",
        120,
        (
            (
                "Fewer people than in the round before could tell somebody.",
                "Moins de personnes qu’à l’évaluation précédente ont pu prévenir"
                " quelqu’un.",
                "CON-01",
            ),
        ),
    ),
    7: (
        "Fund 400 more places in open housing, first where most people wait.",
        "Financez 400 places de plus en hébergement ouvert, d’abord là où le plus de"
        " personnes attendent.",
        "parliament",
        ("ALT-01",),
        ("families", "asylum"),
        "funding",
        365,
        (
            (
                "More people could live in open housing than there are free places.",
                "Plus de personnes pourraient vivre en hébergement ouvert qu’il n’y a"
                " de places libres.",
                "ALT-01",
            ),
        ),
    ),
}
EARLIER = (
    (
        "Let somebody be told at once.",
        "Faites prévenir quelqu’un aussitôt.",
        "immigration",
        ("CON-01",),
        "practice",
    ),
    (
        "Repair the phones in every place.",
        "Réparez les téléphones dans chaque lieu.",
        "interior",
        ("CON-02",),
        "places",
    ),
)
