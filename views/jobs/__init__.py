"""The screen of all long work: what runs for whom, how far it is, stopping and trying again."""
