"""The figures of the house: counted where things happen, read by whoever scrapes them.

Labels are routes, states and codes of our own.  What a stranger or a platform sends becomes a
label only where a table of ours knows it.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST
OTHER = "other"
CODE = re.compile(r"(?!.*\d{4})[A-Za-z][A-Za-z0-9_-]{0,39}")
ANSWERS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 4.5, 5.0)  # platforms wait for 5
PAPERS_S = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0, 30.0)
# They double the page, and whoever scrapes it keeps the time himself.
disable_created_metrics()  # type: ignore[no-untyped-call] # the library left it out here


class Standing(StrEnum):
    """What is looked up when somebody asks, and not counted as it happens."""

    READY = "lane_ready"
    CASES = "lane_cases"
    JOBS = "lane_outbox_jobs"
    AGE = "lane_outbox_age_seconds"
    ASKED = "lane_source_asked_today"


class Metrics:
    """One house's figures, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        # Labels are looked up at every request: what they lead to is kept by a plain key.
        self._requests_by: dict[tuple[str, str, int], Histogram] = {}
        self._callbacks_by: dict[tuple[str, str], Counter] = {}
        self._requests = self._timed("lane_request_seconds", "Requests.", "route method status")
        self._callbacks = self._counted("lane_callbacks", "Callbacks.", "channel outcome")
        self._calls = self._counted("lane_gateway_calls", "Calls to platforms.", "endpoint outcome")
        self._call_s = self._timed("lane_gateway_seconds", "Time of calls.", "endpoint")
        self._asked = self._counted("lane_register_answers", "The register.", "question outcome")
        self._asked_s = self._timed("lane_register_seconds", "Time of answers.", "question")
        self._papers = self._timed("lane_press_seconds", "Papers made.", "", buckets=PAPERS_S)
        self._failures = self._counted("lane_press_failures", "Papers not made.", "why")
        self._standing = {
            Standing.READY: self._stood(Standing.READY, "Whether a part can work.", "part"),
            Standing.CASES: self._stood(Standing.CASES, "Cases that are not closed.", "state"),
            Standing.JOBS: self._stood(Standing.JOBS, "What is owed.", "state"),
            Standing.ASKED: self._stood(Standing.ASKED, "Questions to a source.", "source"),
            Standing.AGE: self._stood(Standing.AGE, "How long it has been owed.", "since"),
        }

    def request(self, route: str, method: str, *, status: int, seconds: float) -> None:
        """Count an answer to a route of ours, by the class of its status."""
        key = (route, method, status // 100)
        timed = self._requests_by.get(key)
        if timed is None:
            timed = self._requests_by[key] = self._requests.labels(route, method, f"{key[2]}xx")
        timed.observe(seconds)

    def callback(self, channel: str, outcome: str) -> None:
        """Count a callback: accepted, late, or why it was turned away."""
        counted = self._callbacks_by.get((channel, outcome))
        if counted is None:
            counted = self._callbacks.labels(channel, outcome)
            self._callbacks_by[channel, outcome] = counted
        counted.inc()

    def call(self, endpoint: str, outcome: str, seconds: float) -> None:
        """Count a call to a platform; the outcome is one that a table of ours knows."""
        self._calls.labels(endpoint, outcome).inc()
        self._call_s.labels(endpoint).observe(seconds)

    def answer(self, question: str, outcome: str, seconds: float) -> None:
        """Count what the register said, or why it was silent."""
        self._asked.labels(question, _code(outcome)).inc()
        self._asked_s.labels(question).observe(seconds)

    def paper(self, failed: str, seconds: float) -> None:
        """Count a paper that the press made, or why it did not."""
        if failed:
            self._failures.labels(_code(failed)).inc()
        else:
            self._papers.observe(seconds)

    def stand(self, figure: Standing, values: Mapping[str, float]) -> None:
        """Set a figure anew; what it was before is forgotten."""
        gauge = self._standing[figure]
        gauge.clear()
        for label, value in values.items():
            gauge.labels(label).set(value)

    def page(self) -> bytes:
        """All figures, in the text format of Prometheus."""
        return generate_latest(self._registry)

    def _counted(self, name: str, about: str, labels: str) -> Counter:
        return Counter(name, about, labels.split(), registry=self._registry)

    def _stood(self, name: str, about: str, label: str) -> Gauge:
        return Gauge(name, about, (label,), registry=self._registry)

    def _timed(
        self, name: str, about: str, labels: str, *, buckets: tuple[float, ...] = ANSWERS_S
    ) -> Histogram:
        return Histogram(name, about, labels.split(), buckets=buckets, registry=self._registry)


def _code(text: str) -> str:
    return text if CODE.fullmatch(text) else OTHER
