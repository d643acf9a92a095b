"""The HTML report: one file that needs nothing else, not even JavaScript.

Style and script are allowed by their SHA-256 in the page's own Content-Security-Policy, so that markup
which slipped through (it should not) still could not run or load anything.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from posture.model.assessment import Assessment
from posture.report.page import page

_TEMPLATES = files("posture_reports")


def render(assessment: Assessment) -> str:
    """The report as one HTML document. The same assessment always gives the same text."""
    style, script = _asset("page.css"), _asset("page.js")
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        page=page(assessment),
        style=style,
        script=script,
        policy=_policy(style, script),
    )


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return _TEMPLATES.joinpath("html", name).read_text(encoding="utf-8")


def _template(name: str) -> str | None:
    found = _TEMPLATES.joinpath("html", *name.split("/"))
    return found.read_text(encoding="utf-8") if found.is_file() else None
