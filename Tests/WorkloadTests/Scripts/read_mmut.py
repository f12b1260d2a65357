#!/usr/bin/env python3
"""Reads a .mmut trace with nothing but docs/TRACE_FORMAT.md and libzstd, and prints a digest of it."""
import ctypes
import struct
import sys
import zlib

MASK = (1 << 64) - 1
HEADER = "<8s4sHHIIQQ4III"
SYNC = b"\x89MMUT\r\x1a\n"
zstd = ctypes.CDLL("libzstd.so.1")
zstd.ZSTD_decompress.restype = ctypes.c_size_t


def decompress(payload, size):
    content = ctypes.create_string_buffer(size + 1)
    if zstd.ZSTD_decompress(content, ctypes.c_size_t(size), payload, ctypes.c_size_t(len(payload))) != size:
        sys.exit("a payload is damaged")
    return content.raw[:size]


def sections(file):
    """Every section: kind, number, first index, counts, content."""
    while header := file.read(64):
        sync, kind, version, _, stored, size, number, first, *counts, _, checksum = struct.unpack(HEADER, header)
        if sync != SYNC or checksum != zlib.crc32(header[:60]) or version != 1:
            sys.exit("no section where one should be")
        yield kind, number, first, counts, decompress(file.read(stored), size) if stored else b""


class Numbers:
    """Prefix numbers from a part of a block."""

    def __init__(self, part):
        self.part, self.at = part, 0

    def byte(self):
        self.at += 1
        return self.part[self.at - 1]

    def bits(self, count):
        start, self.at = self.at, self.at + (count + 7) // 8
        return int.from_bytes(self.part[start : self.at], "little") & (1 << count) - 1

    def number(self):
        first = self.part[self.at]
        more = (first & -first).bit_length() - 1 if first else 8
        start, self.at = self.at, self.at + more + 1
        return int.from_bytes(self.part[start : self.at], "little") >> min(more + 1, 8)


def move(number):
    """A folded distance, as a move of a word."""
    return (number >> 1 ^ -(number & 1)) << 7


def words(content):
    """The words of a block."""
    lengths = struct.unpack_from("<4I", content)
    ends = [16 + sum(lengths[: i + 1]) for i in range(4)]
    tokens, masks, corrections, definitions = (Numbers(content[e - n : e]) for e, n in zip(ends, lengths))
    templates, successor, previous, error, latest = [], {}, 0, 0, [0] * 4
    while tokens.at < lengths[0]:
        token = tokens.number()
        current = successor.get(previous, 0) if token == 0 else token - 1
        successor[previous], previous = current, current
        if current == len(templates):
            slots = []
            for _ in range(definitions.byte()):
                low = definitions.byte()
                latest[low & 3] += move(definitions.number())
                slots.append([(latest[low & 3] | low) & MASK, 0, 0])  # last word, stride, pending
            templates.append(slots)
        else:
            mask = masks.bits(len(templates[current]))
            for index, slot in enumerate(templates[current]):
                word = slot[0] + slot[1]
                if mask >> index & 1:
                    number = corrections.number()
                    error = move(number) if number else error
                    word += error
                    distance = word - slot[0] & MASK
                    slot[1] = distance if distance == slot[2] else slot[1]
                    slot[2] = distance
                slot[0] = word & MASK
        yield from (slot[0] for slot in templates[current])


digest, total, wanted = 0, 0, None
for kind, number, first, counts, content in sections(open(sys.argv[1], "rb")):
    if kind == b"BLCK":
        block = list(words(content))
        assert first == total and len(block) == sum(counts[:4])
        total += len(block)
        for word in block:
            digest = (digest * 0x100000001B3 ^ word) & MASK
    wanted = first if kind == b"END " else None
print(f"{total} words, digest {digest:016x}" if wanted == total else "the trace is cut off")
