"""The text of a sku: short, safe to read out, and not telling how many there are.

    HV-7K2M9QX     six digits of Crockford's base 32 (no I, L, O, U) and a check digit

The counter goes through a fixed bijection of 30 bits, so neighbours look unlike each
other and no two numbers meet. The check digit (Luhn's rule in base 32) finds every
single wrong digit and nearly every exchange of two neighbours.
"""

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "HV-"
_BITS = 30
_MASK = (1 << _BITS) - 1
# Odd, so that multiplying modulo a power of two can be undone.
_SPREAD = 0x2C1B3C6D
_LOOKALIKES = str.maketrans("OIL", "011")


def sku_of(number: int) -> str:
    """Write a number from the counter as a sku."""
    if not 0 < number <= _MASK:
        raise ValueError(f"{number} is not within the {_MASK} skus that there are")
    mixed = number
    for _ in range(2):
        mixed = mixed * _SPREAD & _MASK
        mixed ^= mixed >> _BITS // 2
    digits = [mixed >> shift & 31 for shift in range(_BITS - 5, -1, -5)]
    return PREFIX + "".join(DIGITS[digit] for digit in [*digits, _check(digits)])


def read_sku(text: str) -> str | None:
    """Read a sku that a person typed; None when it cannot be one."""
    plain = text.strip().upper().removeprefix(PREFIX).translate(_LOOKALIKES)
    digits = [DIGITS.find(character) for character in plain]
    if (
        len(digits) != _BITS // 5 + 1
        or -1 in digits
        or _check(digits[:-1]) != digits[-1]
    ):
        return None
    return PREFIX + plain


def _check(digits: list[int]) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        double = digit * 2
        total += double // 32 + double % 32 if place % 2 == 0 else digit
    return -total % 32
