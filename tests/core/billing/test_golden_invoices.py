"""Invoices by hand: each case names its rule of the billing contract, and every amount was worked out on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from core.billing.building import advance_lines, arrears_lines
from core.billing.lines import BilledCharge, BilledVersion, Span, Stretch, cut
from core.metering import SealedUsage
from core.periods import Period
from core.pricing import Terms, Tier

CALLS, WORDS = UUID(int=1), UUID(int=2)
#: June 2026 has thirty days: 2,592,000 seconds, and a tenth of them is three days.
BEGIN, END = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
JUNE = Span(BEGIN, END, BEGIN, END)


def june(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def tiers(*rows: tuple[str | None, str] | tuple[str | None, str, str]) -> list[Tier]:
    return [Tier(Decimal(up_to) if up_to else None, Decimal(unit), Decimal(flat[0] if flat else "0"))
            for up_to, unit, *flat in rows]  # fmt: skip


def fee(amount: str, name: str = "Fee", timing: str = "arrears") -> BilledCharge:
    return BilledCharge(UUID(int=10), name, Terms("flat", Decimal(amount)), timing)


def seats(amount: str, timing: str = "arrears") -> BilledCharge:
    return BilledCharge(UUID(int=11), "Seats", Terms("seats", Decimal(amount)), timing)


def calls(terms: Terms, *, accumulates: bool = True) -> BilledCharge:
    return BilledCharge(UUID(int=12), "Calls", terms, "arrears", CALLS, "calls", accumulates)


def words(terms: Terms) -> BilledCharge:
    return BilledCharge(UUID(int=13), "Words", terms, "arrears", WORDS, "words")


def per_unit(amount: str, included: str = "0", **more: str) -> Terms:
    return Terms("per_unit", Decimal(amount), Decimal(included), **{key: Decimal(value) for key, value in more.items()})


def version(
    *charges: BilledCharge, number: int = 1, currency: str = "USD", minimum: str | None = None, cap: str | None = None
) -> BilledVersion:
    return BilledVersion(UUID(int=100 + number), f"Plan {number}", currency, charges,
                         Decimal(minimum) if minimum else None, Decimal(cap) if cap else None)  # fmt: skip


@dataclass
class Case:
    """`usage` is by stretch and meter. `lines` are (name, amount) as somebody worked them out."""

    rule: str
    stretches: Sequence[Stretch]
    lines: Sequence[tuple[str, str]]
    usage: Mapping[tuple[int, UUID], SealedUsage] = field(default_factory=dict)
    span: Span = JUNE
    currency: str = "USD"
    advance: bool = False


def whole(billed: BilledVersion, number: int = 1) -> list[Stretch]:
    return [Stretch(JUNE.start, JUNE.end, billed, number)]


def used(quantity: str, events: int = 1, parts: Sequence[tuple[str, str, int]] = ()) -> SealedUsage:
    return SealedUsage(Decimal(quantity), events, Decimal(0), tuple((key, Decimal(q), n) for key, q, n in parts))


def both(first: BilledVersion | None, second: BilledVersion | None, day: int = 16) -> list[Stretch]:
    return [Stretch(JUNE.start, june(day), first), Stretch(june(day), JUNE.end, second)]


TENS = tiers(("100", "1"), (None, "0.5"))
CUT = Span(june(16), END, BEGIN, END)  # began on the 16th: half of June
ENDED = Span(BEGIN, june(16), BEGIN, END)  # ended with the 15th

GOLDEN = [
    Case("a flat fee in arrears is whole for a whole period", whole(version(fee("49"))), [("Fee", "49.00")]),
    Case("per unit, beyond the allowance", whole(version(calls(per_unit("0.002", "10000")))),
         [("Calls", "5.00")], {(0, CALLS): used("12500")}),
    Case("usage within the allowance is a line of zero", whole(version(calls(per_unit("0.002", "10000")))),
         [("Calls", "0.00")], {(0, CALLS): used("10000")}),
    Case("a meter without use is a line of zero", whole(version(calls(per_unit("1")))), [("Calls", "0.00")]),
    Case("graduated: each tier at its price", whole(version(calls(Terms("graduated", tiers=TENS)))),
         [("Calls", "125.00")], {(0, CALLS): used("150")}),
    Case("graduated: a bound belongs to the tier below", whole(version(calls(Terms("graduated", tiers=TENS)))),
         [("Calls", "100.00")], {(0, CALLS): used("100")}),
    Case("volume: all at the price of the tier that is reached", whole(version(calls(Terms("volume", tiers=TENS)))),
         [("Calls", "75.00")], {(0, CALLS): used("150")}),
    Case("a package that was begun is paid", whole(version(calls(Terms("package", Decimal(5), package_size=Decimal(100))))),
         [("Calls", "15.00")], {(0, CALLS): used("201")}),
    Case("percentage of an amount, and a fee for each event",
         whole(version(calls(Terms("percentage", Decimal("2.9"), per_event=Decimal("0.30"))))),
         [("Calls", "33.50")], {(0, CALLS): used("1000", 15)}),  # 29.00 + 4.50
    Case("seats by their number", whole(version(seats("12")), 7), [("Seats", "84.00")]),
    Case("prices by dimension value, others by the default",
         whole(version(calls(Terms("per_unit", Decimal(1), dimension="model", dimension_prices={"large": Decimal(3)})))),
         [("Calls", "17.00")],  # 4 x 3 + 5 x 1
         {(0, CALLS): used("9", 3, [('{"model":"large"}', "4", 1), ('{"model":"small"}', "3", 1), ("", "2", 1)])}),
    Case("a charge's minimum", whole(version(calls(per_unit("1", minimum="20")))), [("Calls", "20.00")],
         {(0, CALLS): used("7")}),
    Case("a charge's maximum", whole(version(calls(per_unit("1", maximum="20")))), [("Calls", "20.00")],
         {(0, CALLS): used("70")}),
    Case("a line is rounded once, half away from zero", whole(version(calls(per_unit("0.005")))), [("Calls", "0.03")],
         {(0, CALLS): used("5")}),  # 0.025
    Case("yen have no decimals", whole(version(fee("980"), calls(per_unit("0.5")), currency="JPY")),
         [("Fee", "980"), ("Calls", "4")], {(0, CALLS): used("7")}, currency="JPY"),  # 3.5
    Case("dinars have three", whole(version(calls(per_unit("0.0125")), currency="KWD")), [("Calls", "0.038")],
         {(0, CALLS): used("3")}, currency="KWD"),  # 0.0375
    Case("the plan's cap holds usage and not fees", whole(version(fee("10"), calls(per_unit("1")), words(per_unit("2")), cap="50")),
         [("Fee", "10.00"), ("Calls", "40.00"), ("Words", "30.00"), ("Plan 1: spend cap", "-20.00")],
         {(0, CALLS): used("40"), (0, WORDS): used("15")}),
    Case("the plan's minimum counts usage and fees", whole(version(fee("10"), calls(per_unit("1")), minimum="50")),
         [("Fee", "10.00"), ("Calls", "25.00"), ("Plan 1: minimum", "15.00")], {(0, CALLS): used("25")}),
    Case("the minimum counts a fee that was billed in advance",
         whole(version(fee("30", timing="advance"), calls(per_unit("1")), minimum="50")),
         [("Calls", "15.00"), ("Plan 1: minimum", "5.00")], {(0, CALLS): used("15")}),
    Case("cap before minimum", whole(version(calls(per_unit("1")), cap="30", minimum="40")),
         [("Calls", "90.00"), ("Plan 1: spend cap", "-60.00"), ("Plan 1: minimum", "10.00")], {(0, CALLS): used("90")}),
    Case("a cut first period prorates the fee by elapsed seconds", [Stretch(june(16), JUNE.end, version(fee("49")))],
         [("Fee", "24.50")], span=CUT),
    Case("a cut last period prorates the fee as well", [Stretch(BEGIN, june(16), version(fee("49")))],
         [("Fee", "24.50")], span=ENDED),
    Case("a cut first period prorates no allowance", [Stretch(june(16), JUNE.end, version(calls(per_unit("1", "100"))))],
         [("Calls", "1.00")], {(0, CALLS): used("101")}, span=CUT),
    Case("a cut first period prorates minimum and cap",
         [Stretch(june(16), JUNE.end, version(calls(per_unit("1")), minimum="50"))],
         [("Calls", "10.00"), ("Plan 1: minimum", "15.00")], {(0, CALLS): used("10")}, span=CUT),
    Case("a charge's minimum is prorated too", [Stretch(june(16), JUNE.end, version(calls(per_unit("1", minimum="20"))))],
         [("Calls", "10.00")], {(0, CALLS): used("7")}, span=CUT),
    Case("a changed fee: its parts by the time that each was in force", both(version(fee("30")), version(fee("60"), number=2)),
         [("Fee", "15.00"), ("Fee", "30.00")]),
    Case("identical charges do not split at a change", both(version(fee("49")), version(fee("49"), number=2), 11),
         [("Fee", "49.00")]),
    Case("parts of an odd fee add up to the whole", [Stretch(june(1), june(11), version(fee("0.01"), number=1)),
         Stretch(june(11), JUNE.end, version(fee("0.01", "Fee "), number=2))],
         [("Fee", "0.00"), ("Fee ", "0.01")]),  # a third of a cent, and the rest of it
    Case("a change of price goes on where the first stopped: F(q1 + q2) - F(q1)",
         both(version(calls(per_unit("1", "100"))), version(calls(per_unit("2", "100")), number=2)),
         [("Calls", "0.00"), ("Calls", "80.00")],  # 60 within 100; then 2 x (140 - 100) - 2 x 0
         {(0, CALLS): used("60"), (1, CALLS): used("80")}),
    Case("allowances never add at a change", both(version(calls(per_unit("1", "50"))), version(calls(per_unit("3", "50")), number=2)),
         [("Calls", "30.00"), ("Calls", "60.00")],  # 80 - 50; then 3 x (100 - 50) - 3 x (80 - 50)
         {(0, CALLS): used("80"), (1, CALLS): used("20")}),
    Case("a change to the same price nets to nothing",
         both(version(calls(Terms("graduated", tiers=TENS))), version(calls(Terms("graduated", tiers=TENS)), number=2)),
         [("Calls", "125.00")], {(0, CALLS): used("60"), (1, CALLS): used("90")}),
    Case("graduated to graduated: the position goes on",
         both(version(calls(Terms("graduated", tiers=TENS))), version(calls(Terms("graduated", tiers=tiers(("100", "2"), (None, "1")))), number=2)),
         [("Calls", "80.00"), ("Calls", "60.00")],  # 20 more of the first hundred at 2, then 20 at 1
         {(0, CALLS): used("80"), (1, CALLS): used("40")}),
    Case("volume after a change: what is new at the price of all",
         both(version(calls(per_unit("1"))), version(calls(Terms("volume", tiers=TENS)), number=2)),
         [("Calls", "80.00"), ("Calls", "20.00")],  # 120 in all reach 0.50: 40 x 0.50
         {(0, CALLS): used("80"), (1, CALLS): used("40")}),
    Case("a meter whose days do not add up is billed whole on the final version",
         both(version(calls(per_unit("1"), accumulates=False)), version(calls(per_unit("2"), accumulates=False), number=2)),
         [("Calls", "20.00")], {(0, CALLS): used("10"), (1, CALLS): used("0", 0)}),
    Case("a pause stops the fee and leaves usage unpriced",
         [Stretch(june(1), june(11), version(fee("30"), calls(per_unit("1")))), Stretch(june(11), june(21), None),
          Stretch(june(21), JUNE.end, version(fee("30"), calls(per_unit("1"))))],
         [("Fee", "10.00"), ("Fee", "10.00"), ("Calls", "7.00"), ("Calls", "5.00")],
         {(0, CALLS): used("7"), (1, CALLS): used("1000"), (2, CALLS): used("5")}),
    Case("a pause prorates the minimum", [Stretch(june(1), june(16), version(fee("0"), minimum="50")), Stretch(june(16), JUNE.end, None)],
         [("Fee", "0.00"), ("Plan 1: minimum", "25.00")]),
    Case("a fee in advance is whole for the next period", whole(version(fee("49", timing="advance"), fee("5", "Support"))),
         [("Fee", "49.00")], advance=True),
    Case("a fee in advance of a period that is known to end early", [Stretch(june(1), june(16), version(fee("49", timing="advance")))],
         [("Fee", "24.50")], advance=True),
    Case("seats that change within a period", [Stretch(june(1), june(16), version(seats("10")), 4), Stretch(june(16), JUNE.end, version(seats("10")), 6)],
         [("Seats", "20.00"), ("Seats", "30.00")]),
]  # fmt: skip


def lines_of(case: Case) -> list[tuple[str, str]]:
    if case.advance:
        lines = advance_lines(case.span, case.stretches)
    else:
        lines = arrears_lines(case.span, case.stretches,
                              lambda n, meter: case.usage.get((n, meter), SealedUsage()), case.currency)  # fmt: skip
    for line in lines:
        assert line.explanation
    return [(line.name, str(line.amount)) for line in lines]


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case.rule.replace(" ", "_"))
def test_golden(case: Case) -> None:
    assert lines_of(case) == list(case.lines)


def test_there_are_enough_of_them() -> None:
    assert len({case.rule for case in GOLDEN}) == len(GOLDEN) >= 30


def test_a_pause_is_cut_out_of_the_middle() -> None:
    plan = version(fee("1"))
    stretches = cut(JUNE.start, JUNE.end, [Stretch(june(1), JUNE.end, plan)], [Period(june(11), june(21))])
    assert [(each.start, each.end, each.version is plan) for each in stretches] == [
        (june(1), june(11), True), (june(11), june(21), False), (june(21), JUNE.end, True),
    ]  # fmt: skip
