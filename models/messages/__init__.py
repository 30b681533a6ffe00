"""Messages to families: templates, messages, who receives them, and each attempt to deliver."""

from models.messages.attempt import AttemptAddress, AttemptState, Channel, DeliveryAttempt
from models.messages.message import Audience, Message, MessageKind
from models.messages.recipient import Recipient
from models.messages.sending import Mode, SendingRule, SendingSettings
from models.messages.template import MessageTemplate

__all__ = [
    "AttemptAddress",
    "AttemptState",
    "Audience",
    "Channel",
    "DeliveryAttempt",
    "Message",
    "MessageKind",
    "MessageTemplate",
    "Mode",
    "Recipient",
    "SendingRule",
    "SendingSettings",
]
