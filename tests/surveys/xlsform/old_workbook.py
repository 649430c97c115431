"""A small .xls (BIFF8 in a compound file), written by hand: no library writes it."""

import struct

SECTOR, FREE, END, FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def _begin(what):
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0x0DBB, 0x07CC, 0, 6))


def _text(text):
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _sheet(rows):
    cells = b""
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            where = struct.pack("<HHH", number, place, 0)
            if isinstance(value, float):
                cells += _record(0x0203, where + struct.pack("<d", value))
            elif value:
                cells += _record(0x0204, where + _text(value))
    return _begin(0x0010) + cells + _record(0x000A)


def old_workbook(sheets):
    """sheets: {name: rows of texts and floats} → the bytes of an .xls."""
    bodies = [_sheet(rows) for rows in sheets.values()]
    names = [struct.pack("<BB", len(n), 0) + n.encode("latin-1") for n in sheets]
    head = len(_begin(5)) + sum(4 + 6 + len(name) for name in names) + 4
    stream, offset = _begin(5), head
    for name, body in zip(names, bodies, strict=True):
        stream += _record(0x0085, struct.pack("<IBB", offset, 0, 0) + name)
        offset += len(body)
    return container("Workbook", stream + _record(0x000A) + b"".join(bodies))


def container(name, stream):
    """A compound file with one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\x00")
    sectors = len(stream) // SECTOR
    chain = [FAT, END, *range(3, 2 + sectors), END]
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream))
    return header + table + entries.ljust(SECTOR, b"\x00") + stream


def _entry(name, kind, child, start, size):
    label = name.encode("utf-16-le").ljust(64, b"\x00")
    links = struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, FREE, FREE, child)
    return label + links + b"\x00" * 36 + struct.pack("<IQ", start, size)
