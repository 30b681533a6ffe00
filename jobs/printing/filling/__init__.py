"""Printing by filling: a form is laid out once as HTML, then only its fields' text is written.

The engine lays out the empty form and two probes of it; where the fields stand is read from the
probes' colours. A pupil's page is then the empty page, kept once in the file, and the text over it.
The same template prints whole through the engine, which is the reference in tests.
"""
