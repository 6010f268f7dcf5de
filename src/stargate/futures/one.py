"""One future out of many: what every figure turned out to be."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from stargate.quantity.notation import date_of, date_text, months_of, number_text
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

        Durations carry their causes and risks, so drivers stand at one and risks at nought, and an agreement is one
        round whose length one party takes: simulated again, it gives the dates of this future.
        """
        model, block = self.futures.model, self._block
        durations = self.durations
        changes: dict[str, str] = {}
        for column, figure in enumerate(model.figures):
            owner = figure.address.removesuffix(".duration")
            if figure.dimension.name != "date" and (figure.uncertain or owner in durations):
                value = durations.get(owner, float(block.values[0, column]))
                changes[figure.address] = figure.drawn(value)
        changes |= self._agreed(durations) | self._settled()
        return self.futures.programme.override(changes | self._days()).override(self._hours())

    def _agreed(self, durations: dict[str, float]) -> dict[str, str]:
        """Each open agreement as one round."""
        changes: dict[str, str] = {}
        for activity in self.futures.model.activities:
            if activity.parties and activity.address in durations:
                assert activity.another_round is not None  # `check` asks for it
                answers = [answer for answer in activity.parties.values() if answer.has_value]
                changes |= {answer.address: answer.drawn(0.0) for answer in answers[1:]}
                changes[answers[0].address] = answers[0].drawn(durations[activity.address])
                changes[activity.another_round.address] = activity.another_round.drawn(0.0)
        return changes

    def _dates(self) -> dict[str, float]:
        """Drawn dates [months since year 0]."""
        zero, values = self.futures.programme.month_zero, self._block.values[0]
        return {
            figure.address: float(values[column]) + zero
            for column, figure in enumerate(self.futures.model.figures)
            if figure.dimension.name == "date" and figure.uncertain
        }

    def _days(self) -> dict[str, str]:
        return {address: f"{date_text(month)} [assumed]" for address, month in self._dates().items()}

    def _hours(self) -> dict[str, str]:
        """What a drawn date has beyond its day, since dates are written as days."""
        rest = {address: month - months_of(date_of(month)) for address, month in self._dates().items()}
        return {address: f"+ {number_text(max(0.0, months))} months" for address, months in rest.items()}

    def _settled(self) -> dict[str, str]:
        contents = self.futures.programme.contents
        known = {
            address: bool(self._block.happened[0, i]) for i, address in enumerate(self.futures.model.event_addresses)
        }
        funds = {address: known.pop(address) for address in list(known) if address.startswith("commitments.")}
        settled = {f"{address}.chance": "100% [assumed]" if yes else "0% [assumed]" for address, yes in known.items()}
        settled |= {f"{a}.status": "closed [assumed]" if yes else "withdrawn [assumed]" for a, yes in funds.items()}
        settled |= {"chances.closed": "100% [assumed]", "chances.withdrawn": "0% [assumed]"} if funds else {}
        settled |= {risk.chance.address: "0% [assumed]" for risk in contents.risks.values()}
        return settled | {driver.stretch.address: "1 [assumed]" for driver in contents.drivers.values()}
