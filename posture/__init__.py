"""Posture: ask, know, judge, weigh, tell.

The command line is `posture.cli`; what a check author needs is `posture.api`. Nothing heavy is imported here.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
