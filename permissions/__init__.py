"""Who may see or change what, and when: actor, policy table, scope, guard, locks, history.

Importing the package wires the kernel: guard and scope listen to every guarded session.
"""

from permissions import guard, scope

__all__ = ["guard", "scope"]
