"""Sending to families in the background: by rule, by attempt, by e-mail to colleagues."""
