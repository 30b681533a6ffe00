"""The ways by which machines reach a family, behind one interface: a letter goes, an answer comes.

A channel says honestly what it knows: it took the letter, it refused it, it may be tried again, or
nobody can tell whether the letter arrived.
"""
