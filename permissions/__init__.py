"""Who may see or change what, and when: actor, policy table, scope, guard, locks, history."""
