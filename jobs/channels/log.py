"""The trial log: everything as in earnest, but nothing leaves the machine (the demo school)."""

from __future__ import annotations

from jobs.channels.letter import Letter, RefusedError

#: an address of the demo that no letter reaches, so that a failure can be seen and tried again
UNREACHABLE = "000"


class TrialLog:
    """A channel that takes every letter and sends none; numbers ending in 000 are refused."""

    def send(self, letter: Letter) -> str:
        """Take a letter."""
        if letter.to.endswith(UNREACHABLE):
            raise RefusedError("Sổ gửi thử: số này được đặt là không liên lạc được.")
        return "Sổ gửi thử: không gửi ra ngoài."
