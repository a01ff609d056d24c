"""Moments and lengths of time in words, in the organisation's zone."""

from datetime import date, datetime, timedelta

from core.charts import amounts
from core.charts.clock import weekday_of
from core.text import Text
from core.visit import Visit

_DAY = timedelta(days=1)


def span(visit: Visit, time: timedelta) -> str:
    """A length of natural time in words."""
    return amounts.took(time.total_seconds() / 60, visit.language)


def length(visit: Visit, minutes: float, *, natural: bool = False) -> str:
    """Minutes as hours and minutes, to the minute; natural time of two days or more as days and hours."""
    hours, rest = divmod(round(minutes), 60)
    if natural and hours >= 48:
        days, hours = divmod(hours, 24)
        return visit.say(Text(f"{days} 天 {hours} 小时", f"{days} d {hours} h") if hours else Text(f"{days} 天", f"{days} d"))
    if not hours:
        return visit.say(Text(f"{rest} 分", f"{rest} min"))
    return visit.say(Text(f"{hours} 小时 {rest} 分", f"{hours} h {rest} min") if rest else Text(f"{hours} 小时", f"{hours} h"))


def at(visit: Visit, moment: datetime) -> str:
    """A moment, with its year where that is another; midnight is the end of the day before."""
    day, time = _ended(visit, moment)
    return f"{written(visit, day)} {time}"


def on(visit: Visit, moment: datetime) -> str:
    """The same with its day of the week."""
    return beside(visit, *_ended(visit, moment))


def beside(visit: Visit, day: date, time: str) -> str:
    """A day with its day of the week, and a time of it."""
    return visit.say(Text(f"{dated(visit, day)}{time}", f"{dated(visit, day)} {time}"))


def dated(visit: Visit, day: date) -> str:
    """A day with its day of the week."""
    weekday, said = weekday_of(day, visit.language), written(visit, day)
    return visit.say(Text(f"{said}（{weekday}）", f"{weekday} {said}"))


def days(visit: Visit, first: date, last: date) -> str:
    """The days from one to another; one alone with its day of the week."""
    if first == last:
        return dated(visit, first)
    ends = written(visit, first), written(visit, last)
    return visit.say(Text(f"{ends[0]} 至 {ends[1]} ", f"{ends[0]} to {ends[1]}"))


def written(visit: Visit, day: date) -> str:
    """A day, with its year where that is another than today's."""
    return f"{day:%m-%d}" if day.year == visit.today.year else f"{day}"


def _ended(visit: Visit, moment: datetime) -> tuple[date, str]:
    local = visit.local(moment)
    midnight = (local.hour, local.minute) == (0, 0)
    return (local.date() - _DAY, "24:00") if midnight else (local.date(), f"{local:%H:%M}")
