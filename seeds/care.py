"""What conduct and health start with: a proposed catalogue of conduct, the thresholds of BMI."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.conduct import ConductItem, ConductKind, ConductScale, ConductTarget
from models.health import GrowthReference
from models.people.staff import Sex
from seeds.data import read


def load_conduct(session: Session) -> None:
    """Propose catalogue and scale to a school that has none; afterwards they are its own."""
    proposed = read("catalogues/conduct")
    if session.scalars(select(ConductScale.id).limit(1)).first() is None:
        session.add(ConductScale(**proposed["scale"]))
    if session.scalars(select(ConductItem.id).limit(1)).first() is None:
        lines = [(k, item) for k, items in proposed["items"].items() for item in items]
        session.add_all(
            ConductItem(
                name=item["name"],
                kind=ConductKind(kind),
                points=item["points"],
                target=ConductTarget(item["target"]),
                position=number * 10,
                from_date=proposed["from_date"],
            )
            for number, (kind, item) in enumerate(lines, start=1)
        )


def load_growth(session: Session) -> None:
    """Write the thresholds of BMI by age; only what differs is written."""
    known = {(row.sex, row.months): row for row in session.scalars(select(GrowthReference))}
    for sex, ages in read("catalogues/growth").items():
        for months, (thin, over, obese) in ages.items():
            row = known.get((Sex(sex), months))
            if row is None:
                row = GrowthReference(sex=Sex(sex), months=months)
                session.add(row)
            for name, value in (("thin", thin), ("over", over), ("obese", obese)):
                if getattr(row, name) != value:
                    setattr(row, name, value)
