"""What a spreadsheet might take for a formula: twelve beginnings seen in attacks (promise 15)."""

from __future__ import annotations

PAYLOADS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=HYPERLINK(0)",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=IMPORTXML(CONCAT("a",A1),"//a")',
    '=DDE("cmd","/C calc","x")',
    '="a"&"b"',
)
