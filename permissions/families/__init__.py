"""The policy table by record family: one module per folder of models/."""
