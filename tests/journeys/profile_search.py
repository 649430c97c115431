"""Words that lie in clear in the profile of a browser, in any file and any writing.

Chromium writes its databases as LevelDB tables, whose blocks are compressed with
Snappy; they are looked through unpacked too.
"""

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
TABLE_END = bytes.fromhex("57fb808b247547db")  # the last bytes of a LevelDB table
FOOTER = 48
SNAPPY = 1


def found_in_profile(folder, words):
    """(file, word) for each word that lies in clear in a file of the profile."""
    forms = [(word, word.encode(code)) for word in words for code in ENCODINGS]
    return sorted(
        {
            (str(path.relative_to(folder)), word)
            for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink()
            for content in contents(path.read_bytes())
            for word, form in forms
            if form in content
        }
    )


def contents(file):
    """The bytes of a file; of a LevelDB table also each block unpacked."""
    yield file
    if file.endswith(TABLE_END):
        yield from table_blocks(file)


def table_blocks(file):
    """Each compressed block of a LevelDB table, unpacked."""
    _offset, _size, place = handle(file[-FOOTER:], 0)
    index_at, index_size, _place = handle(file[-FOOTER:], place)
    for _key, value in entries(block(file, index_at, index_size)):
        data_at, data_size, _place = handle(value, 0)
        yield block(file, data_at, data_size)


def block(file, offset, size):
    content, kind = file[offset : offset + size], file[offset + size]
    return unpacked(content) if kind == SNAPPY else content


def entries(content):
    """(key, value) of a block of a table; keys share beginnings with those before."""
    restarts = int.from_bytes(content[-4:], "little")
    end, place, key = len(content) - 4 - 4 * restarts, 0, b""
    while place < end:
        shared, place = varint(content, place)
        rest, place = varint(content, place)
        length, place = varint(content, place)
        key = key[:shared] + content[place : place + rest]
        place += rest
        yield key, content[place : place + length]
        place += length


def handle(content, place):
    """(offset, size, where it ends) of a block that is pointed to."""
    offset, place = varint(content, place)
    size, place = varint(content, place)
    return offset, size, place


def varint(content, place):
    """(number, where it ends) of a number in groups of seven bits."""
    number, shift = 0, 0
    while True:
        byte = content[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, place
        shift += 7


def unpacked(content):
    """What Snappy compressed: pieces as they are, and copies of earlier pieces."""
    length, place = varint(content, 0)
    out = bytearray()
    while place < len(content):
        tag, kind = content[place], content[place] & 3
        place += 1
        if kind == 0:
            size, place = literal_size(content, place, tag >> 2)
            out += content[place : place + size]
            place += size
            continue
        size, offset, place = copy_of(content, place, tag, kind)
        for _byte in range(size):  # a copy may reach into itself
            out.append(out[-offset])
    assert len(out) == length, "a block that is no Snappy"
    return bytes(out)


def literal_size(content, place, size):
    if size < 60:
        return size + 1, place
    width = size - 59
    return int.from_bytes(content[place : place + width], "little") + 1, place + width


def copy_of(content, place, tag, kind):
    """(size, how far back, where it ends) of a copy."""
    if kind == 1:
        return ((tag >> 2) & 7) + 4, (tag >> 5) << 8 | content[place], place + 1
    width = 2 if kind == 2 else 4
    offset = int.from_bytes(content[place : place + width], "little")
    return (tag >> 2) + 1, offset, place + width
