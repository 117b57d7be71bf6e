"""The benchmarks by name: how each is run, and what its chart shows."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bench import callback, pictures, stats, storage, submit

Figures = dict[str, float]


@dataclass(frozen=True)
class Measure:
    """One benchmark.

    Attributes:
        run: Measures; takes the URL of an empty database, or None for a SQLite file of its own.
        title: What the chart is called.
        unit: Of its bars.
        bars: The figures that it shows, by their names in the chart; ours first.
    """

    run: Callable[[str | None], Coroutine[Any, Any, Figures]]
    title: str
    unit: str
    bars: Mapping[str, str]

    def chart(self, figures: Figures) -> str:
        """The chart of these figures."""
        bars = {name: figures[key] for name, key in self.bars.items()}
        return pictures.chart(self.title, self.unit, bars)


async def _storage(_database: str | None) -> Figures:
    return await storage.run()


async def _callback(database: str | None) -> Figures:
    return await callback.run(database=database)


async def _submit(database: str | None) -> Figures:
    return await submit.run(database=database)


async def _stats(_database: str | None) -> Figures:
    return await stats.run()


MEASURES: Mapping[str, Measure] = {
    "storage": Measure(
        _storage,
        "Durable transactions of three inserts",
        "a second, more is better",
        {
            "64 clients, sharing COMMITs": "group_per_s",
            "64 clients, one by one": "single_commit_per_s",
            "one client": "lone_per_s",
        },
    ),
    "callback": Measure(
        _callback,
        "Encrypted message in, encrypted reply out",
        "CPU µs per request, less is better; only ours writes to disk",
        {
            "Lane Office": "ours_cpu_us",
            "aiohttp echo (floor)": "aiohttp_echo_cpu_us",
            "aiohttp + wechatpy": "wechatpy_aiohttp_cpu_us",
            "WeRoBot on waitress": "werobot_cpu_us",
            "Flask + wechatpy": "flask_wechatpy_cpu_us",
        },
    ),
    "submit": Measure(
        _submit,
        "Durable submits, 64 clients",
        "milliseconds until it is on disk, less is better",
        {"half of them within": "p50_ms", "99 of 100 within": "p99_ms"},
    ),
    "stats": Measure(
        _stats,
        "The public clock's page, 99 of 100 within",
        "milliseconds, less is better",
        {"a million cases": "p99_ms_1m", "ten thousand cases": "p99_ms_10k"},
    ),
}
