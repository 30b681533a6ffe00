"""The report in sentences, for whoever imports by command line."""

from __future__ import annotations

from jobs.imports.report import Outcome, Remark, Report
from jobs.imports.run import KIND_LABEL
from models.figures import count_vi

_AT_MOST = 20


def place(remark: Remark) -> str:
    """Say where in the file: sheet, row, column."""
    parts = [f"trang “{remark.sheet}”"]
    if remark.row is not None:
        parts.append(f"dòng {remark.row}")
    if remark.column is not None:
        parts.append(f"cột {' '.join(remark.column.split())}")
    return ", ".join(parts)


def _listed(title: str, remarks: list[Remark]) -> list[str]:
    if not remarks:
        return []
    lines = [f"{title}: {count_vi(len(remarks))}"]
    for remark in remarks[:_AT_MOST]:
        value = "" if remark.value is None else f" “{remark.value}”"
        lines.append(f"  {place(remark)}:{value} {remark.reason}")
    if len(remarks) > _AT_MOST:
        lines.append(f"  … và {count_vi(len(remarks) - _AT_MOST)} mục nữa (xem đủ với --json)")
    return lines


def sentences(report: Report) -> list[str]:
    """Return the summary line by line."""
    counts = (
        ("mới", Outcome.CREATED),
        ("thay đổi", Outcome.UPDATED),
        ("giữ nguyên", Outcome.UNCHANGED),
        ("từ chối", Outcome.REFUSED),
    )
    counted = ", ".join(f"{count_vi(report.count(which))} {word}" for word, which in counts)
    rows = count_vi(len(report.rows))
    lines = [f"{KIND_LABEL[report.kind]}, tệp {report.file}: {rows} dòng: {counted}."]
    if report.repaired:
        lines.append(f"Tự sửa cách viết: {count_vi(len(report.repaired))} ô.")
    if report.grants:
        when = "có hiệu lực ngay" if report.grants[0][4] else "chờ phó hiệu trưởng xác nhận"
        lines.append(f"Nhiệm vụ ({when}):")
        lines += [f"  dòng {row}: {who}: {what}" for _, row, who, what, _ in report.grants]
    lines += _listed("Cần xem lại", report.warned)
    lines += _listed("Từ chối", report.refused)
    lines.append("Đã ghi vào sổ." if report.written else "Chưa ghi gì vào sổ.")
    return lines
