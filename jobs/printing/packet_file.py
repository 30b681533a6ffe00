"""The machine-readable file beside a transfer's packet: the same words, for the other program."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from jobs.printing.packet import Line, Paper, file_name, paper_of
from models.base import utc_now
from models.pupils.former_file import FORMAT, VERSION


def packet_json(session: Session, transfer_id: int) -> tuple[str, bytes]:
    """Return (name, content) of the file; what another school declared says so."""
    paper = paper_of(session, transfer_id)
    said = json.dumps(_said(paper), ensure_ascii=False, indent=1)
    return file_name(paper, "json"), said.encode()


def _said(paper: Paper) -> dict[str, Any]:
    row, birth = paper.row, paper.birth
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": utc_now().isoformat(timespec="seconds"),
        "school": paper.school.name if paper.school else "",
        "to": row.school,
        "left_on": paper.left_on.isoformat() if paper.left_on else None,
        "year": paper.year,
        "week": paper.week,
        "pupil": {
            "code": row.code,
            "full_name": row.full_name,
            "birth_date": birth.birth_date.isoformat() if birth and birth.birth_date else None,
            "sex": birth.sex.value if birth and birth.sex else None,
            "grade": row.grade,
            "class_name": paper.room,
            "individual_plan": paper.individual,
        },
        "terms": [
            {
                "code": term.code,
                "name": term.name,
                "excused": term.days[0],
                "unexcused": term.days[1],
                "results": [_result(line) for line in (*term.subjects, *term.traits)],
            }
            for term in paper.terms
        ],
        "months": [{"name": name, "comment": text} for name, text in paper.months],
    }


def _result(line: Line) -> dict[str, Any]:
    return {
        "unit": line.code,
        "name": line.name,
        "level": line.level or None,
        "score": int(line.score) if line.score else None,
        "comment": line.comment or None,
        "former": line.former,
    }
