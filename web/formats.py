"""How pages say numbers, amounts and times. Pure; templates use these as filters."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.billing import say_amount, say_quantity
from core.periods import zone_of

__all__ = [
    "FILTERS",
    "a_period",
    "amount",
    "amounts",
    "change",
    "compact",
    "days",
    "long_day",
    "number",
    "percent",
    "short_day",
    "when",
]

_STEPS = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
#: The first that is found counts: most browsers name others too.
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def number(quantity: Decimal | int) -> str:
    """`12,400,000`: every digit that matters."""
    return say_quantity(Decimal(quantity))


def a_period(kind: str) -> str:
    """`an hour`, `a billing period`, `paid ahead`: what a limit or an alert is by."""
    if kind == "packs":
        return "paid ahead"
    return f"{'an' if kind == 'hour' else 'a'} {'billing period' if kind == 'billing' else kind}"


def compact(quantity: Decimal | int) -> str:
    """`12.4M`: three digits and a letter; below ten thousand whole numbers, and decimals only where they matter."""
    value = Decimal(quantity)
    if abs(value) < 10_000:
        return number(value.quantize(Decimal(1) if abs(value) >= 100 else Decimal("0.01")))
    step, letter = next(each for each in _STEPS if abs(value) >= each[0])
    scaled = value / step
    if abs(scaled) >= Decimal("999.5") and letter != "T":
        step, letter = _STEPS[[each[1] for each in _STEPS].index(letter) - 1]
        scaled = value / step
    decimals = max(0, 3 - len(str(abs(int(scaled)))))
    digits = f"{scaled:.{decimals}f}"
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{letter}"


def amount(value: Decimal | str, currency: str) -> str:
    """`$1,115.10`, as invoices say it."""
    return say_amount(Decimal(value), currency)


def amounts(by_currency: Mapping[str, Decimal]) -> str:
    """The first of several currencies; what the others are stands beside it (`more_amounts`)."""
    return next((say_amount(value, currency) for currency, value in by_currency.items()), say_amount(Decimal(0), "USD"))


def more_amounts(by_currency: Mapping[str, Decimal]) -> str:
    """`+ €1,200.00 + ¥90,000`: what cannot be added to the first; empty with one currency."""
    return " ".join(f"+ {say_amount(value, currency)}" for currency, value in list(by_currency.items())[1:])


def percent(part: Decimal, whole: Decimal) -> int:
    """How many hundredths, rounded down: 100 means all of it."""
    return int(part * 100 / whole) if whole else 0


def change(present: Decimal, before: Decimal) -> Decimal | None:
    """By how many per cent something changed, to one decimal; None when there is nothing to compare with."""
    return (present * 100 / before - 100).quantize(Decimal("0.1")) if before > 0 else None


def signed(value: Decimal) -> str:
    """`+12.4%`, `−3.1%` (with a real minus), `0%`; thousands of per cent say "many times as much"."""
    if not value:
        return "0%"
    if value >= 1000:
        return f"{value / 100 + 1:.0f}×"
    return f"{'+' if value > 0 else '−'}{abs(value)}%"


def short_day(day: date) -> str:
    """`Nov 3`."""
    return f"{day:%b} {day.day}"


def days(start: datetime, end: datetime, zone: str) -> str:
    """`Oct 1 – Oct 31, 2026`: the days of a period `[start, end)` in its zone, the last one included."""
    first = start.astimezone(zone_of(zone)).date()
    last = max(first, (end - timedelta(microseconds=1)).astimezone(zone_of(zone)).date())
    if first == last:
        return f"{short_day(first)}, {first.year}"
    year = f", {first.year}" if first.year != last.year else ""
    return f"{short_day(first)}{year} – {short_day(last)}, {last.year}"


def long_day(day: date) -> str:
    """`Tue, Nov 3, 2026`."""
    return f"{day:%a, %b} {day.day}, {day.year}"


def when(instant: datetime, zone: str = "UTC", *, seconds: bool = False) -> str:
    """`Nov 3, 2026, 14:05`, in a zone."""
    local = instant.astimezone(zone_of(zone))
    return (
        f"{local:%b} {local.day}, {local.year}, {local:%H:%M:%S}"
        if seconds
        else f"{local:%b} {local.day}, {local.year}, {local:%H:%M}"
    )


def clock_time(instant: datetime) -> str:
    """`14:05:09.123`, UTC."""
    return f"{instant.astimezone(UTC):%H:%M:%S.%f}"[:-3]


def ago(instant: datetime, now: datetime) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `12 days ago`; what is to come is `in …`."""
    distance = now - instant
    text = _length(abs(distance))
    if text is None:
        return "just now"
    return f"{text} ago" if distance > timedelta(0) else f"in {text}"


def _length(distance: timedelta) -> str | None:
    minutes = int(distance.total_seconds() // 60)
    if minutes < 1:
        return None
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    days = minutes // (24 * 60)
    return f"{days} days" if days < 60 else f"{days // 30} months"


def units(quantity: Decimal | int, name: str) -> str:
    """`1 call`, `491 words`: what a call counted under a name. Plurals are regular, as meters' names are."""
    words = name.replace("_", " ").removeprefix("api ")
    return f"{number(quantity)} {words.removesuffix('s') if quantity == 1 else words}"


def browser(agent: str) -> str:
    """`Firefox on Linux`, as far as a browser says; else the beginning of what it does say."""
    name = next((said for mark, said in _BROWSERS if mark in agent), "")
    system = next((said for mark, said in _SYSTEMS if mark in agent), "")
    return f"{name} on {system}" if name and system else name or agent[:60] or "Unknown"


def typeset(explanation: str) -> str:
    """An explanation of the core with the signs that print has for times and minus."""
    return explanation.replace(" x ", " × ").replace(" - ", " − ")


def hue(name: str) -> int:
    """One of five colours, always the same for a name."""
    return sum(name.encode()) % 5


def initials(name: str) -> str:
    """Up to two letters that stand for a name."""
    words = [word for word in name.replace("&", " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


FILTERS = {
    "a_period": a_period,
    "amount": amount,
    "amounts": amounts,
    "more_amounts": more_amounts,
    "clock_time": clock_time,
    "compact": compact,
    "initials": initials,
    "hue": hue,
    "long_day": long_day,
    "number": number,
    "short_day": short_day,
    "days": days,
    "signed": signed,
    "browser": browser,
    "typeset": typeset,
    "units": units,
    "when": when,
}
