"""Which channels this installation has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jobs.channels.gateway import HttpGateway
from jobs.channels.letter import Post
from jobs.channels.log import TrialLog
from jobs.channels.mail import Mail
from models.messages import Channel

if TYPE_CHECKING:
    from jobs.settings import Settings


def installed(settings: Settings) -> Mapping[Channel, Post]:
    """Return the channels of this installation; a demo school never sends anything outside."""
    if settings.demo:
        return {Channel.LOG: TrialLog()}
    found: dict[Channel, Post] = {}
    if settings.smtp is not None:
        found[Channel.EMAIL] = Mail(settings.smtp)
    if settings.sms is not None:
        found[Channel.SMS] = HttpGateway(settings.sms)
    if settings.zalo is not None:
        found[Channel.ZALO] = HttpGateway(settings.zalo)
    return found
