"""What a machine can check of PDF/UA-1 (ISO 14289-1), read from the file itself."""

import io

import pikepdf

# Structure types of PDF 1.7 that need no role map.
# fmt: off
STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI",
    "Index", "NonStruct", "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6",
    "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot",
    "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot",
    "Figure", "Formula", "Form",
}
PAINTING = {
    "Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh",
    "INLINE", "IMAGE",
}
# fmt: on
INSIDE = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
    "THead": {"Table"},
    "TBody": {"Table"},
}


def problems(content):
    """Sentences on everything that is wrong, [] where nothing is."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            *_document(pdf),
            *_metadata(pdf),
            *_structure(pdf),
            *_fonts(pdf),
            *_pages(pdf),
        ]


def _document(pdf):
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "the file is not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "the language of the file is missing"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the title is not shown"
    if "/Outlines" not in root:
        yield "there are no bookmarks"
    if pdf.is_encrypted:
        yield "the file is encrypted"


def _metadata(pdf):
    with pdf.open_metadata() as metadata:
        for name, what in (
            ("{http://www.aiim.org/pdfua/ns/id/}part", "1"),
            ("dc:title", ""),
            ("dc:creator", ""),
        ):
            value = metadata.get(name)
            if not value or (what and value != what):
                yield f"{name} is {value!r}"


# -- the tree of tags ------------------------------------------------------------------


def elements(pdf):
    """(type, element, type of its parent) of every tag, in reading order."""
    waiting = [(pdf.Root.StructTreeRoot, "")]
    while waiting:
        element, parent = waiting.pop()
        kind = str(element.get("/S", ""))[1:]
        if kind:
            yield kind, element, parent
        children = element.get("/K")
        if isinstance(children, pikepdf.Dictionary):
            children = [children]
        elif not isinstance(children, pikepdf.Array):
            children = []
        tags = [
            child
            for child in children
            if isinstance(child, pikepdf.Dictionary) and child.get("/Type") != "/OBJR"
        ]
        waiting += [(child, kind) for child in reversed(tags)]


def _structure(pdf):
    level, ids, referred, tables = 0, set(), set(), 0
    for kind, element, parent in elements(pdf):
        if kind not in STANDARD:
            yield f"{kind} is no type of the standard"
        if kind in INSIDE and parent not in INSIDE[kind]:
            yield f"{kind} stands in {parent}"
        if kind == "Figure" and not str(element.get("/Alt", "")).strip():
            yield "a figure has no text"
        if kind[0] == "H" and kind[1:].isdigit():
            if int(kind[1:]) > level + 1:
                yield f"after heading {level} comes {kind}"
            level = int(kind[1:])
        tables += kind == "Table"
        if kind == "TH":
            ids.add(str(element.get("/ID", "")))
        if kind == "TD":
            headers = element.A.get("/Headers", [])
            referred |= set(map(str, headers))
            if not len(headers):
                yield "a cell of a table has no head"
    if tables and not ids - {""}:
        yield "heads of tables have no names"
    if referred - ids:
        yield "cells name heads that are not there"


# -- fonts -----------------------------------------------------------------------------


def _fonts(pdf):
    for font in fonts(pdf).values():
        name = str(font.get("/BaseFont", "?"))
        if "/ToUnicode" not in font:
            yield f"{name} does not say which letters it has"
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", {})
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"{name} is not embedded"


def fonts(pdf):
    """Object number → font, of pages and of what is drawn in them."""
    return {
        obj.objgen: obj
        for obj in pdf.objects
        if isinstance(obj, pikepdf.Dictionary)
        and obj.get("/Type") == "/Font"
        and str(obj.get("/Subtype")) in ("/Type0", "/TrueType", "/Type1", "/Type3")
    }


# -- pages -----------------------------------------------------------------------------


def _pages(pdf):
    for number, page in enumerate(pdf.pages, start=1):
        if page.get("/Tabs") != "/S":
            yield f"page {number}: the order of tabs is not that of the text"
        for annotation in page.get("/Annots", []):
            if not str(annotation.get("/Contents", "")):
                yield f"page {number}: a link has no text"
            if "/StructParent" not in annotation:
                yield f"page {number}: a link is not in the tags"
        yield from (f"page {number}: {text}" for text in set(_marks(page)))


def _marks(page):
    """Everything painted is tagged or marked as decoration, and never both."""
    open_marks = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            decoration = str(operands[0]) == "/Artifact"
            if open_marks and decoration != open_marks[-1]:
                yield "decoration and text stand in one another"
            open_marks.append(decoration)
        elif name == "EMC":
            open_marks.pop()
        elif name in PAINTING and not open_marks:
            yield f"something is drawn that is neither text nor decoration ({name})"
