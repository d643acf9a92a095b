"""Counts valid values of personal data in the bytes of a file: how many, never which.

The collector counts with an awk program on the target (`posture.transport.tally_awk`); this is its twin for files
read here, and the two must agree on every file. Both work on bytes, so that the encoding does not matter and a
number that touches Chinese text is found: only ASCII letters and digits join a value to its neighbours.

What counts:
- a resident identity number of 18 places (GB 11643): a known province, a real date of birth from 1900 to
  2039, and the right check digit (ISO 7064 mod 11-2);
- a mobile number: 11 digits from 13 to 19, alone or after 86 or 0086;
- a bank card: a UnionPay, Visa, Mastercard, JCB or American Express prefix of fitting length, with a right Luhn digit;
- an e-mail address whose domain, within 255 bytes after the @, ends in a label of two letters or more.

A value stands whole, without spaces or dashes inside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from posture.model.request import Kind

LONGEST_RUN = 4096
"""A longer run without a break is an encoded blob; it is passed over whole."""

_RUN = re.compile(rb"[A-Za-z0-9@._%+-]+")
_WORD = re.compile(rb"[A-Za-z0-9]+")
_RESIDENT = re.compile(rb"[0-9]{17}[0-9Xx]")
_MOBILE = re.compile(rb"(?:(?:00)?86)?1[3-9][0-9]{9}")
_CARD = re.compile(rb"62[0-9]{14,17}|(?:4[0-9]|5[1-5]|35)[0-9]{14}|3[47][0-9]{13}")
_DOMAIN = re.compile(rb"[A-Za-z0-9.-]*")
_WHOLE_DOMAIN = re.compile(rb"[A-Za-z0-9](?:[A-Za-z0-9-]|\.[A-Za-z0-9])*\.[A-Za-z][A-Za-z]+")
_PROVINCES = frozenset(
    b"%d" % code
    for group in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66))
    for code in group
) | {b"71", b"81", b"82", b"83"}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = b"10X98765432"
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def count_personal_data(content: bytes, kinds: Collection[Kind] = tuple(Kind)) -> Mapping[Kind, int]:
    """How many valid values of each kind the content holds; kinds without any are left out. Linear in its length."""
    found = Counter(kind for run in _RUN.findall(content) if len(run) <= LONGEST_RUN for kind in _kinds(run))
    return {kind: found[kind] for kind in kinds if found[kind]}


def _kinds(run: bytes) -> Iterator[Kind]:
    for word in _WORD.findall(run):
        if 11 <= len(word) <= 19:
            kind = _number(word)
            if kind is not None:
                yield kind
    parts = run.split(b"@")
    for left, right in pairwise(parts):
        if left and _is_domain(right[:255]):
            yield Kind.EMAIL


def _number(word: bytes) -> Kind | None:
    """The kind of a whole word; an identity number is never also counted as a card."""
    if _RESIDENT.fullmatch(word) and _is_resident(word.upper()):
        return Kind.RESIDENT_ID
    if _MOBILE.fullmatch(word):
        return Kind.MOBILE
    return Kind.BANK_CARD if _CARD.fullmatch(word) and _luhn(word) else None


def _is_resident(word: bytes) -> bool:
    year, month, day = int(word[6:10]), int(word[10:12]), int(word[12:14])
    if word[:2] not in _PROVINCES or not 1900 <= year <= 2039 or not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0 and year != 1900
    if not 1 <= day <= _DAYS[month - 1] + leap:
        return False
    total = sum((digit - 48) * weight for digit, weight in zip(word[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == word[17]


def _luhn(word: bytes) -> bool:
    total = 0
    for place, byte in enumerate(reversed(word)):
        digit = byte - 48
        if place % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def _is_domain(right: bytes) -> bool:
    domain = _DOMAIN.match(right)
    return domain is not None and _WHOLE_DOMAIN.fullmatch(domain[0].rstrip(b".-")) is not None
