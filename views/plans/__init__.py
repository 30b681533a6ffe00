"""Lesson plans on screen: the teacher's weeks and hand-in, the queue of whoever decides (Đ4.7)."""
