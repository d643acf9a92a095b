"""Posture: ask, know, judge, weigh, tell."""
