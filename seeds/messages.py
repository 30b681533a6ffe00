"""What sending starts with: wordings, and rules that propose and send nothing by themselves."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.messages import MessageKind, MessageTemplate, Mode, SendingRule, SendingSettings
from models.messages.sending import FIRST
from seeds.data import read


def load_sending(session: Session) -> None:
    """Propose rules, times and wordings to a school that has none; afterwards they are its own."""
    proposed = read("catalogues/messages")
    if session.scalars(select(SendingSettings.id).limit(1)).first() is None:
        session.add(SendingSettings(**FIRST))
    if session.scalars(select(SendingRule.id).limit(1)).first() is None:
        session.add_all(
            SendingRule(kind=MessageKind(kind), mode=Mode.PROPOSE, **words)
            for kind, words in proposed["rules"].items()
        )
    if session.scalars(select(MessageTemplate.id).limit(1)).first() is None:
        session.add_all(
            MessageTemplate(**(line | {"kind": MessageKind(line["kind"])}))
            for line in proposed["templates"]
        )
