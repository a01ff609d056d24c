"""Files that are read, and files that are refused."""

import contextlib
import csv
import io
import struct
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from core.documents import encoding
from core.documents.upload import MAX_BYTES, MAX_CELL, Refused, Sheet, read

REAL = Path(__file__).parents[1] / "data" / "incidents_events.csv"
CHINESE = "编号,标题,说明\nWT-1,接口延迟,支付部门未能按时响应，需要协调\nWT-2,人员不足,测试资源紧张，本周内补充两人\n"


def reason(data: bytes, name: str = "问题.csv") -> str:
    with pytest.raises(Refused) as refusal:
        read(data, name)
    assert refusal.value.reason.zh
    return refusal.value.reason.en


def workbook(*sheets: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd hh:mm"})
    percent = book.add_format({"num_format": "0.0%"})
    for rows in sheets:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(place, column, *([cell, percent] if isinstance(cell, float) else [cell]))
    book.close()
    return out.getvalue()


def test_the_real_file_is_read_whole() -> None:
    sheet = read(REAL.read_bytes(), REAL.name)
    assert (len(sheet.header), sheet.rows.height, sheet.encoding, sheet.notes) == (36, 2989, "utf-8", ())
    assert sheet.rows.row(0, named=True)["number"] == "INC0000045"
    assert sheet.numbers[0] == 2
    assert sheet.numbers[-1] == 2990


@pytest.mark.parametrize("used", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_same_text_is_read_from_each_encoding(used: str) -> None:
    sheet = read(CHINESE.encode(used), "a.csv")
    assert sheet.header == ("编号", "标题", "说明")
    assert sheet.rows.rows()[1] == ("WT-2", "人员不足", "测试资源紧张，本周内补充两人")
    assert bool(sheet.notes) == (used == "gb18030")


def test_a_few_chinese_words_among_english_rows_are_enough_for_gb18030() -> None:
    sheet = read(("number,title,level\n" + "WT-1,disk full,重大\nWT-2,slow,一般\n" * 30).encode("gb18030"), "a.csv")
    assert sheet.rows["level"].unique().sort().to_list() == ["一般", "重大"]


@pytest.mark.parametrize(
    ("text", "used"),
    [
        (CHINESE, "utf-16-le"),
        ("number,title\n1,slow\n", "utf-16-be"),
        ("number,title\n1,slow\n", "utf-32"),
        ("编号,标题\n" * 9, "utf-16-le"),
        ("numéro,intitulé\n1,réseau coupé à côté\n", "latin-1"),
        ("nom,prénom\n1,Zoér\n", "cp1252"),
        ("номер,название\n1,Задержка интерфейса оплаты\n", "cp1251"),
        ("номер,название\n1,Задержка\n", "koi8-r"),
        ("番号,件名\n1,決済インターフェースの遅延\n", "shift_jis"),
        ("番号,件名\n1,決済インターフェースの遅延\n", "euc_jp"),
        ("編號,標題\n1,介面延遲，請協調\n", "big5"),
    ],
)
def test_a_wrong_encoding_is_refused_and_never_garbled(text: str, used: str) -> None:
    assert "UTF-8" in reason(text.encode(used))


def test_text_garbled_before_it_was_saved_is_refused() -> None:
    assert "garbled" in reason(CHINESE.encode().decode("latin-1").encode())
    assert "U+FFFD" in reason("编号\n1\ufffd\n".encode())


@pytest.mark.parametrize("used", ["utf-8", "gb18030", "utf-16"])
def test_a_character_cut_in_two_at_the_end_is_refused(used: str) -> None:
    assert "cut short" in reason((CHINESE + "WT-3,人").encode(used)[:-1])


def test_utf_8_with_a_damaged_byte_is_not_read_as_gb18030() -> None:
    data = bytearray((CHINESE * 5).encode())
    data[100] = 0xFF
    assert "Near line" in reason(bytes(data))


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x85", "\x1b"])
def test_control_characters_are_refused(bad: str) -> None:
    assert reason(f"a,b\n1,2{bad}\n".encode())


def test_a_real_file_cut_in_the_middle_of_a_row_is_refused_with_its_row() -> None:
    data = REAL.read_bytes()
    row = data[:500_000].count(b"\n") + 1
    assert f"Row {row} " in reason(data[:500_000])


def test_a_file_cut_in_its_last_cell_carries_a_note() -> None:
    assert [note.en for note in read(b"a,b\n1,2\n3,4", "a.csv").notes] == [
        "The file does not end with a line end: look whether its last row is complete."
    ]
    assert not read(b"a,b\n1,2\n3,4\n", "a.csv").notes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n1,2,3\n", "Row 3 has 3 cells, but the header has 2"),
        ('a,b\n1,2\n1,"open\n1,2\n', "In row 3 a quote is opened and never closed"),
        ('a,b\n1,"2"x\n', "In row 2 quotes"),
        ('a,b\n1,"' + "x\n" * 70_000 + '"\n', "row 2 is too long"),
        ("a,b\n1," + "x" * (MAX_CELL + 1) + "\n", "row 2 is longer than"),
        ("a,b\n\n", "no rows"),
        ("\n\n", "no rows"),
        (",".join("a" * 201) + "\n" + ",".join("1" * 201) + "\n", "more than 200 columns"),
    ],
)
def test_damaged_or_oversized_text_is_refused_naming_the_row(text: str, words: str) -> None:
    assert words in reason(text.encode())


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    sheet = read(f'\n编号{mark}标题\n1{mark}"a,b;c|d"\n'.encode(), "a.csv")
    assert sheet.header == ("编号", "标题")
    assert sheet.rows["标题"].to_list() == ["a,b;c|d"]
    assert sheet.numbers == (3,)


def test_headings_are_made_unique_and_blank_columns_left_out() -> None:
    sheet = read("名称,名称,,\n1,2,3,\n".encode(), "a.csv")
    assert sheet.header == ("名称", "名称 (2)", "(C)")


def test_a_million_rows_are_refused_in_time() -> None:
    start = time.process_time()
    assert "200,000 rows" in reason(b"a,b\n" + b"1,2\n" * 1_000_000)
    assert time.process_time() - start < 5


def test_a_workbook_of_a_million_rows_is_refused_in_time() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(1, 1_000_001))
    data = tampered(workbook([["a"], ["1"]]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")
    start = time.process_time()
    assert "200,000 rows" in reason(data, "a.xlsx")
    assert time.process_time() - start < 5


@pytest.mark.parametrize("name", ["setup.csv", "setup.xlsx", "setup.exe"])
def test_a_program_is_refused_whatever_its_name(name: str) -> None:
    assert reason(b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(range(256)) * 20, name)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.csv", "empty"),
        (b"x" * (MAX_BYTES + 1), "a.csv", "10 MB"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "a.xls", "Only .csv"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "a.xlsx", "old .xls"),
        (b"%PDF-1.7", "a.csv", "PDF"),
        (b"\xef\xbb\xbf  <HTML><body>", "a.csv", "web page"),
        (b"a,b\n1,2\n", "a.xlsx", "does not match"),
    ],
)
def test_other_files_are_refused_for_what_they_are(data: bytes, name: str, words: str) -> None:
    assert words in reason(data, name)


def test_a_workbook_named_csv_is_refused() -> None:
    assert "does not match" in reason(workbook([["a"], ["1"]]), "a.csv")


def test_a_workbook_gives_the_text_a_person_sees() -> None:
    sheet = read(
        workbook(
            [
                ["名称", "日期", "时刻", "数", "比例", "是"],
                ["甲", date(2026, 1, 5), datetime.fromisoformat("2026-01-05T14:30"), 3, 0.455, True],
            ]
        ),
        "A.XLSX",
    )
    assert sheet.rows.rows() == [("甲", "2026-01-05", "2026-01-05 14:30:00", "3", "45.5%", "TRUE")]
    assert (sheet.sheet, sheet.sheets, sheet.encoding) == ("Sheet1", ("Sheet1",), "")


def test_a_sheet_is_chosen_and_a_title_above_its_header_left_out() -> None:
    data = workbook([["x"], ["1"]], [["问题清单"], [], ["编号", "名称"], [], ["1", "甲"]])
    sheet = read(data, "a.xlsx", "Sheet2")
    assert (sheet.header, sheet.rows.rows(), sheet.numbers) == (("编号", "名称"), [("1", "甲")], (5,))
    with pytest.raises(Refused):
        read(data, "a.xlsx", "Sheet3")


def test_the_real_file_reads_the_same_from_a_workbook() -> None:
    rows = list(csv.reader(io.StringIO(REAL.read_text("utf-8"))))[:300]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell)
    book.close()
    assert read(out.getvalue(), "a.xlsx").rows.rows() == [tuple(row) for row in rows[1:]]


def tampered(data: bytes, part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
        if part not in old.namelist():
            new.writestr(part, content)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = tampered(workbook([["a"], ["1"]]), "xl/sharedStrings.xml", b"<sst>" + b" " * 200_000_000)
    start = time.process_time()
    assert len(bomb) < 1_000_000
    assert "unpacks" in reason(bomb, "a.xlsx")
    assert time.process_time() - start < 1


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(tampered(workbook([["a"], ["1"]]), "xl/media/x.xml", b" " * 50_000_000))
    true = struct.pack("<I", 50_000_000)
    assert true in bomb
    assert "damaged" in reason(bytes(bomb.replace(true, struct.pack("<I", 1_000))), "a.xlsx")


def test_a_far_cell_neither_hangs_nor_fills_the_memory() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["编号", "名称"])
    sheet.write_row(1, 0, ["1", "甲"])
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    start = time.process_time()
    assert read(out.getvalue(), "a.xlsx").rows.rows() == [("1", "甲")]
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "content", [b"", b"not xml", b"<worksheet><sheetData>", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>', "<worksheet/>".encode("utf-16")]
)
def test_a_damaged_workbook_is_refused(content: bytes) -> None:
    assert reason(tampered(workbook([["a"], ["1"]]), "xl/worksheets/sheet1.xml", content), "a.xlsx")


def test_a_workbook_of_too_many_cells_is_told_to_come_as_csv() -> None:
    cells = b'<row r="1">' + b"<c/>" * 300_001 + b"</row>"
    data = tampered(workbook([["a"], ["1"]]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>")
    assert "save it as CSV" in reason(data, "a.xlsx")


def test_a_workbook_cut_short_or_another_zip_is_refused() -> None:
    data = workbook([["a"], ["1"]])
    assert "damaged" in reason(data[: len(data) // 2], "a.xlsx")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "not an Excel workbook" in reason(out.getvalue(), "a.xlsx")


CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd\ufffe\uffff") | st.sampled_from(" \t\r\n\",;|'"), max_size=40
)


@given(st.lists(st.tuples(CELL, CELL).filter(lambda row: any(cell.strip() for cell in row)), min_size=1, max_size=8))
def test_any_text_comes_back_from_csv(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("甲", "乙"), *rows])
    sheet: Sheet = read(out.getvalue().encode(), "a.csv")
    assert sheet.rows.rows() == rows


@given(st.text(max_size=60))
def test_decoding_never_changes_what_utf_8_says(text: str) -> None:
    data = text.encode("utf-8", errors="surrogatepass")
    try:
        decoded, used = encoding.decode(data)
    except Refused:
        return
    assert decoded.encode(used) in (data, data[3:], data[2:])


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    with contextlib.suppress(Refused):
        assert read(data, name).rows.height
