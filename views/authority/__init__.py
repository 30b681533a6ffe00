"""Phân quyền: who may do what and why, stand-ins, duties, changes of teacher (Đ2.9, Đ3)."""
