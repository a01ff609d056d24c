"""An empty workbook to fill in: a table's labels as headings, and a second sheet that says what belongs under each."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from core.documents.cells import safe_cell
from core.schema.choices import Choice
from core.schema.field import Field, Kind, Table
from core.text import Language, Text

GUIDE = Text("填写说明", "How to fill in")
HEADINGS = (Text("列", "Column"), Text("必填", "Required"), Text("填写内容", "What to fill in"))
YES = Text("是", "Yes")
KINDS: Mapping[Kind, Text] = {
    Kind.TEXT: Text("文字，最多 {high} 个字符", "Text, up to {high} characters"),
    Kind.LONG_TEXT: Text("文字，最多 {high} 个字符", "Text, up to {high} characters"),
    Kind.INTEGER: Text("整数", "A whole number"),
    Kind.SCALE: Text("{low} 到 {high} 的整数", "A whole number from {low} to {high}"),
    Kind.NUMBER: Text("数字", "A number"),
    Kind.PERCENT: Text("0 到 100 的数字", "A number from 0 to 100"),
    Kind.YES_NO: Text("是 或 否", "Yes or no"),
    Kind.DATE: Text("日期，如 2026-11-20", "A date such as 2026-11-20"),
    Kind.MOMENT: Text("日期和时间，如 2026-11-20 09:30", "A date and time such as 2026-11-20 09:30"),
    Kind.LINK: Text("名称", "A name"),
    Kind.LINKS: Text("名称，多个用“、”隔开", "Names, separated by commas"),
}


def template(table: Table, dictionaries: Mapping[str, Sequence[Choice]], language: Language) -> bytes:
    """The workbook (.xlsx): fields a person types first, then those that tell what has happened. Its headings map themselves."""
    fields = [*table.typed, *(field for field in table.fields if not field.typed)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.label.say(language))
    sheet.freeze_panes = "A2"
    for place, field in enumerate(fields, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 28 if field.kind is Kind.LONG_TEXT else 18
    sheet.append([_heading(sheet, field.label.say(language), "D3E3F5" if field.required else "F3F6FA") for field in fields])
    guide = book.create_sheet(GUIDE.say(language))
    for column, width in zip("ABC", (24, 8, 80), strict=True):
        guide.column_dimensions[column].width = width
    guide.append([_heading(guide, text.say(language), "F3F6FA") for text in HEADINGS])
    for field in fields:
        guide.append([field.label.say(language), YES.say(language) if field.required else "", _guidance(field, dictionaries, language)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(sheet: object, text: str, colour: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, safe_cell(text))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor=colour)
    return cell


def _guidance(field: Field, dictionaries: Mapping[str, Sequence[Choice]], language: Language) -> str:
    if field.kind is Kind.CHOICE:
        text = " / ".join(choice.label.say(language) for choice in dictionaries[field.choices])
    else:
        bounds = {"low": f"{field.low or 0:g}", "high": f"{field.high or (4000 if field.kind is Kind.LONG_TEXT else 200):g}"}
        text = KINDS[field.kind].say(language, **bounds)
    return safe_cell(f"{text}（{field.help.say(language)}）" if field.help else text)
