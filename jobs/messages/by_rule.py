"""The rules' round: what was entered of late becomes messages, or proposals to their authors.

The books themselves are looked at, each time anew: an entry made on any screen, in an import or
while no worker ran is found, and none is announced twice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Engine

from jobs.database import writer
from models.base import utc_now
from models.clock import school_date
from models.messages import Channel
from models.messages.announce import announce, drop_gone, rules
from models.messages.events import SOURCES
from permissions.errors import Invalid, Stale
from permissions.reach import guardians_to_reach
from permissions.session import system_session

RULE = "tin theo quy tắc của trường"
#: what is older isn't news to a family any more
NEWS = timedelta(days=2)


def announce_all(
    engine: Engine, installed: Collection[Channel], now: datetime | None = None
) -> int:
    """Announce what the school's rules ask for; return how many messages were made."""
    moment = now or utc_now()
    since = school_date(moment - NEWS)
    made = 0
    with system_session(writer(engine), RULE, capacities={"worker"}) as session:
        reach = partial(guardians_to_reach, session)
        changed = 0
        for kind, rule in rules(session).items():
            source = SOURCES.get(kind)
            if source is None:
                continue
            every = source(session, since, moment)
            ripe = source(session, since, moment - timedelta(minutes=rule.wait_minutes))
            made += sum(
                announce(session, event, rule, reach, installed) is not None for event in ripe
            )
            changed += drop_gone(session, kind, since, {event.key for event in every})
        try:
            if made + changed:
                session.commit()
        except (Stale, Invalid):
            # another worker was quicker; what is left is found by the next round
            session.rollback()
            return 0
    return made
