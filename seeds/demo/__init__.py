"""A demo school, invented and deterministic for a day, laid so that the day is in its week 33."""

from seeds.demo.build import build
from seeds.demo.data import PASSWORD, DemoAccount, accounts, demo_school

__all__ = ["PASSWORD", "DemoAccount", "accounts", "build", "demo_school"]
