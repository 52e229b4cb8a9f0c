"""QR codes: each dark module is drawn once, in its place."""

from __future__ import annotations

import re

import pytest
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from voting import qr

LINE = f"SP1.4GC0Y19MPHD872SJ.{'0a' * 32}.{'Ab-_' * 21}xy"
CORNER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


def drawn(code: qr.Code) -> list[str]:
    """The picture as rows of 0 and 1, painted from the path."""
    rows = [["0"] * code.size for _ in range(code.size)]
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", code.path)
    assert "".join(f"M{left} {top}h{wide}v1h-{back}z" for left, top, wide, back in bars) == code.path
    for left, top, wide, back in bars:
        assert wide == back
        for place in range(int(left), int(left) + int(wide)):
            assert rows[int(top)][place] == "0"
            rows[int(top)][place] = "1"
    return ["".join(row) for row in rows]


@pytest.mark.parametrize("text", ["A", LINE])
def test_the_path_paints_the_code_with_its_margin(text: str) -> None:
    rows = drawn(qr.code(text))
    maker: QRCode[object] = QRCode(error_correction=ERROR_CORRECT_M, border=qr.MARGIN)
    maker.add_data(text, optimize=0)
    maker.make(fit=True)
    assert rows == ["".join("1" if dark else "0" for dark in row) for row in maker.get_matrix()]
    assert [row[: qr.MARGIN] for row in rows] == ["0" * qr.MARGIN] * len(rows)
    assert [row[qr.MARGIN : qr.MARGIN + 7] for row in rows[qr.MARGIN : qr.MARGIN + 7]] == CORNER
