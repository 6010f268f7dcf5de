"""What the report shows, and how it answers."""

import csv
import html
import io
import json
import re
from dataclasses import replace

import pytest

from stargate.reports.page import page as page_of
from stargate.reports.words import MONTHS

pytestmark = pytest.mark.browser


def saved(page, figure, kind):
    """The file that a button below a figure gives."""
    with page.expect_download() as download:
        page.locator(f"#{figure} .files button", has_text=kind).click()
    return download.value


def test_it_asks_nothing_of_the_network_and_complains_of_nothing(opened):
    page = opened()
    for figure in ("energisation", "capital"):
        for kind in ("CSV", "JSON", "SVG", "PNG"):
            saved(page, figure, kind)
    remote = [url for url in page.heard.requests if not url.startswith(("file:", "data:", "blob:"))]
    assert not remote
    assert not page.heard.complaints


def test_titles_and_headline_are_the_data_s(opened, data, text_of):
    page, view = opened(), data["views"][0]
    assert text_of(page, "h1") == view["headline"]
    assert page.title() == f"{data['programme']}: outlook as of 30 Jun 2026"
    for figure, part in (("energisation", "fan"), ("campuses", "map"), ("capital", "money")):
        assert text_of(page, f"#{figure} h2") == view[part]["title"]
    for figure in ("timetable", "causes"):
        assert text_of(page, f"#{figure} h2") == view[figure]["title"]
    for i, number in enumerate(view["numbers"]):
        assert text_of(page, f".strip > div:nth-child({i + 1}) .value") == number["value"]
        assert text_of(page, f".strip > div:nth-child({i + 1}) .detail") == number["detail"]


def test_switching_the_scenario_changes_headline_and_address(opened, data, text_of):
    page, (base, faster) = opened(), data["views"]
    assert base["question"] != faster["question"]
    page.get_by_role("radio", name=faster["title"]).click()
    assert text_of(page, "h1") == faster["headline"]
    assert faster["question"] in text_of(page, ".opening")
    differ = [i for i, (a, b) in enumerate(zip(base["numbers"], faster["numbers"], strict=True)) if a != b]
    assert differ
    for i in differ:
        assert text_of(page, f".strip > div:nth-child({i + 1}) .value") == faster["numbers"][i]["value"]
        assert text_of(page, f".strip > div:nth-child({i + 1}) .detail") == faster["numbers"][i]["detail"]
    page.wait_for_url(re.compile("scenario=faster_grid"))
    again = opened(view=page.evaluate("location.hash").removeprefix("#"))
    assert text_of(again, "h1") == faster["headline"]


def test_one_cursor_is_shared_and_moved_from_the_keyboard(opened, data, text_of):
    page = opened()
    day = data["views"][0]["gap"]["day"]
    at = data["time"].index(day)
    fan, slider = page.locator("#energisation svg[role=slider]"), page.locator("#campuses input")
    assert fan.get_attribute("aria-valuenow") == slider.input_value() == str(at)
    fan.focus()
    page.keyboard.press("ArrowRight")
    assert fan.get_attribute("aria-valuenow") == slider.input_value() == str(at + 1)
    slider.focus()
    page.keyboard.press("Shift+ArrowLeft")
    assert fan.get_attribute("aria-valuenow") == slider.input_value() == str(at - 11)
    assert text_of(page, "#campuses output") == "End of Jan 2028"
    assert "Jan 2028" in text_of(page, "#timetable svg")
    place = data["views"][0]["map"]["places"][0]
    assert f"{place['expected'][at - 11]:.0f} of {place['planned']:.0f} MW" in text_of(page, "#campuses svg")


def test_pointing_at_the_fan_moves_the_cursor(opened):
    page = opened()
    fan = page.locator("#energisation svg[role=slider]")
    before = fan.get_attribute("aria-valuenow")
    box = fan.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    assert int(fan.get_attribute("aria-valuenow")) < int(before)


def test_the_theme_follows_the_system_until_it_is_chosen(opened):
    page = opened(light="dark")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "dark"
    page.get_by_role("button", name="Switch to light theme").click()
    assert page.evaluate(theme) == "light"
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(theme) == "light"
    page.wait_for_url(re.compile("theme=light"))


def test_a_phase_opens_from_the_keyboard_and_says_what_holds_it(opened, data, text_of):
    page, row = opened(), data["views"][0]["timetable"]["rows"][1]
    page.locator("#timetable [data-phase]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    detail = text_of(page, "#timetable .detail")
    assert f"{row['site']}, {row['name']}" in detail
    for hold in row["holds"]:
        assert hold["name"] in detail
        assert hold["address"] in detail
    page.wait_for_url(re.compile("phase=sites.north.phases.two"))


def test_an_address_shows_the_figure_behind_it(opened, data, text_of):
    page, cause = opened(), data["views"][0]["causes"]["rows"][0]
    page.locator("#causes g[role=button]").first.focus()
    tip = text_of(page, "#tip")
    assert cause["address"] in tip
    assert cause["text"].partition(" [")[0] in tip
    assert data["evidence"]["figures"][cause["address"]]["where"] in tip
    page.keyboard.press("Escape")
    assert not page.locator("#tip").is_visible()


def test_a_disputed_number_names_who_says_what(opened, data, text_of):
    page, evidence = opened(), data["evidence"]
    titles = {source["key"]: source["title"] for source in evidence["sources"]}
    fact = evidence["figures"][evidence["disputes"][0]]
    page.locator("#figures .disputes [role=button]").first.focus()
    tip = text_of(page, "#tip")
    assert "sources disagree" in tip
    assert all(titles[key] in tip for key in fact["sources"])


def test_a_date_says_whether_it_was_announced_forecast_or_seen(opened, data, text_of):
    page = opened(view="phase=sites.north.phases.one")
    page.keyboard.press("Tab")  # from here on focus is the keyboard's
    page.locator("#timetable [data-phase]").first.focus()
    tip = text_of(page, "#tip")
    for name in ("announced", "forecast"):
        assert f"{name}sites.north" in tip.replace(f"{name} ", name) or name in tip
        assert f"sites.north.phases.one.energised.{name}" in tip
    assert "Before: 2027-01-31" in tip  # the forecast was another one before
    page.locator("#timetable .detail [role=button]", has_text="31 Dec 2026").hover()
    assert "announced" in text_of(page, "#tip")


def test_headline_numbers_and_campuses_show_the_figures_they_rest_on(opened, text_of):
    page = opened()
    page.keyboard.press("Tab")
    page.locator(".strip [role=button]", has_text="Capital needed").focus()
    assert "costs.construction" in text_of(page, "#tip")
    page.locator("#campuses [data-spot]").first.focus()
    assert "it_power" in text_of(page, "#tip")
    page.keyboard.press("ArrowDown")
    assert "sites.south.phases.one.it_power" in text_of(page, "#tip")


def test_a_touch_shows_the_figure_and_another_puts_it_away(chromium, report):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"file://{report}")
    page.locator(".strip [role=button]").last.tap()
    page.wait_for_timeout(300)  # longer than a tooltip lingers
    assert page.locator("#tip").is_visible()
    page.locator("h1").tap()
    assert not page.locator("#tip").is_visible()
    context.close()


def test_a_ghost_is_chosen_kept_in_the_address_and_drawn_in_three_figures(opened, data, text_of):
    page, faster = opened(), data["views"][1]
    assert not page.locator(".ghost").count()
    page.get_by_label("Compare with").select_option(label=faster["title"])
    page.wait_for_url(re.compile("compare=faster_grid"))
    again = opened(view=page.evaluate("location.hash").removeprefix("#"))
    for figure in ("energisation", "timetable", "capital"):
        assert again.locator(f"#{figure} svg .ghost").count()
        assert faster["title"] in text_of(again, f"#{figure} svg")
    again.get_by_label("Compare with").select_option(label="nothing")
    assert not again.locator(".ghost").count()


def test_keys_choose_compare_and_explain_and_can_be_switched_off(opened, data, text_of):
    page = opened()
    page.keyboard.press("2")
    assert text_of(page, "h1") == data["views"][1]["headline"]
    assert page.locator("#energisation .ghost").count()  # held against the first unless told otherwise
    page.keyboard.press("c")
    assert not page.locator(".ghost").count()
    page.locator("#figures [role=button]").first.focus()
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").count()
    page.keyboard.press("?")
    page.get_by_label("Single keys are commands").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    assert text_of(page, "h1") == data["views"][1]["headline"]


def test_every_time_figure_has_the_cursor_with_its_values(opened, data, text_of):
    page, money, rows = opened(), data["views"][0]["money"], data["views"][0]["timetable"]["rows"]
    fan = page.locator("#energisation svg[role=slider]")
    before = fan.get_attribute("aria-valuenow")
    page.locator("#timetable svg.drawing").hover(position={"x": 600, "y": 60})
    assert fan.get_attribute("aria-valuenow") != before
    page.locator("#capital svg.drawing").hover(position={"x": 90, "y": 200})
    day = data["time"][int(fan.get_attribute("aria-valuenow"))]
    month = MONTHS[int(day[5:7]) - 1]
    need = sum(payment["by_year"][money["years"].index(int(day[:4]))] for payment in money["payments"])
    assert f"{day[:4]}: {need:.{0 if need >= 9.95 else 1}f} needed" in text_of(page, "#capital svg")
    assert f"End of {month} {day[:4]}" in text_of(page, "#energisation svg")
    there = sum(row["p50"] is not None and row["p50"] <= day for row in rows if not row["candidate"])
    assert f"{day[:4]}: {there} of {sum(not row['candidate'] for row in rows)} phases" in text_of(
        page, "#timetable svg"
    )


def test_cost_and_date_are_read_together_from_the_keyboard(opened, data, text_of):
    page, joint = opened(), data["views"][0]["joint"]
    assert text_of(page, "#joint h2") == joint["title"]
    chart = page.locator("#joint svg[role=slider]")
    assert chart.get_attribute("aria-valuetext") == joint["title"]
    cursor = page.locator("#energisation svg[role=slider]").get_attribute("aria-valuenow")
    chart.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert chart.get_attribute("aria-valuetext") != joint["title"]
    assert page.locator("#energisation svg[role=slider]").get_attribute("aria-valuenow") == cursor
    page.keyboard.press("ArrowUp")
    assert chart.get_attribute("aria-valuetext").startswith("80% sure of both")
    rows = page.locator("#joint table tbody tr")
    assert rows.count() == len(joint["levels"])
    _, *rows = csv.reader(io.StringIO(saved(page, "joint", "CSV").path().read_text(encoding="utf-8")))
    pairs = [row for row in rows if row[0] == "Balanced pair"]
    assert [(float(row[1]), float(row[2]), row[3]) for row in pairs] == [
        (level["level"], level["cost"], level["by"]) for level in joint["levels"]
    ]
    assert sum(row[0] == "Future" for row in rows) == len(joint["costs"])


def test_a_confidence_that_cannot_be_reached_has_no_line(told, opened, tmp_path, text_of):
    view = told.views[0]
    gone = {"cost": None, "by": None, "contingency": None, "reserve": None, "costs": [], "days": []}
    levels = [view.joint.levels[0], *(replace(level, **gone) for level in view.joint.levels[1:])]
    joint = replace(view.joint, levels=levels, within_reach=0.6, days=[None, *view.joint.days[1:]])
    path = tmp_path / "beyond.html"
    path.write_text(page_of(replace(told, views=[replace(view, joint=joint)])), encoding="utf-8")
    page = opened(path)
    assert page.locator("#joint svg path.line").count() == 1
    assert "not at any cost: 60% of futures" in text_of(page, "#joint table")
    assert "later or never" in text_of(page, "#joint svg")
    assert "NaN" not in page.locator("main").inner_html()
    assert not page.heard.complaints


def test_open_tables_are_kept_in_the_address(opened):
    page = opened(view="data=capital,timetable")
    assert page.get_by_role("button", name="Hide data").count() == 2


def test_a_scenario_in_which_nothing_is_drawn_speaks_of_no_chance(told, opened, tmp_path, text_of):
    first = told.views[0]
    certain = replace(first, basis="announced", futures=1, causes=replace(first.causes, rows=[]))
    path = tmp_path / "certain.html"
    path.write_text(page_of(replace(told, views=[certain])), encoding="utf-8")
    page = opened(path)
    assert "with ramps" in text_of(page, "#energisation svg")
    assert "%" not in text_of(page, "#energisation svg")
    assert "Chance" not in text_of(page, "#timetable svg")
    assert not page.locator("#causes, #scenarios").count()
    assert not page.heard.complaints


@pytest.mark.parametrize("light", ["light", "dark"])
def test_no_page_is_wider_than_a_phone(opened, light):
    page = opened(size="phone", light=light, view="phase=sites.north.phases.one")
    page.get_by_role("button", name="Show data: All three").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_files_hold_the_numbers_of_the_data(opened, data):
    page, view = opened(), data["views"][0]
    header, *rows = csv.reader(io.StringIO(saved(page, "energisation", "CSV").path().read_text(encoding="utf-8")))
    table = {name: [row[i] for row in rows] for i, name in enumerate(header)}
    assert table["End of month"] == data["time"]
    assert [float(v) for v in table["Announced [IT MW]"]] == view["fan"]["announced"]
    assert [float(v) for v in table["P05 [IT MW]"]] == view["fan"]["bands"]["p05"]
    assert [float(v) for v in table["All phases, P90 [IT MW]"]] == view["fan"]["everything"]["p90"]

    part = json.loads(saved(page, "timetable", "JSON").path().read_text(encoding="utf-8"))
    chances = part["columns"].index("Chance that the announced date is met")
    assert [row[chances] for row in part["rows"]] == [r["announced_chance"] for r in view["timetable"]["rows"]]
    assert part["digest"] == data["digest"]
    assert part["seed"] == data["seed"]


def test_the_table_below_a_figure_holds_the_numbers_of_the_data(opened, data):
    page, money = opened(), data["views"][0]["money"]
    page.get_by_role("button", name=f"Show data: {money['title']}").click()
    rows = page.locator("#capital .frame tbody tr")
    assert rows.count() == len(money["years"])
    for i, year in enumerate(money["years"]):
        cells = [float(cell) for cell in rows.nth(i).locator("th, td").all_text_contents()]
        assert cells == [
            year,
            *(p["by_year"][i] for p in money["payments"]),
            *(money[q][i] for q in ("p10", "p50", "p90")),
        ]


def test_drawings_stand_on_their_own(opened):
    page = opened()
    svg = saved(page, "energisation", "SVG").path().read_text(encoding="utf-8")
    assert "var(--" not in svg
    assert "Announced for the end of 2028" in svg
    about = json.loads(html.unescape(re.search(r"<metadata>(.*?)</metadata>", svg)[1]))
    assert (about["seed"], about["scenario"], about["as_of"]) == (1, "base", "2026-06-30")
    assert about["command"]
    assert about["licence"]
    assert about["sources"][0]["title"]
    png = saved(page, "timetable", "PNG").path().read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 20_000


@pytest.mark.parametrize(
    "figure", ["energisation", "campuses", "timetable", "causes", "capital", "joint", "delay", "scenarios"]
)
def test_drawings_do_not_depend_on_the_window_or_the_light(opened, figure):
    desk, phone = opened(), opened(size="phone", light="dark", view="phase=sites.north.phases.one")
    one, two = (saved(page, figure, "SVG").path().read_text(encoding="utf-8") for page in (desk, phone))
    assert one == two
    assert ' width="1000"' in one
    assert phone.evaluate("document.documentElement.dataset.theme") == "dark"
    assert phone.locator("#timetable .detail").is_visible()


def test_a_name_cannot_become_a_script(told, opened, tmp_path, text_of):
    evil = "</script><script>document.title='caught'</script><!--\u2028<b>"
    view = replace(told.views[0], headline=evil, title=evil, lede=evil)
    written = page_of(replace(told, programme=evil, views=[view, *told.views[1:]]))
    assert "<script>document.title" not in written
    assert f"<title>{html.escape(evil)}" in written
    path = tmp_path / "evil.html"
    path.write_text(written, encoding="utf-8")
    page = opened(path)
    assert page.title() != "caught"
    assert "".join(text_of(page, "h1").split()) == "".join(evil.split())
    assert not page.heard.complaints


def test_it_works_in_the_frame_of_a_notebook(told, opened, tmp_path, data, text_of):
    path = tmp_path / "frame.html"
    path.write_text(f"{told._repr_html_()}<footer>around</footer>", encoding="utf-8")
    page = opened(path)
    frame = page.frame_locator("iframe[title]")
    frame.locator("footer").wait_for()
    frame.get_by_role("radio", name="Faster grid").click()
    frame.get_by_label("Compare with").select_option(label="Base case")
    with page.expect_download() as download:
        frame.locator("#capital .files button", has_text="PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    page.wait_for_timeout(400)  # longer than the pause before the view is written to the address
    assert text_of(frame, "h1") == data["views"][1]["headline"]
    assert not [line for line in page.heard.complaints if line.startswith("error")]


def test_paper_is_light_and_shows_every_source(opened, data):
    page = opened(light="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#sources li").count() == len(data["evidence"]["sources"])
    assert not page.get_by_role("button", name="CSV").first.is_visible()


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_paper_has_two_pages(opened, size):
    pdf = opened().pdf(format=size, print_background=True)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 2


def test_figures_are_numbered_as_they_stand(opened, text_of):
    """What a view leaves out leaves no hole in the numbers."""
    for view in ("", "scenario=faster_grid"):
        page = opened(view=view)
        origins = page.locator("figure .origin").all_text_contents()
        assert [text.partition(".")[0] for text in origins] == [f"Figure {i + 1}" for i in range(len(origins))]
    assert len(origins) == 7  # no findings and no agreements beside another scenario; nothing is calibrated


def test_findings_agreements_and_sheets_are_given_away(opened, data):
    page = opened()
    for figure, column in (("findings", "Narrows the 80% range by"), ("agreements", "Shorter [months]")):
        header = next(csv.reader(io.StringIO(saved(page, figure, "CSV").path().read_text(encoding="utf-8"))))
        part = json.loads(saved(page, figure, "JSON").path().read_text(encoding="utf-8"))
        assert column in header == part["columns"]
        assert part["rows"]
        kinds = page.locator(f"#{figure} .files button").all_text_contents()
        assert kinds == ["Show data", "CSV", "JSON"]  # there is no drawing to give away
    page.locator("#sheets select").select_option(label=data["sheets"][1]["name"])
    page.locator("#sheets button", has_text="Show").press("Enter")
    assert page.locator("#sheets tbody tr").count() == len(data["sheets"][1]["entries"])
    with page.expect_download() as download:
        page.locator("#sheets button", has_text="CSV").press("Enter")
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert len(rows) == 1 + len(data["sheets"][1]["entries"])
    assert not page.heard.complaints


def test_the_mean_slip_opens_into_its_causes_from_the_keyboard(opened, data, text_of):
    page, delay = opened(), data["delay"]
    *_, whole = delay["steps"]
    groups = page.locator("#delay g[aria-expanded]")
    assert text_of(page, "#delay h2") == delay["title"]
    assert groups.count() == len(delay["steps"]) - 2
    assert groups.nth(0).get_attribute("aria-expanded") == "true"
    assert f"{whole['months']:.1f}" in text_of(page, "#delay svg")
    groups.nth(1).focus()
    page.keyboard.press("Enter")
    assert [g.get_attribute("aria-expanded") for g in groups.all()[:2]] == ["false", "true"]
    member = delay["steps"][2]["members"][0]
    assert member["name"] in text_of(page, "#delay svg")
    page.locator("#delay g[role=button]:not([aria-expanded])").first.focus()
    assert member["address"] in text_of(page, "#tip")
    page.get_by_role("radio", name="Months late").press("ArrowRight")
    assert "IT load missing on 31 Dec 2028" in text_of(page, "#delay svg")
    header, *rows = csv.reader(io.StringIO(saved(page, "delay", "CSV").path().read_text(encoding="utf-8")))
    assert header[3] == "Late by [months]"
    assert sum(float(row[3]) for row in rows[:-1] if not row[1]) == pytest.approx(float(rows[-1][3]), abs=0.01)
    assert not page.heard.complaints


def test_no_mean_slip_is_divided_without_steps(told, opened, tmp_path):
    path = tmp_path / "none.html"
    path.write_text(page_of(replace(told, delay=replace(told.delay, steps=[]))), encoding="utf-8")
    page = opened(path)
    assert not page.locator("#delay").count()
    assert page.locator("#findings").count() == 1
    assert not page.heard.complaints


def test_hints_for_the_hand_are_neither_printed_nor_in_files(opened, text_of):
    page = opened()
    hint = "The slider moves the month in every figure."
    assert hint in text_of(page, "#campuses .note")
    for kind in ("JSON", "SVG"):
        assert "slider moves" not in saved(page, "campuses", kind).path().read_text(encoding="utf-8")
    page.emulate_media(media="print")
    assert not page.get_by_text(hint).is_visible()


def test_circles_and_chances_are_told_apart(opened, data):
    """Vermilion stands for what is missed, or mostly missed; circles do not touch."""
    page = opened()
    rows = data["views"][0]["timetable"]["rows"]
    red = page.locator("#timetable [data-phase] text.announced").count()
    assert red == sum(row["announced_chance"] is not None and row["announced_chance"] < 0.5 for row in rows)
    rings = page.locator("#campuses .ring").evaluate_all(
        "rings => rings.map(ring => ['cx', 'cy', 'r'].map(name => +ring.getAttribute(name)))"
    )
    for i, (x, y, r) in enumerate(rings):
        for other_x, other_y, other_r in rings[i + 1 :]:
            assert ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 > r + other_r + 6


def test_causes_show_whole_addresses(opened, data):
    for size in ("desk", "phone"):
        shown = opened(size=size).locator("#causes text.code").all_text_contents()
        assert shown == [row["address"] for row in data["views"][0]["causes"]["rows"]]


def test_the_range_of_a_year_stays_below_the_top_of_its_axis(opened):
    box = "element => element.getBoundingClientRect().top"
    page = opened()
    top = min(page.locator("#capital svg .grid").evaluate_all(f"lines => lines.map({box})"))
    assert min(page.locator("#capital svg .whisker, #capital svg text.halo").evaluate_all(f"all => all.map({box})")) > (
        top
    )


def test_a_phone_has_announced_dates_names_of_lines_and_frames_that_say_they_scroll(opened, data, text_of):
    page = opened(size="phone", view="data=timetable")
    row = data["views"][0]["timetable"]["rows"][0]
    said = text_of(page, "#timetable svg")
    assert f"announced {MONTHS[int(row['announced'][5:7]) - 1]} {row['announced'][:4]}" in said
    for name in ("Announced", "Median future", "Every figure at its median"):
        assert name in page.locator("#energisation svg .name").all_text_contents()
    assert page.locator("#timetable .hint", has_text="Scroll sideways").is_visible()


def test_one_future_drawn_has_no_chance_and_is_no_announcement(told, opened, tmp_path, text_of):
    first = told.views[0]
    path = tmp_path / "one.html"
    path.write_text(page_of(replace(told, views=[replace(first, futures=1), told.views[1]])), encoding="utf-8")
    page = opened(path)
    assert "one future drawn" in text_of(page, "#energisation svg")
    assert "with ramps" not in text_of(page, "#energisation svg")
    assert "%" not in text_of(page, "#energisation svg")
    assert "Chance" not in text_of(page, "#timetable svg")
    assert "one future" in text_of(page, "#scenarios svg")
    assert "nothing drawn" not in text_of(page, "main")
    assert not page.heard.complaints


def test_scenarios_say_what_they_count_and_whose_word_they_take(told, opened, tmp_path, text_of):
    base, other = told.views
    word = replace(other, basis="announced", futures=1, fan=replace(other.fan, said_by="The dates are theirs."))
    path = tmp_path / "word.html"
    path.write_text(page_of(replace(told, views=[base, word])), encoding="utf-8")
    page = opened(path)
    assert text_of(page, "#scenarios h2").startswith("IT load of the phases announced with a date")
    assert f"{word.title}: The dates are theirs." in text_of(page, "#scenarios .note")
    assert "at their word" in text_of(page, "#scenarios svg")
