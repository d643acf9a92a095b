"""The HTML report as a document: sound, self-contained, harmless, complete. Looks are not tested."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
import shutil
import subprocess
from collections.abc import Mapping
from enum import Enum
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from posture.model.assessment import SCHEMA, Assessment, AssetResult, ScoreInterval
from posture.report.html import render

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
POINTING = {"href", "src", "action", "data", "poster", "srcset", "formaction", "cite", "background", "xlink:href"}
HOSTILE = (
    "</title></style></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`&amp;\x1b[31m\u202e\x00\ud800"
)


class Outline(HTMLParser):
    """Reads a page strictly: every tag must close in order. Collects what the tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text_of: dict[str, str] = {}
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self._open_ids: list[str | None] = []
        self.feed(text)
        self.close()
        assert self.stack == [], f"never closed: {self.stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in VOID:
            self.stack.append(tag)
            self._open_ids.append(dict(attrs).get("id"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self.stack, f"<{tag}/> outside a drawing"
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack.pop() == tag, f"</{tag}> out of order at {self.getpos()}"
        self._open_ids.pop()

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] in self.raw:
            self.raw[self.stack[-1]].append(data)
        for name in filter(None, self._open_ids):
            self.text_of[name] = self.text_of.get(name, "") + data

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice on <{tag}>"
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def each(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag in tags]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


def hostile(value: Any) -> Any:
    """The same value with every free text replaced by the hostile one."""
    if isinstance(value, Enum) or value in (SCHEMA, "complete", "partial", "unreachable"):
        return value
    if isinstance(value, str):
        return f"{value}{HOSTILE}"
    if isinstance(value, tuple):
        return tuple(map(hostile, value))
    if isinstance(value, Mapping):
        return {hostile(key): hostile(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: hostile(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return type(value)(**fields)
    return value


@pytest.fixture(scope="module")
def outline(sample: Assessment) -> Outline:
    return Outline(render(sample))


@pytest.fixture(scope="module", params=["sample", "nothing", "hostile", "one asset"])
def any_outline(request: pytest.FixtureRequest, sample: Assessment, nothing: Assessment) -> Outline:
    made = {
        "sample": sample,
        "nothing": nothing,
        "hostile": hostile(sample),
        "one asset": dataclasses.replace(sample, assets=sample.assets[:1]),
    }
    return Outline(render(made[request.param]))


def test_has_one_h1_and_skips_no_heading_level(any_outline: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in any_outline.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_reference_inside_the_page_leads_somewhere(any_outline: Outline) -> None:
    assert len(any_outline.ids) == len(set(any_outline.ids)), "an id twice"
    assert not [name for name in any_outline.ids if not name or re.search(r"\s", name)]
    wanted = {attrs["href"].removeprefix("#") for attrs in any_outline.each("a", "use")}
    for _, attrs in any_outline.tags:
        wanted.update(attrs.get("aria-labelledby", "").split())
    assert wanted <= set(any_outline.ids)


def test_refers_to_nothing_outside_itself(any_outline: Outline) -> None:
    pointed = [attrs[name] for _, attrs in any_outline.tags for name in POINTING & attrs.keys()]
    assert pointed
    assert [target for target in pointed if not target.startswith(("#", "data:,"))] == []
    style = "".join(any_outline.raw["style"])
    assert re.findall(r"url\(([^)]*)\)", style) == ["#hatch", "#hatch-open"]
    assert "@import" not in style
    assert "@font-face" not in style
    assert not any_outline.each("iframe", "object", "embed", "img", "base", "form") or all(
        "action" not in attrs for attrs in any_outline.each("form")
    )


def test_has_landmarks_and_a_language(any_outline: Outline) -> None:
    assert any_outline.each("html") == [{"lang": "en"}]
    for landmark in ("main", "nav", "footer"):
        assert len(any_outline.each(landmark)) == 1
    assert all("aria-label" in attrs for attrs in any_outline.each("nav"))
    assert any_outline.each("a")[0] == {"class": "skip", "href": "#main"}


def test_tables_have_scoped_headers_and_drawings_have_words(any_outline: Outline) -> None:
    assert all(attrs.get("scope") in {"col", "row", "rowgroup"} for attrs in any_outline.each("th"))
    assert len(any_outline.each("thead")) == len(any_outline.each("table"))
    for attrs in any_outline.each("svg"):
        named = "aria-labelledby" in attrs or "aria-label" in attrs
        assert attrs.get("aria-hidden") == "true" or (attrs.get("role") == "img" and named)


def test_only_its_own_style_and_script_may_act(any_outline: Outline) -> None:
    policies = [a["content"] for a in any_outline.each("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in policies[0].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    for kind in ("style", "script"):
        assert len(any_outline.each(kind)) == 1
        digest = hashlib.sha256("".join(any_outline.raw[kind]).encode()).digest()
        assert rules[f"{kind}-src"] == f"'sha256-{base64.b64encode(digest).decode()}'"
    acting = [name for _, attrs in any_outline.tags for name in attrs if name.startswith("on") or name == "style"]
    assert acting == []


def test_templates_mark_nothing_safe_but_the_two_assets() -> None:
    root = Path(str(files("posture_reports")))
    texts = [path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.html"))]
    assert re.findall(r"\{\{[^}]*\bsafe\b[^}]*\}\}", "".join(texts)) == ["{{ style | safe }}", "{{ script | safe }}"]
    assert not any("autoescape" in text for text in texts)


def test_hostile_text_stays_text(sample: Assessment) -> None:
    page = render(hostile(sample))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\\x1b[31m\\u202e\\x00\\ud800" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page)
    page.encode("utf-8")


def test_hostile_names_of_the_sample_are_readable(outline: Outline, sample_factory: ModuleType) -> None:
    subject = "\\x1b[31mload\\u202e/<script>alert('x')</script>&\"quoted\".sh"
    assert subject != sample_factory.HOSTILE_PATH
    assert sum(subject in text for name, text in outline.text_of.items() if name.startswith("f-")) == 1


def test_every_finding_is_in_the_page_with_its_asset_and_subject(sample: Assessment, outline: Outline) -> None:
    for finding in sample.findings:
        told = outline.text_of[f"f-{finding.fingerprint}"]
        assert told.startswith(finding.asset)
        if finding.subject.isprintable():
            assert finding.subject in told
        block = outline.text_of[f"check-{finding.check}"]
        for part in (finding.title, finding.check, finding.expected, finding.observed, finding.confirm, finding.waiver):
            assert part in block
        for prose in (finding.why, finding.fix, finding.because):
            assert prose.replace("`", "") in block
        for ref in finding.evidence:
            assert (f"{ref.source}:{ref.line}" if ref.line else ref.source) in block
            assert ref.excerpt in block


def test_equal_findings_each_keep_a_place(sample: Assessment) -> None:
    twice = dataclasses.replace(sample, findings=sample.findings[:1] * 3)
    places = [name for name in Outline(render(twice)).ids if name.startswith("f-")]
    assert len(places) == 3


def test_every_control_is_in_the_page_in_both_languages(sample: Assessment, outline: Outline) -> None:
    for control in sample.controls:
        told = outline.text_of[f"control-{control.id}"]
        assert control.title in told
        assert control.title_zh in told


def test_sections_stand_in_the_order_of_reading(outline: Outline) -> None:
    sections = [attrs["id"] for attrs in outline.each("section") if not attrs["id"].startswith("findings-")]
    assert sections == [
        "verdict",
        "situation",
        "risks",
        "ladder",
        "controls",
        "findings",
        "blind",
        "waived",
        "problems",
        "method",
    ]


def test_the_first_screen_tells_verdict_interval_risk_and_what_it_is_not(outline: Outline) -> None:
    told = outline.text_of["verdict"]
    for part in ("Level 3 is not met", "41.2", "68.3", "73.0", "of 10", "This run is incomplete", "0.1.0"):
        assert part in told
    assert "This is not an official assessment. Only licensed bodies issue MLPS reports." in told


def test_digests_and_versions_make_the_run_checkable(sample: Assessment, outline: Outline) -> None:
    told = outline.text_of["method"]
    for part in (sample.id, sample.tool.content_digest, sample.baseline.digest, sample.schema):
        assert part in told
    for finding in sample.findings:
        assert all(ref.digest in told for ref in finding.evidence)


def test_a_run_that_met_nothing_says_so(nothing: Assessment) -> None:
    told = Outline(render(nothing)).text_of
    assert "Level 3 is not yet decided" in told["verdict"]
    assert "not applicable" in told["verdict"]
    assert "No asset was assessed" in told["situation"]
    assert "The run holds no findings" in told["findings"]
    assert told["verdict"].count("Nothing was asked") == 2, "neither a compliance nor a risk of zero"
    assert "every question was answered" not in told["blind"]
    assert "Nothing is waived" in told["waived"]


def test_an_asset_to_which_nothing_applies_has_no_percentage(sample: Assessment) -> None:
    void: AssetResult = dataclasses.replace(sample.assets[0], score=ScoreInterval(None, None, None))
    told = Outline(render(dataclasses.replace(sample, assets=(void,)))).text_of["situation"]
    assert "not applicable" in told
    assert "None %" not in told


def test_equal_assessments_give_equal_pages(sample: Assessment, sample_factory: ModuleType) -> None:
    assert render(sample) == render(sample_factory.assessment())


def test_a_fleet_of_like_hosts_does_not_repeat_itself(sample: Assessment) -> None:
    findings = tuple(
        dataclasses.replace(finding, asset=f"host-{n}", fingerprint=f"{finding.fingerprint}{n}")
        for n in range(100)
        for finding in sample.findings
    )
    page = render(dataclasses.replace(sample, findings=findings))
    assert len(page) < 260 * len(findings)
    assert page.count("f-" + sample.findings[0].fingerprint) == 100


@pytest.mark.browser
def test_a_browser_accepts_the_script_under_the_policy(sample: Assessment, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium here")
    file = tmp_path / "report.html"
    file.write_text(render(sample), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    run = subprocess.run(
        [chromium, *flags, profile, "--enable-logging=stderr", "--dump-dom", file.as_uri()],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    form = next(attrs for attrs in Outline(run.stdout).each("form"))
    assert "hidden" not in form, "the script shows the filter once it works"
    assert f"{len(sample.findings)} findings" in run.stdout
    assert "CONSOLE" not in run.stderr
