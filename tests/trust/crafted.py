"""Texts made to do harm, a company in which every text of every record is one of them, and what would show that one came alive."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from core.actions import (
    article,
    assignment,
    baseline,
    cadence,
    delivery,
    document,
    goal,
    issue,
    meeting,
    organisation,
    project,
    raci,
    request,
    resource,
    retrospective,
    risk,
    rules,
    signoff,
    task,
)
from core.actions import field as custom_field
from core.metrics import assignment as sheets
from core.metrics import edition
from core.schema.check import LENGTHS, clean
from core.schema.choices import BUILT_IN
from core.store.ledger import Ledger
from core.visit import Visit
from tests.pages.app import ADMIN, CHEN, NOW, company, visit

# Each names evil inside what would come alive, so that nothing of our own is taken for it.
TEXTS = (
    "![evil](http://evil.example/i.png)",
    "![evil](//evil.example/i.png 'x')",
    "[evil](http://evil.example)",
    "[evil](javascript:alert(1))",
    "![evil][1]\n\n[1]: http://evil.example/i.png",
    "<img src=x onerror=alert(1) alt=evil>",
    "<script>alert('evil')</script>",
    "</script><evil>",
    "<evil src=//evil.example>",
    "<iframe src='http://evil.example'></iframe>",
    "&lt;evil&gt; &#60;evil&#62;",
    "http://evil.example/a?b=c&d#e",
    "https://evil.example",
    "www.evil.example",
    "evil@evil.example",
    "mailto:evil@evil.example",
    "javascript:alert('evil')",
    "data:text/html,<evil>",
    ":violet[evil]",
    ":red-background[evil]",
    ":orange-badge[evil]",
    ":small[evil]",
    ":material/evil:",
    ":material_evil:",
    ":streamlit: evil",
    ":smile: evil",
    "$\\evil{x}$",
    "$$\\href{http://evil.example}{evil}$$",
    "`evil`",
    "```\nevil\n```",
    "**evil** _evil_ ~~evil~~",
    "# evil",
    "- evil\n- evil",
    "1. evil",
    "> evil",
    "| evil | evil |\n|---|---|\n| evil | evil |",
    "---\nevil\n===",
    "evil -> evil <- evil -- evil >= evil",
    "[^evil]: evil",
    "{0} {evil} {evil.__class__.__mro__} {{evil}}",
    "${evil} #{evil} {%evil%} <%= evil %>",
    "%s %d %n %(evil)s 100%",
    '=HYPERLINK("http://evil.example","evil")',
    "+evil|' /C calc'!A0",
    "-2+3+cmd|' /C evil'!A0",
    "@SUM(1+1)*cmd|' /C evil'!A0",
    "＝evil()",
    "'; DROP TABLE save; -- evil",
    '" OR ""=" evil',
    "../../../../etc/evil",
    "..\\..\\evil\x00.csv",
    "CON evil\r\nSet-Cookie: evil=1",
    "\u202eevil\u202c \u2066evil\u2069",
    "ev\u200bil\ufeff \u00ad\u2060evil",
    "\ud800 evil \udfff",
    "\x1b[31mevil\x07\x08",
    "👩‍👩‍👧‍👦 evil 🏳️‍🌈",
    "שלום evil مرحبا",
    "e\u0301vil ﬁ Å ｅｖｉｌ",
    "Z̸͎̈a̷͓͝l̶͖͠g̵̘̈́o̶̤͝ evil",
    "evil\u2028evil\u2029evil\u0085evil",
    "null None NaN true evil",
    "evil " * 2000,
    "\\evil\\",
    "evil\\",
)

_LIVE_SYNTAX = (
    r"!?\[[^\]]*\]\([^)]*evil",
    r"!?\[[^\]]*evil[^\]]*\][(\[]",
    r"</?evil|<[a-z!/][^>]*evil|<script|<i(mg|frame)",
    r":[a-z-]+\[evil",
    r"\$[^$]*evil[^$]*\$",
    r"`+\s*evil",
    r"\*\*evil\*\*|_evil_|~~evil~~",
    r"(^|\n)\s{0,3}([#>|]|[-+*]|\d+[.)])\s*evil",
    r"\[\^evil",
    r"&(lt|#60);evil",
)
# What Streamlit looks for in text after its marks are read.
_LIVE_TEXT = (
    r"(https?://|www\.)evil",
    r"evil@evil\.",
    r":material[/_]evil:",
    r":streamlit:",
    r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
)


def live(markdown: str) -> str | None:
    """What in a piece of markdown one of the texts has brought to life; None when every one of them is only shown."""
    bare, shown = re.sub(r"\\[!-/:-@\[-`{-~]", "\ue000", markdown), re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)
    found = [re.search(pattern, bare) for pattern in _LIVE_SYNTAX] + [re.search(pattern, shown) for pattern in _LIVE_TEXT]
    return next((match[0] for match in found if match is not None), None)


class _Fill:
    """The text fields of a record, each with another of the texts; number tells the records of a table apart."""

    def __init__(self, ledger: Ledger, number: int) -> None:
        self._ledger = ledger
        self._number = number

    def __call__(self, table: str, *names: str, **others: Any) -> dict[str, Any]:
        fields = self._ledger.tables[table].by_name
        chosen = names or tuple(name for name, field in fields.items() if field.kind in LENGTHS and field.typed)
        return {name: self.text(table, name, place) for place, name in enumerate(chosen)} | others

    def text(self, table: str, name: str, place: int = 0) -> str:
        field = self._ledger.tables[table].by_name[name]
        high = int(field.high or LENGTHS[field.kind])
        text = TEXTS[(self._number + place) % len(TEXTS)]
        unique = any(name in group for group in self._ledger.tables[table].unique)
        end = f" {self._number}" if unique or clean(text) is None else ""
        # Cut as a person would be made to, before what the check takes out and puts together.
        fitting = unicodedata.normalize("NFC", text)[: high - len(end)] + end
        return fitting if unicodedata.is_normalized("NFC", fitting) else unicodedata.normalize("NFC", fitting)[:high]


def crafted() -> Ledger:
    """A company with a record of every kind for every text; those of each kind have the ids 1, 2 …

    Departments and people come after those of tests.pages.app.company.
    """
    ledger = company()
    spoil(ledger, NOW, range(len(TEXTS)))
    return ledger


def spoil(ledger: Ledger, now: datetime, numbers: Sequence[int], coordinator: int = CHEN) -> None:
    """Save, through the actions, a record of every kind for each of those texts. Person 1 is the administrator."""
    admin = visit(ledger, ADMIN, now)
    with ledger.batch():
        for number in numbers:
            fill = _Fill(ledger, number)
            rules.save(admin, "choice", fill("choice", "key", "zh", "en", dictionary="urgency"))
            day = now.date() + timedelta(days=number)
            rules.save(admin, "calendar_day", fill("calendar_day", day=day, working=True))
            custom_field.save(admin, _field(fill, number))
    with ledger.batch():
        made = [_one(visit(ledger, ADMIN, now), visit(ledger, coordinator, now), _Fill(ledger, number), number) for number in numbers]
    seen = edition.standing(ledger.snapshot(), [run for run, _ in made])
    with ledger.batch():
        for number, (run, who) in zip(numbers, made, strict=True):
            comment = _Fill(ledger, number).text("signoff", "comment")
            signoff.sign(visit(ledger, who, now), run, seen[run], "return", comment)
            (sheet,) = sheets.standing(ledger.snapshot(), run).iter_rows(named=True)
            assignment.sign(visit(ledger, who, now), run, sheet["department"], sheet["edition"], "return", comment)


def _field(fill: _Fill, number: int) -> dict[str, Any]:
    """A field of one's own whose labels, help and choices are such texts; those of requests are filled in with another."""
    of, kind = list(BUILT_IN["field_of"])[number % 9].key, ("text", "choice", "long_text")[number // 9 % 3]
    labels = {
        name: f"{clean(fill.text('field', name, place)) or ''}"[:26] + f" {number}" for place, name in enumerate(("label_zh", "label_en"))
    }
    word = re.sub(r"[,，\s]+", " ", str(clean(fill.text("choice", "zh", 2))))[:50]
    words = {"choices": f"k{number},{word},{word}"} if kind == "choice" else {}
    return fill("field", "help_zh", "help_en", of=of, kind=kind, **labels, **words)


def _one(admin: Visit, coordinator: Visit, fill: _Fill, number: int) -> tuple[int, int]:
    day = admin.today
    span = {"starts_on": day, "ends_on": day}
    department = organisation.save_department(admin, fill("department"))
    role = ("contact", "lead", "leader")[number % 3]
    who = organisation.save_person(admin, fill("person", role=role, department=department, can_decide=True))
    key = clean(fill.text("choice", "key"))
    run = project.save(admin, fill("project", lead_department=department, manager=who, status="active", **span))
    project.take_part(admin, fill("participation", project=run, department=department, part="lead", contact=who))
    planned = {"project": run, "kind": "task", "department": department, "owner": who, "starts_on": day, "due_on": day}
    done = task.plan(admin, fill("task", "title", "standard", "deliverable", "description", **planned))
    letters = [{"task": done, "person": who, "letters": "R"}, {"task": done, "department": department, "letters": "C"}]
    raci.assign(admin, run, letters)
    task.report(admin, [fill("progress", task=done, reported_on=day, percent=10.0, health="blocked")])
    baseline.freeze(admin, fill("baseline", project=run))
    task.plan(admin, {"due_on": day + timedelta(days=1)}, done)
    given_in = delivery.submit(admin, fill("deliverable", task=done))
    failed = {"result": "fail", "reviewers": [who], "rectify_by": day}
    if number % 2:
        delivery.accept(admin, given_in, None, fill("acceptance", "rectification", **failed))
    own = {one.name: fill.text("request", "title") for one in admin.custom.used["request"] if one.kind in LENGTHS}
    asked = own | fill("request", applicant_department=department, departments=[department, 1], urgency=key, project=run)
    needs = {"project": run, "department": department, "type": "people", "urgency": "normal", "approver": who}
    resource.ask(admin, fill("resource_request", "detail", "unit", "purpose", **needs))
    made = request.apply(admin, {name: value for name, value in asked.items() if name != "decision_comment"})
    request.decide(coordinator, made, None, "approved", fill.text("request", "decision_comment"))
    answered = request.answer(admin, fill("response", "reply", request=made, department=department, decision="clarify", contact=who))
    request.clarify(admin, answered, None, fill.text("response", "clarification"))
    handled = {
        "kind": "dispute",
        "level": "urgent",
        "departments": [department, 1],
        "found_at": admin.now,
        "owner": who,
        "project": run,
        "task": done,
    }
    found = issue.report(admin, fill("issue", "title", "description", "impact", "focus", "proposal", **handled))
    agreed = {"measures": fill.text("issue", "measures"), "owner": who, "resolve_by": admin.now + timedelta(days=1)}
    issue.convene(admin, found, None, agreed)
    if number % 2:
        issue.resolve(admin, found, None, fill.text("issue", "outcome"))
    rated = {"department": department, "owner": who, "project": run, "probability": 5, "impact": 5}
    seen = risk.report(admin, fill("risk", "title", "description", "trigger", **rated))
    risk.respond(admin, seen, None, {"strategy": "mitigate", "response": fill.text("risk", "response")})
    measure = {"project": run, "category": "delivery", "source": "readings", "direction": "up", "owner": who}
    values = {"baseline_value": 1.0, "target_value": 9.0, "starts_on": day, "due_on": day}
    aim = goal.save(admin, fill("goal", "name", "unit", **measure, **values))
    goal.record_reading(admin, fill("reading", "note", goal=aim, read_on=day, value=5.0))
    poll = goal.open_survey(admin, fill("survey", "title", kind="csat", about=[department], opens_on=day, closes_on=day, project=run))
    goal.answer(admin, fill("answer", "comment", survey=poll, department=department, score=4))
    often = {"project": run, "kind": "weekly", "frequency": "weekly", "weekday": "1", "time": "10:00", "minutes": 60}
    plan = fill("cadence", "topic", "place", "content", "output", starts_on=day, host=who, **often)
    cadence.save(admin, plan)
    talk = {"project": run, "kind": "weekly", "host": who, "recorder": who, "attendees": [who]}
    hours = {"starts_at": admin.now - timedelta(minutes=5), "ends_at": admin.now + timedelta(minutes=55)}
    held = meeting.plan(admin, fill("meeting", "topic", "place", "background", "agenda", "preparation", **talk, **hours))
    meeting.hold(admin, held, None, fill("meeting", "discussion", "consensus"), [fill("task", "title", owner=who, due_on=day)])
    retrospective.write(admin, fill("retrospective", project=run, held_on=day))
    article.save(admin, fill("article", kind="lesson", project=run))
    document.keep(admin, fill("document", "title", "edition", project=run, category="plan", link="https://files.example/a"))
    return run, who


# Texts of a message that Streamlit shows as they are, or does not show: what is typed in, what is chosen from a list, cells, names.
_PLAIN = frozenset(
    {"id", "form_id", "value", "default", "placeholder", "url", "element_hash", "icon", "key", "data", "spec", "alt", "allowed_file_types"}
)
_PLAIN_OF = {
    "selectbox": {"options", "raw_value"},
    "multiselect": {"options", "raw_values"},
    "text": {"body"},
    "code": {"code_text"},
    # The choices of a grid's cells.
    "dataframe": {"columns"},
}

_DATA = frozenset({"Arrow", "ArrowVegaLiteChart", "VegaLiteChart"})


def shown_as_markdown(message: Any, plain: frozenset[str] = _PLAIN) -> Iterator[tuple[str, str]]:
    """Every (field, text) of a Streamlit message, and of those in it, that may be read as markdown."""
    own = plain | _PLAIN_OF.get(message.DESCRIPTOR.name.lower(), set())
    for field, value in message.ListFields():
        if field.name in own or (field.message_type is not None and field.message_type.name in _DATA):
            continue
        for one in value if hasattr(value, "append") or hasattr(value, "add") else [value]:
            if isinstance(one, str):
                yield f"{message.DESCRIPTOR.name}.{field.name}", one
            elif hasattr(one, "ListFields"):
                yield from shown_as_markdown(one, plain)


def charted(message: Any) -> str | None:
    """The specification of a chart's message, in which Vega reads expressions; its rows are apart. None for any other message."""
    return message.spec if message.DESCRIPTOR.name in {"ArrowVegaLiteChart", "VegaLiteChart"} else None
