"""The digital report book: a pupil's year as signed XML beside its signed PDF, sent once (8.2)."""
