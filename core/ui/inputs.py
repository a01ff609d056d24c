"""One input for each kind of field, filled with what is known, its problem beside it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

import streamlit as st

from core.schema.check import LENGTHS
from core.schema.field import Field, Kind
from core.text import Language, Text
from core.ui.words import plain, segment
from core.visit import Visit

# Up to this many choices stand side by side, one click each.
_FEW = 4

CHOOSE = Text("请选择", "Choose")
NONE_YET = Text("暂无可选项", "Nothing to choose from yet")
# Lines that a long text's box shows without growing.
_LINES = 4
# Minutes between the times a moment's input offers.
_STEP = 5
_EARLIEST, _LATEST = date(1970, 1, 1), date(2099, 12, 31)


def draw(visit: Visit, field: Field, key: str, value: object, options: Mapping[int, str] | None = None) -> None:
    """Draw the input of a field; options narrow what a link may name to these ids. Its value is read back with value_of."""
    label = plain(visit.say(field.label)) + (" *" if field.required else "")
    common = {"key": _key(visit, field, key), "help": plain(visit.say(field.help)) if field.help else None}
    if field.kind in _TRANSLATED:
        value = next((st.session_state[other] for other in _keys(key) if other in st.session_state), value)
    _INPUTS[field.kind](visit, field, label, value, common | ({"links": options} if options is not None else {}))


def value_of(visit: Visit, field: Field, key: str) -> object:
    """What stands in an input, as the record keeps it: moments in UTC, nothing for an empty input."""
    value = st.session_state.get(_key(visit, field, key))
    if field.kind is Kind.MOMENT and isinstance(value, datetime):
        return value.replace(tzinfo=visit.zone).astimezone(UTC)
    if field.kind is Kind.PERCENT and isinstance(value, int):
        return float(value)
    return value


# Streamlit remembers what was chosen by its label, so these have an input of their own in each language; the choice goes along.
_TRANSLATED = {Kind.CHOICE, Kind.LINK, Kind.LINKS}


def _key(visit: Visit, field: Field, key: str) -> str:
    return f"{key}.{visit.language}" if field.kind in _TRANSLATED else key


def _keys(key: str) -> list[str]:
    return [f"{key}.{language}" for language in Language]


def just_now(visit: Visit) -> datetime:
    """The moment a form may start from: now, rounded down to what its input offers."""
    return visit.moment - timedelta(minutes=visit.moment.minute % _STEP)


def problem(visit: Visit, text: Text | None) -> None:
    """Show the problem of a field below it."""
    if text is not None:
        st.markdown(f":red[:material/error: {plain(visit.say(text))}]")


def _text(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    st.text_input(label, value or "", max_chars=int(field.high or LENGTHS[field.kind]), **common)


def _long_text(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    text = str(value or "")
    # What fits no small box is seen as far as it goes.
    height: Literal["content"] | int = "content" if text.count("\n") >= _LINES else 100
    st.text_area(label, text, max_chars=int(field.high or LENGTHS[field.kind]), height=height, **common)


def _number(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    whole = field.kind is Kind.INTEGER
    kind: Callable[[Any], Any] = int if whole else float
    step = kind(5 if field.kind is Kind.PERCENT else 1)
    # Without its range, which the browser would insist on in a tooltip nobody sees on a phone: the save says what is wrong.
    st.number_input(label, value=None if value is None else kind(value), step=step, format="%d" if whole else "%g", **common)


def _scale(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    st.segmented_control(label, range(int(field.low or 1), int(field.high or 5) + 1), default=value, format_func=segment, **common)


def _yes_no(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    st.toggle(label, bool(value), **common)


def _date(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    st.date_input(label, value, _EARLIEST, _LATEST, format="YYYY-MM-DD", **common)


def _moment(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    local = visit.local(value).replace(tzinfo=None) if isinstance(value, datetime) else None
    st.datetime_input(label, local, _EARLIEST, _LATEST, format="YYYY-MM-DD", step=60 * _STEP, **common)


def _choice(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    keys = list(visit.vocabulary[field.choices])
    if len(keys) <= _FEW:
        st.segmented_control(
            label,
            keys,
            default=value if value in keys else None,
            required=field.required and value in keys,
            format_func=lambda key: segment(plain(visit.word(field.choices, key))),
            **common,
        )
        return
    st.selectbox(
        label,
        keys,
        index=keys.index(value) if value in keys else None,
        format_func=lambda key: visit.word(field.choices, key),
        placeholder=visit.say(CHOOSE),
        **common,
    )


def _link(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    names = _choosable(visit, field, [value] if value else [], common.pop("links", None))
    ids = list(names)
    st.selectbox(
        label,
        ids,
        index=ids.index(value) if value in names else None,
        format_func=lambda record: names.get(record, "—"),
        placeholder=visit.say(CHOOSE if ids else NONE_YET),
        **common,
    )


def _links(visit: Visit, field: Field, label: str, value: Any, common: dict[str, Any]) -> None:
    names = _choosable(visit, field, value or [], common.pop("links", None))
    st.multiselect(
        label,
        list(names),
        default=[record for record in value or [] if record in names],
        format_func=lambda record: names.get(record, "—"),
        placeholder=visit.say(CHOOSE if names else NONE_YET),
        **common,
    )


def _choosable(visit: Visit, field: Field, chosen: list[int], only: Mapping[int, str] | None) -> Mapping[int, str]:
    """The records a link may name: those still active, and those it names already."""
    names = visit.names(field.to)
    if only is not None:
        return {**only, **{record: names.get(record, "—") for record in chosen}}
    frame = visit.frames[field.to]
    if "active" not in frame.columns:
        return names
    active = set(frame.filter(frame["active"])["id"])
    return {record: name for record, name in names.items() if record in active or record in chosen}


_INPUTS: Mapping[Kind, Callable[[Visit, Field, str, Any, dict[str, Any]], None]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.LONG_TEXT: _long_text,
        Kind.INTEGER: _number,
        Kind.NUMBER: _number,
        Kind.PERCENT: _number,
        Kind.SCALE: _scale,
        Kind.YES_NO: _yes_no,
        Kind.DATE: _date,
        Kind.MOMENT: _moment,
        Kind.CHOICE: _choice,
        Kind.LINK: _link,
        Kind.LINKS: _links,
    }
)
