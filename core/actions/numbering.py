"""Numbers such as XQ-2026-0001: one series per record type and year, without gaps."""

from core.actions.act import Act


def next_number(act: Act, table: str) -> str:
    """The next number of a table in the year of this save, by the organisation's calendar."""
    start = f"{act.visit.ledger.tables[table].prefix}-{act.visit.local(act.work.at).year}-"
    return f"{start}{act.work.highest(table, 'number', start) + 1:04d}"
