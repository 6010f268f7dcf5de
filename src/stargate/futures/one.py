"""One future out of many: what every figure turned out to be."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from stargate.quantity.notation import date_of
from stargate.schedule.durations import FINISHED

if TYPE_CHECKING:
    from stargate.futures.result import Futures
    from stargate.programme.programme import Programme


@dataclass(frozen=True)
class Future:
    """The future `number` of some futures."""

    futures: "Futures" = field(repr=False)  #: those it is one of
    number: int  #: which one

    @cached_property
    def _block(self):  # noqa: ANN202
        from stargate.futures.simulate import run

        return run(self.futures.model, np.array([self.number]))

    @property
    def dates(self) -> dict[str, str | None]:
        """When the last building of each phase has its full load; None for never."""
        zero = self.futures.programme.month_zero
        months = self.futures.dates[self.number]
        return {
            p.address: None if np.isinf(month) else date_of(zero + month).isoformat()
            for p, month in zip(self.futures.plan.phases, months, strict=True)
        }

    @property
    def durations(self) -> dict[str, float]:
        """How long each unfinished activity takes in all, causes and risks included [months]."""
        model = self.futures.model
        return {
            activity.address: float(self._block.duration[0, i])
            for i, activity in enumerate(model.activities)
            if model.tasks.state[i] != FINISHED
        }

    @cached_property
    def programme(self) -> "Programme":
        """The programme of this future: every drawn figure a point, every risk and candidate settled.

        Durations carry their causes and risks, so drivers stand at one and risks at nought: simulated again, it gives
        the dates of this future.
        """
        model, block = self.futures.model, self._block
        durations = {a.address: i for i, a in enumerate(model.activities)}
        changes: dict[str, str] = {}
        for column, figure in enumerate(model.figures):
            owner = figure.address.removesuffix(".duration")
            if owner in durations and model.tasks.state[durations[owner]] != FINISHED:
                value = float(block.duration[0, durations[owner]])
            else:
                value = float(block.values[0, column])
            if figure.dimension.name == "date":
                value += self.futures.programme.month_zero
            if figure.uncertain or owner in durations:
                changes[figure.address] = figure.drawn(value)
        return self.futures.programme.override(changes | self._settled())

    def _settled(self) -> dict[str, str]:
        contents = self.futures.programme.contents
        known = {
            address: bool(self._block.happened[0, i]) for i, address in enumerate(self.futures.model.event_addresses)
        }
        settled = {f"{address}.chance": "100% [assumed]" if yes else "0% [assumed]" for address, yes in known.items()}
        settled |= {risk.chance.address: "0% [assumed]" for risk in contents.risks.values()}
        return settled | {driver.stretch.address: "1 [assumed]" for driver in contents.drivers.values()}
