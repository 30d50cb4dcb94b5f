# ruff: noqa: E501, DTZ001 - one damage is one line; dates in cells have no zone
"""What offices do to a roster; damage.txt says what must come out of it, line by line."""

import datetime

from tests.sheets.building import csv, date, formula, ods, shaped, xlsx

TITLES = "Kecamatan;Desa;TPS;Jabatan;Nomor;Nama;No. HP;Kode"
T = TITLES.split(";")
SITI = "Junrejo;Beji;004;KPPS;3;Siti;08123456789;FBVR-H9YF"
S = ["Junrejo", "Beji", "004", "KPPS", 3, "Siti", "08123456789", ""]


def cell(column: str, text: str) -> str:
    """Return Siti's row with another text in one column."""
    cells = SITI.split(";")
    cells[T.index(column)] = text
    return ";".join(cells)


FILES_SENT = {
    # --- text files: separators, codes, line ends, quotes
    "comma": csv(*(x.replace(";", ",") for x in (TITLES, SITI))),
    "semicolon": csv(TITLES, SITI),
    "tab": csv(*(x.replace(";", "\t") for x in (TITLES, SITI))),
    "bar": csv(*(x.replace(";", "|") for x in (TITLES, SITI))),
    "sep line": csv("sep=;", TITLES, SITI),
    "sep line of Excel with its own quotes": csv('"sep=|"', *(x.replace(";", "|") for x in (TITLES, SITI))),
    "BOM": b"\xef\xbb\xbf" + csv(TITLES, SITI),
    "UTF-16 LE with BOM": csv(TITLES, SITI, code="utf-16"),
    "UTF-16 BE without BOM": csv(TITLES, SITI, code="utf-16-be"),
    "UTF-16 LE without BOM": csv(TITLES, SITI, code="utf-16-le"),
    "UTF-32": csv(TITLES, SITI, code="utf-32"),
    "Windows-1252": csv(TITLES, cell("Nama", "Zoë"), code="cp1252"),
    "UTF-8 with one pasted line of Windows-1252": csv(TITLES, cell("Nama", "Zoë")) + csv(cell("Nama", "José"), code="cp1252"),
    "a byte that is no letter": csv(TITLES) + cell("Nama", "Si#ti").encode().replace(b"#", b"\x81") + b"\n",
    "line ends of Windows": csv(TITLES, SITI, end="\r\n"),
    "line ends of old Macs": csv(TITLES, SITI, end="\r"),
    "no line end": csv(TITLES, SITI)[:-1],
    "last line cut off": csv(TITLES, SITI, cell("Nama", "Budi"), "Junrejo;Beji;004;KPPS;5;Wah")[:-1],
    "quoted separators": csv(TITLES.replace(";", ","), 'Junrejo,Beji,004,KPPS,3,"Siti, S.Pd.",08123456789,'),
    "separators without quotes": csv(TITLES.replace(";", ","), SITI.replace(";", ","), "Junrejo,Beji,004,KPPS,4,Budi, S.Pd.,08123456780,FBVR-H9YF", cell("Nama", "Ani").replace(";", ",")),
    "a quote that never ends": csv(TITLES, cell("Nama", '"Siti'), cell("Nama", "Budi")),
    "a quote that swallows rows": csv(TITLES, *[cell("Nama", '"Siti'), *[cell("Nama", "Budi")] * 7, cell("Nama", '"Ani"')]),
    "quotes inside a name": csv(TITLES, cell("Nama", 'Siti "Iti" Aminah')),
    "a name over two lines": csv(TITLES, cell("Nama", '"Siti\nAminah"'), cell("Nama", "Budi")),
    "a column without a title": csv(TITLES, SITI + ";baru", SITI + ";lama"),
    "trailing separators": csv(TITLES + ";;;", SITI + ";;;", ";;;;;;;;;;"),
    "short rows": csv(TITLES, "Junrejo;Beji;004;KPPS;3;Siti"),
    "NULs": csv(TITLES, cell("Nama", "Si\0ti")),
    "one column in quotes": csv('"Kecamatan";"Desa";"TPS";"Jabatan";"Nomor";"Nama";"No. HP";"Kode"', '"Junrejo";"Beji";"004";"KPPS";"3";"Siti";"08123456789";"FBVR-H9YF"'),
    # --- titles
    "titles above": csv("DAFTAR KPPS KOTA BATU", "PEMILU 2024", "", TITLES, SITI),
    "capitals, dots, newlines, brackets": csv('KEC.;"DESA/\nKEL.";NO. TPS;KEDUDUKAN ;KPPS KE-;NAMA LENGKAP (sesuai KTP);NO. HP/WA;KODE PENDAFTARAN', SITI),
    "other words": csv("Nama Kecamatan;Nama Desa/Kelurahan;Nama TPS;Posisi;No. Anggota;Nama Anggota;Nomor WhatsApp (aktif);Kode", SITI),
    "misspelt titles": csv("Kecamtan;Kelurahn;TPS;Jabtan;Nomor KPPS;NamaLengkap;Telpon;kode pendaftarn", SITI),
    "a running number first": csv("No.;" + TITLES, "12;" + SITI),
    "Nomor counts rows": csv(TITLES, *[f"Junrejo;Beji;{4 + n // 7:03};KPPS;{n + 1};Orang {chr(65 + n)};;" for n in range(9)]),
    "Nomor beside KPPS ke": csv(TITLES + ";KPPS ke-", SITI.replace(";3;", ";1;") + ";3"),
    "other columns": csv("NIK;" + TITLES + ";Alamat TPS;Jenis Kelamin;RT/RW;Kode Pos;Keterangan", "3579;" + SITI + ";Jl. A;P;1/2;65321;-"),
    "the same title twice": csv("Kecamatan;Desa;TPS;Jabatan;Nomor;Nama;No. HP;No. HP;Kode", "Junrejo;Beji;004;KPPS;3;Siti;;08123456789;FBVR-H9YF", "Junrejo;Beji;004;KPPS;4;Budi;;08123456780;"),
    "two phone columns, the first fuller": csv("Desa;TPS;Nomor;Nama;HP;WA", "Beji;4;3;Siti;08123456789;", "Beji;4;4;Budi;08123456780;08123456799"),
    "no role column": csv("Kecamatan;Desa;TPS;Nama", "Junrejo;Beji;4;Siti"),
    "an empty role column": csv("Kecamatan;Desa;TPS;Jabatan;Nama", "Junrejo;Beji;4;;Siti"),
    "titles in two rows of text": csv("No;Wilayah;;;Anggota;;", ";Kecamatan;Desa;TPS;Jabatan;Nama;HP", "1;Junrejo;Beji;4;Ketua;Siti;08123456789"),
    "an address with a desa of its own": csv("Desa;TPS;Nama;Alamat;", ";;;Desa;RT", "Beji;4;Siti;Pendem;1"),
    "numbers of columns below": csv(TITLES, "(1);(2);(3);(4);(5);(6);(7);(8)", SITI),
    "titles again after a page": csv(TITLES, SITI, "", "Halaman 2;;;;;;;", TITLES.upper(), cell("Nama", "Budi")),
    "totals and signatures": csv(TITLES, SITI, "Jumlah;;;;1;;;", ";;;;;Ketua KPU;;", ";;;;;;;", "Subtotal 7;;;;;;;"),
    "a heading of a desa": csv(TITLES, "Desa Beji;;;;;;;", SITI),
    "prefilled running numbers": csv("No;" + TITLES, "1;" + SITI, "2;;;;;;;;", "3;;;;;;;;"),
    "only titles of places": csv("Kecamatan;Desa;TPS;Nama", "Junrejo;Beji;;", ";;;Siti"),
    # --- places written once
    "places once a block": csv("Kecamatan;Desa;TPS;Jabatan;Nama", "Junrejo;Beji;1;Ketua;A", ";;;Anggota;B", ";;;Anggota;C", ";;2;Ketua;D", ";;;Anggota;E", ";Pendem;1;Ketua;F", ";;;Anggota;G", ";;;;Mengetahui"),
    "one place left out": csv("Desa;TPS;Jabatan;Nama", "Beji;1;Ketua;A", "Beji;;Anggota;B", "Beji;1;Anggota;C", ";2;Ketua;D", "Beji;2;Anggota;E"),
    "a block without its place": csv("Desa;TPS;Nomor;Nama", "Beji;1;1;A", ";;2;B", ";;3;C", ";;1;D", ";;2;E"),
    "a block of more than seven": csv("Desa;TPS;Nama", "Beji;1;A", *[f";;{c}" for c in "BCDEFGHI"]),
    "a gap between blocks": csv("Desa;TPS;Nomor;Nama", "Beji;1;1;A", ";;2;B", "", ";;3;C"),
    # --- roles
    "roles in words": csv("Kecamatan;Desa;TPS;Jabatan;Nama", *[f"Junrejo;Beji;4;{role};Siti" for role in ("Ketua KPPS", "Anggota KPPS", "KPPS 3", "Anggota 4", "ANGGOTA KPPS KE-5", "KPPS Keenam", "KPPS VII", "Ketua merangkap Anggota", "Kelompok Penyelenggara Pemungutan Suara", "anggota")]),
    "roles without a place": csv("Kecamatan;Desa;TPS;Jabatan;Nama", "Junrejo;Beji;4;Ketua;A", "Junrejo;Pendem;;Ketua;B", "Junrejo;Pendem;;Anggota;C", "Junrejo;Beji;;Anggota;D", ";;;Anggota;E"),
    "a file of PPS": csv("Kecamatan;Desa;Jabatan;Nama", "Junrejo;Beji;Ketua;A", "Junrejo;Beji;Anggota;B", "Junrejo;;Ketua;C"),
    "coordinators": csv("Kecamatan;Desa;TPS;Jabatan;Nama", "Junrejo;Beji;4;PPS;A", "Junrejo;Beji;;Panitia Pemungutan Suara;B", "Junrejo;Beji;;Ketua PPK;C", "Batu;;;Anggota PPK Divisi Sosdiklih;D", "Batu;;;Divisi Sosdiklih KPU Kota;E", ";;;PPK;F", "Batu;;;PPS;G"),
    "row numbers before names": csv(TITLES, cell("Nama", "1. Siti"), cell("Nama", "(12) Budi"), cell("Nama", "3)Ani"), cell("Nama", "4.5"), cell("Nama", "5. 6. 7")),
    "an address after the names": csv(TITLES + ";Alamat;RT;Desa/Kelurahan;Kecamatan", SITI + ";Jl. A;1;Pendem;Batu", "Junrejo;;;PPK;1;Budi;;;Jl. B;2;Sisir;Batu"),
    "people who left": csv(TITLES, cell("Nama", "Mengundurkan diri"), cell("Nama", "Siti (meninggal dunia)"), cell("Nama", "Ani - mengundurkan diri"), cell("Nama", "Alm. Budi"), cell("Nama", "Ani diganti oleh Budi"), cell("Nama", "Ani -> Budi"), cell("Nama", "Almira Digantara")),
    "a NIK for a phone": csv(TITLES, cell("No. HP", "3579011234567890")),
    "a name from a page of the web": csv(TITLES.replace(";", "|"), SITI.replace(";", "|").replace("Siti", "Siti&nbsp;Nur&#39;aini")),
    "not members": csv("Desa;TPS;Jabatan;Nama", "Beji;4;Linmas;A", "Beji;4;Gastib TPS;B", "Beji;4;Pengamanan TPS;C", "Beji;4;Sekretaris PPS;D", "Beji;4;Saksi;E", "Beji;4;Pengawas TPS;F", "Beji;4;Kepala Desa;G", "Beji;4;;H", "Beji;4;PPS/KPPS;I"),
    "numbers that disagree": csv("Desa;TPS;Jabatan;Nomor;Nama", "Beji;4;Ketua KPPS;2;A", "Beji;4;KPPS 3;4;B", "Beji;4;KPPS;8;C", "Beji;;PPS;4;D", "Beji;4;Anggota KPPS;1;E", "Beji;4;KPPS;tiga;F", "Beji;4;KPPS;banyak;G", "Beji;4;KPPS 9;;H", "Beji;4;KPPS;0;I"),
    "members numbered beside the ketua": csv("Desa;TPS;Jabatan;Nomor;Nama", "Beji;4;Ketua;;A", "Beji;4;Anggota;1;B", "Beji;4;Anggota;2;C"),
    # --- single cells
    "TPS in many ways": csv("Desa;TPS;Nomor;Nama", *[f"Beji;{tps};{n % 7 + 1};Siti" for n, tps in enumerate(("4", "4.0", "4,0", "TPS 4", "TPS-004", "No. 4", "0004", "TPS 4 Beji", "4A", "04-Jan", "2024-01-04", "0", "1000", "empat", "1-2"))]),
    "phones in many ways": csv("Desa;TPS;Nama;HP", *[f"Beji;4;Siti;{phone}" for phone in ("8123456789", "62812 3456 789", "+62 812-3456-789", "0812 3456 789 / 08123456780", "'08123456789", "HP: 08123456789 (Siti)", "8.12345E+10", "8.123456789E+9", "8,12E+10", "08123456789.0", "12", "nanti", "-", "0", "0812-3456/7890", "08123456789 atau 12", "０８１２３４５６７８９")]),
    "names in many ways": csv("Desa;TPS;Nama", *[f"Beji;4;{name}" for name in ("  Siti\u00a0 Aminah ", "Si\u200bti", "Si\u00adti\u202e", "محمد", "Siti 👩‍🏫", "Nur‘aini d’Arc", "=1+1", "=Siti", "+62812", "-2+3", "@SUM(A1)", "- Siti", "12345", "x" * 101, "#REF!", "#N/A", "<b>Siti</b> {0}", "Ü" * 100)]),
    "nothing to know somebody by": csv("Desa;TPS;Jabatan;Nama;HP", "Beji;4;KPPS;;08123456789", "Beji;4;Ketua KPPS;-;", "Beji;4;KPPS;belum ada;"),
    "codes": csv("Desa;TPS;Nomor;Nama;Kode", "Beji;4;3;Siti;fbvr h9yf", "Beji;4;4;Budi;FBVR-H9YG", "Beji;4;5;Ani;2E5", "Beji;4;6;Adi;-"),
    "failed formulas in text": csv(TITLES, cell("TPS", "#REF!"), cell("Desa", "=A1"), cell("Jabatan", "#NAME?"), cell("No. HP", "#VALUE!"), cell("Nomor", "Err:502")),
    "an endless place": csv(TITLES, cell("Desa", "B" * 200)),
    # --- spreadsheets
    "XLSX": xlsx(T, [*S[:7], "FBVR-H9YF"]),
    "XLSX with numbers": xlsx(T, ["Junrejo", "Beji", 4, "KPPS", 3.0, "Siti", 8123456789, ""], ["Junrejo", "Beji", shaped(4, "000"), "KPPS", 4, "Budi", 628123456780.0, ""], ["Junrejo", "Beji", 4.5, "KPPS", 1.5, "Ani", 0.5, ""], ["Junrejo", "Beji", 4, "KPPS", 5, 12, 812346000000, ""], ["Junrejo", 35, 4, "KPPS", 6, "Adi", 0, ""]),
    "XLSX with dates and truths": xlsx(T, ["Junrejo", "Beji", date(datetime.datetime(2024, 1, 4)), "KPPS", True, "Siti", date(datetime.datetime(2024, 1, 4)), ""]),
    "XLSX with formulas": xlsx(T, ["Junrejo", formula('="Be"&"ji"', "Beji"), "004", "KPPS", formula("=1+2", 3), formula("=X1"), formula("=1/0", "#DIV/0!"), ""], ["Junrejo", "Beji", formula("=Z9", "#REF!"), "KPPS", 4, "Budi", "", ""]),
    "XLSX away from the corner": xlsx([], [], ["", "", "", "DAFTAR KPPS"], [], ["", "", *T], [], ["", "", *S], ["", "", *S[:5], "Budi"], merged=[(2, 3, 2, 8)]),
    "XLSX with merged cells": xlsx(["Kecamatan", "Desa", "TPS", "Nama", "HP"], ["Junrejo", "Beji", 1, "A", ""], ["", "", "", "B", ""], ["", "", 2, "C", ""], ["", "", "", "", "08123456789"], ["", "", "", "D", ""], merged=[(1, 0, 3, 0), (1, 1, 3, 1), (1, 2, 2, 2)]),
    "XLSX with titles in two merged rows": xlsx(["No", "Wilayah", "", "", "Nama", "Kontak"], ["", "Kecamatan", "Desa", "TPS", "", "HP"], [1, "Junrejo", "Beji", 4, "Siti", "08123456789"], merged=[(0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 1, 4)]),
    "XLSX with a title over two columns": xlsx(["Desa", "TPS", "Nama", "", "HP"], ["Beji", 4, "", "Siti", "08123456789"], merged=[(0, 2, 0, 3)]),
    "XLSX with several sheets": xlsx(T, S, S, Petunjuk=[["Isi lembar KPPS"]], PPS=[T, S], Rahasia_=[T, S, S, S]),
    "XLSX of one sheet for each desa": xlsx(["Rekap"], Beji=[["DESA BEJI"], T, S, ["Junrejo", "Beji", "005", "KPPS", 1, "Budi", "", ""]], Pendem=[["Kec.", "Desa", "Nama", "TPS"], ["Junrejo", "Pendem", "Ani", 1]], Kosong=[T]),
    "XLSX with a sheet that does not tell its desa": xlsx(T, S, Pendem=[["TPS", "Jabatan", "Nama"], [1, "Ketua", "Ani"]], Honor=[["Nama", "Jabatan", "Jumlah"], ["Siti", "KPPS", 1]], Catatan=[["Sudah dicek"]]),
    "XLSX of a hidden sheet": xlsx(["Halo"], Daftar_=[T, S]),
    "ODS": ods(T, S),
    "ODS with spans and formulas": ods(["Kecamatan", "Desa", "TPS", "Nama", "HP"], ["Junrejo", "Beji", '<table:table-cell table:number-rows-spanned="2" office:value-type="float" office:value="4"/>', "A", '<table:table-cell table:formula="of:=1/0" calcext:value-type="error" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>'], ["Junrejo", "Beji", "<table:covered-table-cell/>", "B", '<table:table-cell table:formula="of:=X1"/>'], ["Junrejo", '<table:table-cell table:number-columns-repeated="2"/>', "C"]),
    "ODS with repeated rows and cells": ods(["Desa", "TPS", "Nama"], ["Beji", '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="4"/>'], ["Beji", 4, "Siti"]),
    # --- what only looks like damage
    "a place on top that is no title": csv("Kecamatan;:;Junrejo", "Desa;:;Beji", TITLES, SITI),
    "a name like a total": csv(TITLES, "Jumlah Sari;Beji;004;KPPS;3;Siti;;", cell("Nama", "Jumlah Lestari"), "Total;;;;;;;"),
    "a name like a title": csv(TITLES, cell("Nama", "Desa Kontak"), cell("Nama", "Nama")),
    "nobody yet": csv(TITLES, "Junrejo;Beji;004;KPPS;3;;;"),
    "the whole sheet in capitals": csv(TITLES.upper(), SITI.upper()),
    "members without ketua numbered from one": csv("Desa;TPS;Jabatan;Nomor;Nama", *[f"Beji;4;Anggota KPPS;{n};{name}" for n, name in enumerate("ABCDEFG", 1)]),
    "one member with the ketua's number": csv("Desa;TPS;Jabatan;Nomor;Nama", *[f"Beji;{tps};{role};{n};{tps}{n}" for tps, n, role in ((1, 1, "Ketua"), (1, 1, "Anggota"), (2, 1, "Ketua"), (2, 2, "Anggota"), (3, 1, "Ketua"), (3, 2, "Anggota"))]).replace(b";11", b";A").replace(b";12", b";B").replace(b";21", b";C").replace(b";22", b";D").replace(b";31", b";E").replace(b";32", b";F"),
    "PPS among places once a block": csv("Kecamatan;Desa;TPS;Jabatan;Nama", "Junrejo;;;PPK;A", ";Beji;;PPS;B", ";;;PPS;C", ";;1;Ketua;D", ";;;Anggota;E", ";;2;Ketua;F", ";;;Anggota;G"),
}  # fmt: skip
