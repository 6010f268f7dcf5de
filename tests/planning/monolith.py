"""Whole planning problems as linear or mixed-integer programmes, hours as rows, written with linopy.

The oracle of whatever solves them in parts: written from the words of `planning.problem`, with nothing of the solver's.
Problems of one size are written down together, as what linopy takes is by the statement and not by the row, and then
taken apart again: nothing joins one with another.
"""

from dataclasses import fields

import numpy as np
import xarray as xr

from stargate.planning.choice import Choice
from stargate.planning.problem import Battery, Use

MUCH = 1e6  # instead of infinity: more than any small problem can take


class Monolith:
    """One problem's programme in HiGHS, which solves it with or without whole numbers."""

    def __init__(self, problem, highs, columns, constant):
        self.problem, self.highs, self.columns, self.constant = problem, highs, columns, constant

    def solve(self, *, whole, gap=0.0):
        """Objective, what bounds it, and the choice."""
        self.highs.setOptionValue("solve_relaxation", not whole)
        self.highs.setOptionValue("mip_rel_gap", gap)
        self.highs.run()
        assert self.highs.modelStatusToString(self.highs.getModelStatus()) == "Optimal"
        info, values = self.highs.getInfo(), np.asarray(self.highs.getSolution().col_value)
        objective = info.objective_function_value + self.constant
        return objective, info.mip_dual_bound + self.constant if whole else objective, self._choice(values, whole)

    def _choice(self, values, whole):
        of = {name: values[columns] for name, columns in self.columns.items()}
        return Choice(
            opened=np.round(of["open"]).astype(bool) if whole else of["open"],
            starts=np.round(of["starts"]).astype(int) if whole else of["starts"],
            bought=of["bought"],
            placed=of["placed"],
            capacity=self.problem.options.least + of["power"],
            allowance=of["allowance"][: len(self.problem.uses)],
            sold=of["sold"],
            shortfall=of["short"],
        )


def monoliths(problems):
    """Programmes of problems that have the same size."""
    import linopy

    m, p = linopy.Model(), Stack(problems)
    v = variables(m, p)
    load = running(p, v)
    money = capital(m, p, v)
    starts(m, p, v, load)
    chips(m, p, v, load)
    power(m, p, v)
    uses(m, p, v, load)
    later = p.options.upkeep * p.worth_of_year
    m.add_objective(
        money
        + (later * v["power"]).sum()
        + (p.run_cost * p.worth_of_year * (load - p.there)).sum()
        + hours(m, p, v, load)
        + (p.shortfall_cost * p.worth_of_year * v["short"]).sum()
        - (p.value * p.worth_of_year * v["sold"]).sum()
    )
    return [_apart(m, case, problem) for case, problem in enumerate(problems)]


def _apart(m, case, problem):
    """The programme of one case."""
    import highspy

    all_of = m.matrices
    columns = {name: variable.labels.sel(case=case).values for name, variable in m.variables.items()}
    mine = np.isin(all_of.vlabels, np.concatenate([labels.ravel() for labels in columns.values()]))
    matrix = all_of.A.tocsc()[:, mine].tocsr()
    rows = np.diff(matrix.indptr) > 0
    matrix, sense, right = matrix[rows].tocsc(), all_of.sense[rows], all_of.b[rows]
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = all_of.c[mine], all_of.lb[mine], all_of.ub[mine]
    lp.row_lower_ = np.where(sense == "<", -np.inf, right)
    lp.row_upper_ = np.where(sense == ">", np.inf, right)
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(kind != "C")] for kind in all_of.vtypes[mine]]
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(lp)
    place = np.zeros(all_of.vlabels.max() + 1, int)
    place[all_of.vlabels[mine]] = np.arange(mine.sum())
    worth, options = problem.worth_of_year, problem.options
    given = float(worth @ (problem.value * problem.demand) + (problem.run_cost * problem.there).sum(axis=0) @ worth)
    given += float((options.upkeep * options.least * worth).sum())
    return Monolith(problem, highs, {name: place[labels] for name, labels in columns.items()}, given)


class Stack:
    """Arrays of several records by the axes of their annotations, one behind the other along `case`."""

    def __init__(self, records):
        self.all = records
        for field in fields(records[0]):
            values = [getattr(record, field.name) for record in records]
            if hasattr(field.type, "dim_str"):
                setattr(self, field.name, array(values, "case", *field.type.dim_str.split()))
            elif field.name in ("blocks", "options", "chips", "funds"):
                setattr(self, field.name, Stack(values))
        if hasattr(self, "blocks"):
            self._of_the_whole(records)

    def _of_the_whole(self, problems):
        first, b = problems[0], self.blocks
        self.years, self.quarters = first.years, first.quarters
        self.worth = array([p.worth for p in problems], "case", "quarter")
        self.worth_of_year = array([p.worth_of_year for p in problems], "case", "year")
        most = max(len(p.uses) for p in problems)
        self.uses = [Stack([p.uses[i] if i < len(p.uses) else nothing(p) for p in problems]) for i in range(most)]
        none = Battery(0, 0.0, 1.0, 1.0, 0.0)
        self.store = Stack([p.battery or none for p in problems])
        for field in fields(Battery):
            given = [getattr(p.battery or none, field.name) for p in problems]
            setattr(self.store, field.name, array(given, "case"))
        option = xr.DataArray(np.arange(len(first.options.names)), dims="option")
        self.stores = (option == self.store.option) * array([p.battery is not None for p in problems], "case")
        self.own = (b.site == xr.DataArray(np.arange(len(first.sites)), dims="site")) * 1.0
        self.crews = (b.group == xr.DataArray(np.arange(b.crews_there.sizes["group"]), dims="group")) * b.crews


def nothing(p):
    """A use that limits nobody."""
    own = np.zeros((len(p.sites), p.years))
    return Use("nothing", "", 0 * p.options.cost, own + np.inf, own, np.full(p.years, np.inf))


def array(values, *axes):
    return xr.DataArray(np.asarray(values, float), dims=axes)


def finite(values):
    return values.where(np.isfinite(values), MUCH)


def variables(m, p):
    sizes = {axis: count for part in (p, p.blocks, p.options, p.chips) for axis, count in _sizes(part).items()}
    sizes["use"] = len(p.uses)

    def add(name, *axes, upper=None, **kind):
        coords = [(axis, np.arange(sizes[axis])) for axis in ("case", *axes)]
        limits = {} if "binary" in kind else {"lower": 0.0, "upper": np.inf if upper is None else upper}
        return m.add_variables(**limits, coords=coords, name=name, **kind)

    site, when = ("site", "year"), ("site", "year", "day", "hour")
    return {
        "open": add("open", "site", binary=True),
        "starts": add("starts", "block", "quarter", upper=p.blocks.most, integer=True),
        "bought": add("bought", "chip", "year", upper=finite(p.chips.most)),
        "placed": add("placed", *site),
        "power": add("power", "site", "option", "year", upper=finite(p.options.most) - p.options.least),
        "sold": add("sold", "year", upper=p.demand),
        "short": add("short", "year"),
        "allowance": add("allowance", "use", *site),
        "output": add("output", "option", *when),
        "unserved": add("unserved", *when),
        "charge": add("charge", *when),
        "discharge": add("discharge", *when),
        "level": add("level", *when),
    }


def _sizes(part):
    return {
        axis: n for value in vars(part).values() if isinstance(value, xr.DataArray) for axis, n in value.sizes.items()
    }


def live(p):
    """Whether chips that came in `of` still run in `year`."""
    year, life = np.arange(p.years), np.array([c.life for c in p.chips.all])[:, None, None]
    age = year[:, None] - year
    return array((age >= 0) & (age < life), "case", "year", "of")


def running(p, v):
    return (v["placed"].rename(year="of") * live(p)).sum("of") + p.there


def begun(p, v):
    """Starts of each quarter; more power of each year."""
    since = {
        axis: array(np.eye(n) - np.eye(n, k=-1), axis, "of") for axis, n in (("quarter", p.quarters), ("year", p.years))
    }
    starts = (v["starts"].rename(quarter="of") * since["quarter"]).sum("of")
    return starts, (v["power"].rename(year="of") * since["year"]).sum("of")


def starts(m, p, v, load):
    x, b = v["starts"], p.blocks
    new, _ = begun(p, v)
    opens = (v["open"] * p.own).sum("site")
    quarter = xr.DataArray(np.arange(p.quarters), dims="quarter")
    m.add_constraints(new >= 0, name="kept")
    may = (quarter >= b.earliest) & (quarter + b.lag <= p.quarters - 1)
    m.add_constraints(new - b.pace * may * opens <= 0, name="pace")
    m.add_constraints(x - b.most * opens <= 0, name="most")
    m.add_constraints(v["open"] >= p.opened, name="opened")
    before = (quarter - b.lag == quarter.rename(quarter="of")) * 1.0
    finished = (x.rename(quarter="of") * before).sum("of")
    m.add_constraints(((x - finished) * p.own).sum("block") - p.at_once * v["open"] <= 0, name="at once")
    m.add_constraints(((x - finished) * p.crews).sum("block") <= finite(b.crews_there), name="crews")
    year = xr.DataArray(np.arange(p.years), dims="year")
    it_power = p.own * b.it_power
    ready = (finished * (it_power * (quarter // 4 == year) / 4)).sum(["block", "quarter"])
    m.add_constraints(load - ready <= p.shell, name="shells")
    shells = (x * (it_power * (quarter == 4 * year + 3))).sum(["block", "quarter"])
    o = p.options
    taken = (v["power"] * o.room_taken).sum("option") + o.room_of_shell * shells
    fixed = (o.least * o.room_taken).sum("option") + o.room_of_shell * p.shell.max("year")
    m.add_constraints(taken <= finite(o.room) - fixed, name="room")


def capital(m, p, v):
    """What is paid for things, less what is left of them; and that there is the money."""
    q, y = np.arange(p.quarters), np.arange(p.years)
    new, more = begun(p, v)
    new = new.rename(quarter="of")
    quarter, of = (xr.DataArray(q, dims=axis) for axis in ("quarter", "of"))
    cost = p.blocks.cost.rename(quarter="of")
    spread = ((quarter >= of) & (quarter < of + p.blocks.lag)) * cost / p.blocks.lag
    blocks = range(p.blocks.lag.sizes["block"])
    left = cost * array(
        [[[one.residual_shell(b, t) for t in q] for b in blocks] for one in p.all], "case", "block", "of"
    )
    paid = np.array([[one.spread(t).start <= at < one.spread(t).stop for at in q] for one in p.all[:1] for t in y]) / 4
    price = p.options.capital_cost
    options = range(price.sizes["option"])
    left_power = array(
        [[[one.residual_power(k, t) for t in y] for k in options] for one in p.all], "case", "option", "year"
    )
    first = p.blocks.earliest.where(p.own > 0).min("block").fillna(0)
    opening = p.open_cost * (1 - p.opened) * (quarter == first)
    yearly = array(np.repeat(np.eye(p.years), 4, axis=1) / 4, "year", "quarter")
    other = (v["open"] * opening).sum("site")
    other = other + (more * (price * array(paid, "year", "quarter"))).sum(["site", "option", "year"])
    built = other + (new * spread).sum(["block", "of"])
    waits = other + (new * (spread * p.blocks.drawn)).sum(["block", "of"])
    bought = (v["bought"] * (p.chips.cost * yearly)).sum(["chip", "year"])
    up_to = array(np.tril(np.ones((p.quarters,) * 2)), "end", "quarter")
    came = p.funds.inflow.cumsum("quarter").rename(quarter="end")
    drawn = (waits * (up_to * p.funds.construction)).sum("quarter")
    drawn = drawn + (bought * (up_to * p.funds.compute)).sum("quarter")
    m.add_constraints(drawn <= finite(came), name="capital")
    left_chip = array([[one.residual_chip(t) for t in y] for one in p.all], "case", "year")
    end = array([one.residual_worth for one in p.all], "case")
    kept = (new * (left * end)).sum() + (more * (price * left_power * end)).sum()
    return (
        (built * p.worth).sum()
        + (bought * p.worth).sum()
        - kept
        - (v["bought"] * (p.chips.cost * left_chip * end)).sum()
    )


def chips(m, p, v, load):
    c = p.chips
    m.add_constraints(v["placed"].sum("site") - v["bought"].sum("chip") == 0, name="placed")
    m.add_constraints((v["bought"] * c.made_by).sum("chip") <= finite(c.supply), name="made")
    computes = (v["bought"].rename(year="of") * (live(p) * c.compute)).sum(["chip", "of"])
    m.add_constraints(v["sold"] - computes <= p.compute_there, name="compute")
    m.add_constraints(v["short"] + load.sum("site") >= p.target, name="target")


def power(m, p, v):
    o, (_, more) = p.options, begun(p, v)
    m.add_constraints(more >= -MUCH * (1 - o.owned), name="owned")
    taken = (more * (o.supplied * o.owned)).sum(["site", "option"])
    m.add_constraints(taken <= finite(o.supply), name="supply")


def uses(m, p, v, load):
    for at, use in enumerate(p.uses):
        a = v["allowance"].isel(use=at)
        m.add_constraints(a - use.allowed_per_load * load <= finite(use.allowed), name=f"own {at}")
        m.add_constraints(a.sum("site") <= finite(use.together), name=f"together {at}")


def hours(m, p, v, load):
    """Rows of all hours; gives what they cost."""
    o, store = p.options, p.store
    available = o.available * (1 - p.stores)
    m.add_constraints(v["output"] - available * v["power"] <= available * o.least, name="available")
    power, there = (v["power"] * p.stores).sum("option"), (o.least * p.stores).sum("option")
    for name, factor in (
        ("charge", 1.0 + 0 * store.duration),
        ("discharge", 1.0 + 0 * store.duration),
        ("level", store.duration),
    ):
        m.add_constraints(v[name] - factor * power <= factor * there, name=f"{name} limit")
    hour = np.arange(p.load.sizes["hour"])
    change = array(np.eye(len(hour)) - np.eye(len(hour))[(hour - 1) % len(hour)], "hour", "of")
    rises = (v["level"].rename(hour="of") * change).sum("of")
    stored = store.charge_efficiency * v["charge"] - (1 / store.discharge_efficiency) * v["discharge"]
    m.add_constraints(rises - stored == 0, name="levels")
    met = v["output"].sum("option") + v["unserved"] + v["discharge"] - v["charge"]
    m.add_constraints(met - p.load * load == 0, name="balance")
    for at, use in enumerate(p.uses):
        taken = (v["output"] * (p.weight * use.per_energy)).sum(["option", "day", "hour"])
        m.add_constraints(taken - v["allowance"].isel(use=at) <= 0, name=f"use {at}")
    days = p.worth_of_year * p.weight
    unserved = array([one.unserved_cost for one in p.all], "case")
    cost = (v["output"] * (o.cost * o.growth * days)).sum() + (v["unserved"] * (days * unserved)).sum()
    return cost + (v["discharge"] * (days * store.wear)).sum()
