"""The languages of an XLSForm, its texts, and what its author should know."""

import re
from functools import lru_cache

from surveys.engine.compiled_questions import PRIVACY, is_severe
from surveys.engine.instrument import Language
from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import split_language
from surveys.xlsform.language_tags import tag_of, tagged
from surveys.xlsform.sheets import SheetProblem

RIGHT_TO_LEFT = {"ar", "fa", "prs", "ps", "ur", "he", "ckb", "dv", "sd", "ug", "yi"}
TAGGED = re.compile(r"(.*?)\s*\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)")
PLAIN = Language("en", "English", "ltr")


@lru_cache(maxsize=512)
def parse_language(text):
    """“French (fr)” → Language, or None. Direction comes from the tag only."""
    match = TAGGED.fullmatch(text.strip())
    if not match:
        return None
    name, tag = match[1].strip(), match[2]
    turned = tag.split("-")[0].lower() in RIGHT_TO_LEFT
    return Language(tag, name or tag, "rtl" if turned else "ltr")


def read_languages(sheets):
    """(languages, default tag, problems)."""
    by_tag, problems = {}, []
    silent = silent_languages(sheets)
    for column in sheets.headers["survey"]:
        heading, name = split_language(column)
        if heading != "label" or not name or name in silent:
            continue
        language = parse_language(name)
        if language is None:
            problems.append(_untagged(column, name))
        else:
            by_tag.setdefault(language.tag, language)
    problems += _doubled(sheets)
    wanted = _setting(sheets, "default_language")
    if by_tag:
        problems += _nameless(sheets, next(iter(by_tag.values())))
    else:
        by_tag = {
            PLAIN.tag: parse_language(wanted) or parse_language(tagged(wanted)) or PLAIN
        }
        by_tag = {language.tag: language for language in by_tag.values()}
    default = _default(list(by_tag.values()), wanted)
    if default is None and not problems:
        problems.append(_no_default(sheets, wanted, by_tag.values()))
    return tuple(by_tag.values()), default or next(iter(by_tag)), problems


def _doubled(sheets):
    """Problems: a second column of the same text and language, which would win."""
    for sheet in ("survey", "choices"):
        seen = {}
        for column in sheets.headers[sheet]:
            heading, name = split_language(column)
            language = parse_language(name)
            if language is None:
                continue
            first = seen.setdefault((heading, language.tag), column)
            if first != column:
                yield SheetProblem(
                    *(sheet, 1, sheets.letters[sheet][column], column),
                    _(
                        "“%(column)s” and “%(first)s” are two columns for one language",
                        column=column,
                        first=first,
                    ),
                    _("Put their texts into one column and delete the other."),
                )


def silent_languages(sheets):
    """Languages without a tag in whose columns nothing is written at all."""
    written, named = set(), set()
    for sheet in ("survey", "choices"):
        for column in sheets.headers[sheet]:
            _heading, name = split_language(column)
            if name and not parse_language(name):
                named.add(name)
                if any(row.get(column) for row in sheets.rows[sheet]):
                    written.add(name)
    return named - written


def _untagged(column, name):
    if tag_of(name):
        message = _("“%(column)s” has no language tag", column=column)
        return _header(column, message, f"{name} ({tag_of(name)})")
    return SheetProblem(
        "survey",
        1,
        column,
        column,
        _(
            "“%(column)s” has no language tag, and we do not know a language"
            " “%(name)s”",
            column=column,
            name=name,
        ),
        _(
            "Write label::%(name)s (xx) with the tag of the language instead of xx: en,"
            " fr, ar, prs for Dari, ti for Tigrinya.",
            name=name,
        ),
    )


def _nameless(sheets, first):
    """A problem: a plain label in a row that has a label in a named language."""
    both = next(
        (
            row
            for row in sheets.rows["survey"]
            if row.get("label")
            and any(
                text and split_language(column)[0] == "label" and "::" in column
                for column, text in row.cells.items()
            )
        ),
        None,
    )
    if both is not None:
        yield both.problem(
            "label",
            _(
                "the column “label” names no language, and the row has text in a column"
                " that does"
            ),
            _(
                "Write %(text)s, or name the right language.",
                text=f"label::{first.name} ({first.tag})",
            ),
        )


def _header(column, message, example):
    return SheetProblem(
        "survey",
        1,
        column,
        column,
        message,
        _(
            "Write %(text)s, with the BCP-47 tag of the language.",
            text=f"label::{example}",
        ),
    )


def _setting(sheets, column):
    rows = sheets.rows["settings"]
    return rows[0].get(column) if rows else ""


def _default(languages, wanted):
    """default_language may hold a name, "French (fr)" or a tag; else the first."""
    if not wanted or wanted == "default":
        return languages[0].tag
    for language in languages:
        if wanted in (language.tag, language.name, f"{language.name} ({language.tag})"):
            return language.tag
    return None


def _no_default(sheets, wanted, languages):
    names = ", ".join(f"{language.name} ({language.tag})" for language in languages)
    return sheets.rows["settings"][0].problem(
        "default_language",
        _("“%(name)s” is not a language of the survey sheet", name=wanted),
        _("Write one of: %(languages)s.", languages=names),
    )


def labels(row, column, languages):
    """The texts of a cell by language tag; a plain column is the first language."""
    tags = {
        word: language.tag
        for language in languages
        for word in (language.name, language.tag)
    }
    texts = {}
    for heading, text in row.cells.items():
        if text and heading.startswith(f"{column}::"):
            heading = heading.removeprefix(f"{column}::")
            tagged = parse_language(heading)
            texts[tagged.tag if tagged else tags.get(heading)] = text
    if row.get(column):
        texts.setdefault(languages[0].tag, row.get(column))
    return {
        language.tag: texts[language.tag]
        for language in languages
        if language.tag in texts
    }


def warnings(instrument, sheets):
    """What the author should know, though the workbook can be used."""
    return [
        *_waiting(instrument),
        *_coverage(instrument),
        *_privacy(instrument),
        *_idle(sheets),
        *_lost_languages(instrument, sheets),
        *_nameless_language(sheets),
        *_patterns(sheets.rows["survey"]),
    ]


def _waiting(instrument):
    waiting = [q.name for q in instrument.questions() if q.waits_for_wording]
    if len(waiting) == 1:
        yield _(
            "One question has no official wording yet. It is not asked until you add"
            " it: %(name)s.",
            name=waiting[0],
        )
    elif waiting:
        yield _(
            "%(count)s questions have no official wording yet. They are not asked"
            " until you add it: %(names)s.",
            count=len(waiting),
            names=", ".join(waiting),
        )


def _coverage(instrument):
    shown = [q for q in instrument.questions() if q.label or q.answerable]
    lists = {q.list_name or q.name: q.choices for q in shown}  # each counted once
    choices = [choice for listed in lists.values() for choice in listed]
    for language in instrument.languages:
        bare = sum(1 for q in shown if not q.label.get(language.tag))
        unnamed = sum(1 for choice in choices if not choice.label.get(language.tag))
        if bare or unnamed:
            # isolated, or a name in Arabic letters would turn the numbers around
            name = (
                f"\u2068{language.name}\u2069"
                if language.direction == "rtl"
                else language.name
            )
            yield _(
                "%(language)s: %(bare)s of %(questions)s questions and %(unnamed)s of"
                " %(choices)s choices have no text.",
                language=name,
                bare=bare,
                questions=len(shown),
                unnamed=unnamed,
                choices=len(choices),
            )


def _privacy(instrument):
    severe = [q.name for q in instrument.questions() if is_severe(q)]
    if severe and not instrument.has(PRIVACY):
        yield _(
            "%(names)s: very sensitive (level 4). First ask whether someone can hear:"
            " add the question %(privacy)s before them.",
            names=", ".join(severe),
            privacy=PRIVACY,
        )


def _idle(sheets):
    if sheets.idle_rows:
        yield _(
            "choices sheet: %(count)s rows have no list and no choice. They are"
            " stored but not used.",
            count=sheets.idle_rows,
        )
    for name in sheets.others:
        yield _("The sheet %(name)s is stored but not used.", name=name)


def _lost_languages(instrument, sheets):
    """Text in a language that no question is asked in."""
    tags = {language.tag for language in instrument.languages}
    names = tags | {language.name for language in instrument.languages}
    silent = silent_languages(sheets)
    for name in sorted(silent):
        yield _(
            "Nothing is written in “%(name)s”, so we left this language out.", name=name
        )
    for sheet in ("survey", "choices"):
        for column in sheets.headers[sheet]:
            name = split_language(column)[1]
            language = parse_language(name)
            if (
                not name
                or name in silent
                or name in names
                or (language and language.tag in tags)
            ):
                continue
            yield _(
                "%(sheet)s sheet: no question uses the language of %(column)s. We"
                " store this column but do not show it.",
                sheet=sheet,
                column=column,
            )


def _nameless_language(sheets):
    headers = sheets.headers["survey"]
    named = any(
        split_language(column)[0] == "label" for column in headers if "::" in column
    )
    if "label" in headers and not named and not _setting(sheets, "default_language"):
        yield _(
            "The column “label” names no language: it is taken as %(language)s.",
            language=f"{PLAIN.name} ({PLAIN.tag})",
        )


def _patterns(rows):
    for row in rows:
        text = row.get("constraint")
        if "regex(" in text and not ("^" in text and "$" in text):
            yield _(
                "survey sheet, row %(row)s: the regular expression of “%(name)s” is"
                " compared with the whole answer; write ^ and $ so that every tool"
                " does.",
                row=row.number,
                name=row.get("name"),
            )
        for column in ("relevant", "constraint", "calculation"):
            if "boolean(${" in row.get(column).replace(" ", ""):
                yield _(
                    "survey sheet, row %(row)s: boolean() of the text “false” is true;"
                    " use boolean-from-string().",
                    row=row.number,
                )
