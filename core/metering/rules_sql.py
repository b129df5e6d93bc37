"""A meter's rule as SQL over `usage_events`: the same as `MeterRule` in Python, for statements that read events.

Literals are written into the text, quoted, so that one statement may hold the rules of several meters. Whoever changes
one of the two changes both; tests compare them with each other and with an oracle that shares neither.
"""

from core.metering.meanings import OTHER, Filter
from core.metering.models import Meter

__all__ = ["MARK", "SIGN", "counts", "dimensions_of", "measure_of", "value_of"]

#: Events count once; what takes one back counts it away.
SIGN = "CASE WHEN event.retracts IS NULL THEN 1 ELSE -1 END"
#: The first 60 bits of an event's digest are its mark, as the recorder adds them up.
MARK = "('x' || substr(replace(event.digest::text, '-', ''), 1, 15))::bit(60)::bigint::numeric"


def value_of(meter: Meter) -> str:
    """What an event adds to the sum of a meter, numeric; NULL if it says nothing to it."""
    if meter.aggregation == "count":
        value = "1::numeric"
    elif meter.aggregation == "unique":
        value = f"CASE WHEN {_is_scalar(meter.value_property)} THEN 0::numeric END"
    else:
        path = _path(meter.value_property)
        number = f"(event.properties #>> {path})::numeric"
        # What is no quantity cannot be added up exactly: more digits than one has say nothing.
        value = (
            f"CASE jsonb_typeof(event.properties #> {path}) WHEN 'number' THEN"
            f" CASE WHEN abs({number}) < 1e24 AND {number} = trunc({number}, 6) THEN {number} END END"
        )
    conditions = [_condition(Filter.of(each)) for each in meter.filters]
    return f"CASE WHEN {' AND '.join(conditions)} THEN {value} END" if conditions else value


def measure_of(meter: Meter) -> str:
    """What distinct events are told apart by: half of the SHA-256 of the text."""
    path = _path(meter.value_property)
    return f"encode(substr(sha256(convert_to(event.properties #>> {path}, 'UTF8')), 1, 16), 'hex')::uuid"


def dimensions_of(meter: Meter) -> str:
    """The values of its dimensions, a JSON object of texts, further ones folded as the recorder folds them."""
    if not meter.dimensions:
        return "'{}'::jsonb"
    pairs = [
        f"{_text(each['name'])}, {_folded(meter, each['name'], each['property'])}"
        for each in sorted(meter.dimensions, key=lambda each: each["name"])
    ]
    return f"jsonb_build_object({', '.join(pairs)})"


def counts(meter: Meter) -> str:
    """Which events a meter looks at, before its filters."""
    since = f" AND event.occurred_at >= {_text(meter.starts_at.isoformat())}" if meter.starts_at is not None else ""
    catalogue = f"event.catalogue >= {int(meter.catalogue)}"
    return f"event.billable AND event.type = {_text(meter.event_type)} AND {catalogue}{since}"


def _folded(meter: Meter, name: str, path: str) -> str:
    value = f"event.properties #>> {_path(path)}"
    return (
        f"CASE WHEN NOT {_is_scalar(path)} OR {value} = '' THEN ''"
        f" WHEN EXISTS (SELECT FROM dimension_values known WHERE known.meter_id = '{meter.id}'"
        f" AND known.dimension = {_text(name)} AND known.value = {value}) THEN {value} ELSE {_text(OTHER)} END"
    )


def _is_scalar(path: str) -> str:
    return f"coalesce(jsonb_typeof(event.properties #> {_path(path)}) IN ('string', 'number', 'boolean'), false)"


def _condition(each: Filter) -> str:
    found = f"event.properties #> {_path(each.property)}"
    kind = f"jsonb_typeof({found})"
    if each.operator == "exists":
        there = f"coalesce({kind}, 'null') <> 'null'"
        return there if each.value is not False else f"NOT ({there})"
    if each.operator == "range":
        number = f"(event.properties #>> {_path(each.property)})::numeric"
        bounds = [f"{number} >= {each.minimum:f}"] if each.minimum is not None else []
        bounds += [f"{number} < {each.maximum:f}"] if each.maximum is not None else []
        return f"CASE {kind} WHEN 'number' THEN {' AND '.join(bounds)} ELSE false END"
    wanted = [_json(each.value)] if each.operator == "eq" else [_json(value) for value in each.values]
    return f"coalesce({found} IN ({', '.join(wanted)}), false)"


def _json(value: object) -> str:
    if isinstance(value, bool):
        return f"'{'true' if value else 'false'}'::jsonb"
    return f"to_jsonb({_text(value)}::text)" if isinstance(value, str) else f"to_jsonb({value:f}::numeric)"


def _path(path: str) -> str:
    return f"ARRAY[{', '.join(_text(name) for name in path.split('.'))}]::text[]"


def _text(value: str) -> str:
    """A literal. PostgreSQL reads backslashes as they are (standard_conforming_strings)."""
    return "'" + value.replace("'", "''") + "'"
