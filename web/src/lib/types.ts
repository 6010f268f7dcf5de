import type { Table } from './table';

/**
 * The outlook as Python writes it: the dataclasses of `stargate.reports`, field by field.
 * `tests/browser/test_types.py` holds the two sides together.
 */

export interface HeadlineNumber {
  label: string;
  value: string;
  detail: string;
  tone: 'model' | 'announced' | 'gap' | 'plain';
  address: string;
}

export interface Target {
  noun: string;
  number: number;
  by: string;
  announced: boolean;
  chance: number;
  p10: number;
  p50: number;
  p90: number;
}

export interface Gap {
  day: string;
  announced: number;
  p10: number;
  p50: number;
  p90: number;
  optimism: number;
  risk: number;
}

export type Band = 'p05' | 'p10' | 'p25' | 'p50' | 'p75' | 'p90' | 'p95';

export interface Fan {
  title: string;
  subtitle: string;
  note: string;
  bands: Record<Band, number[]>;
  announced: number[];
  medians: number[];
  everything: Record<'p10' | 'p50' | 'p90', number[]>;
  energised_now: number;
  said_by: string;
}

export interface Place {
  id: string;
  name: string;
  state: string;
  latitude: number;
  longitude: number;
  status: string;
  power: string;
  planned: number;
  dated: number;
  expected: number[];
  address: string;
}

export interface PlaceMap {
  title: string;
  subtitle: string;
  note: string;
  places: Place[];
}

export interface Hold {
  address: string;
  name: string;
  kind: string;
  share: number;
  months: number;
  who: string[];
}

export interface Row {
  address: string;
  site: string;
  site_id: string;
  state: string;
  name: string;
  it_power: number;
  buildings: number;
  candidate: boolean;
  begun: string | null;
  announced: string | null;
  announced_chance: number | null;
  observed: string | null;
  p10: string | null;
  p50: string | null;
  p90: string | null;
  never: number;
  slip: number | null;
  by_target: number;
  holds: Hold[];
  sources: string[];
}

export interface Timetable {
  title: string;
  subtitle: string;
  note: string;
  target_day: string;
  rows: Row[];
}

export interface Cause {
  address: string;
  name: string;
  text: string;
  worst: number;
  best: number;
  error: number;
  event: boolean;
  assumed: boolean;
}

export interface Causes {
  title: string;
  subtitle: string;
  note: string;
  at: string;
  rows: Cause[];
}

export interface Queue {
  address: string;
  name: string;
  months: number;
  share: number;
  alone: number;
  behind: Record<string, number>;
  never: number;
}

export interface Waiting {
  address: string;
  name: string;
  it_power: number;
  later: number;
  queues: Queue[];
}

export interface Shared {
  title: string;
  subtitle: string;
  note: string;
  rows: Waiting[];
}

export interface Payment {
  id: string;
  label: string;
  by_year: number[];
  total: number;
}

export interface Pledge {
  standing: string;
  amount: number;
  chance: number;
  names: string[];
  addresses: string[];
}

export interface Money {
  title: string;
  subtitle: string;
  note: string;
  years: number[];
  payments: Payment[];
  p10: number[];
  p50: number[];
  p90: number[];
  need: number[];
  not_raised: number[];
  pledges: Pledge[];
}

export interface Sure {
  level: number;
  cost: number | null;
  by: string | null;
  cost_alone: number | null;
  by_alone: number | null;
  contingency: number | null;
  reserve: number | null;
  over_announced: number | null;
  after_announced: number | null;
  costs: number[];
  days: string[];
}

export interface Announced {
  cost: number;
  by: string;
  chance: number;
}

export interface Joint {
  title: string;
  subtitle: string;
  note: string;
  cost: number;
  by: string | null;
  within_reach: number;
  announced: Announced | null;
  told: number;
  levels: Sure[];
  costs: number[];
  days: (string | null)[];
}

export interface Calibration {
  address: string;
  target: (string | null)[];
  simulated: (string | null)[];
  off: number[];
  met: boolean;
  sources: string[];
}

export interface Change {
  address: string;
  to: string;
  because: string;
}

export interface View {
  id: string;
  title: string;
  question: string;
  as_of: string;
  basis: string;
  futures: number;
  changes: Change[];
  headline: string;
  lede: string;
  numbers: HeadlineNumber[];
  targets: Target[];
  gap: Gap;
  errors: number[];
  worth: number;
  fan: Fan;
  map: PlaceMap;
  timetable: Timetable;
  causes: Causes;
  shared: Shared;
  money: Money;
  joint: Joint | null;
  calibration: Calibration[];
}

export interface Said {
  text: string;
  sources: string[];
}

export interface Fact {
  name: string;
  text: string;
  kind: 'sourced' | 'partly' | 'assumed' | 'disputed';
  mode: '' | 'observed' | 'forecast' | 'announced';
  sources: string[];
  where: string;
  earlier: Said[];
  classes: string[];
}

export interface Publication {
  key: string;
  title: string;
  publisher: string;
  date: string;
  url: string;
  reported_by: string;
  licence: string;
  figures: number;
}

export interface Unknown {
  address: string;
  name: string;
  group: string;
}

export interface Difference {
  address: string;
  name: string;
  kind: string;
  then: string;
  later: string;
}

export interface Knowledge {
  as_of: string;
  own_as_of: string;
  not_yet_known: Unknown[];
  differences: Difference[];
}

export interface Evidence {
  figures: Record<string, Fact>;
  assumed: number;
  partly: number;
  classed: number;
  total: number;
  disputes: string[];
  sources: Publication[];
  knowledge: Knowledge;
}

export interface Outlook {
  format: number;
  programme: string;
  summary: string;
  as_of: string;
  start: string;
  seed: number;
  version: string;
  digest: string;
  command: string;
  time: string[];
  views: View[];
  evidence: Evidence;
  delay: Delay;
  findings: Findings;
  worths: Worths;
  agreements: Agreements;
  sheets: Sheet[];
  caveats: string[];
  beside: Beside[];
}

/** A page that lies in the same folder. */
export interface Beside {
  file: string;
  title: string;
}

export interface Step {
  address: string;
  name: string;
  months: number;
  months_error: number;
  load: number;
  load_error: number;
  members: Step[];
}

export interface Delay {
  title: string;
  subtitle: string;
  note: string;
  of: string;
  at: string;
  futures: number;
  announced: number;
  steps: Step[];
}

export interface Finding {
  address: string;
  name: string;
  text: string;
  kind: string;
  narrows: number;
}

export interface Worth {
  address: string;
  name: string;
  text: string;
  served: number;
  error: number;
  need: number;
  need_error: number;
  assumed: boolean;
}

export interface Worths {
  title: string;
  subtitle: string;
  note: string;
  at: string;
  rows: Worth[];
}

export interface Findings {
  title: string;
  subtitle: string;
  note: string;
  at: string;
  load_range: number;
  money_range: number;
  load: Finding[];
  money: Finding[];
  points: number;
}

export interface Part {
  name: string;
  shorter: number;
  earlier: number;
  gained: number;
}

export interface Negotiation {
  address: string;
  name: string;
  took: number | null;
  p10: number;
  p50: number;
  p90: number;
  parties: Part[];
  one_round: Part;
}

export interface Waits {
  name: string;
  months: number;
}

export interface Agreements {
  title: string;
  subtitle: string;
  note: string;
  at: string;
  open: Negotiation[];
  finished: Negotiation[];
  waits: Waits[];
}

export interface Entry {
  day: string;
  address: string;
  name: string;
  text: string;
  kind: string;
  counts: boolean;
  later: boolean;
  where: string;
}

export interface Sheet {
  site: string;
  name: string;
  entries: Entry[];
}

export interface Movement {
  name: string;
  percentile: number;
  unit: string;
  before: string;
  after: string;
  change: number | null;
  parts: (number | null)[];
}

export interface Comparison {
  programme: string;
  before: string;
  after: string;
  title: string;
  note: string;
  movements: Movement[];
  figures: Difference[];
  version: string;
  command: string;
}

/** A row of bars: parts from a value to another, with what is written in or behind each. */
export interface BarRow {
  name: string;
  strong: boolean;
  parts: { from: number; to: number; text: string; held: boolean }[];
}

/** A figure of bars, and the numbers behind it. */
export interface Bars {
  id: string;
  title: string;
  subtitle: string;
  label: string;
  rows: BarRow[];
  most: number;
  marks: number[];
  table: Table;
}

/** Fleet total by date of one pair of days [GW]. */
export interface FleetSheet {
  name: string;
  title: string;
  dates: string[];
  came: number[];
  p10: number[];
  p25: number[];
  p50: number[];
  p75: number[];
  p90: number[];
  alone10: number[];
  alone90: number[];
  promised: number[];
}

/** What the page of a back-test shows. */
export interface Scoreboard {
  file: string;
  title: string;
  fleet_title: string;
  fleets: FleetSheet[];
  bars: Bars[];
  notes: string[];
  version: string;
  command: string;
}

export interface Load {
  day: string;
  p10: number;
  p50: number;
  p90: number;
  now: number;
}

export interface Foretold {
  as_of: string;
  address: string;
  name: string;
  announced: string | null;
  p10: string | null;
  p50: string | null;
  p90: string | null;
  outcome: string | null;
  standing: string;
  late: number | null;
  announced_late: number | null;
  held: string;
  unreported: boolean;
}

export interface Vintage {
  as_of: string;
  readings: number;
  phases: number;
  it_power: number;
  figures: number;
  assumed: number;
  later: number;
  missing: string[];
  announced: number;
  announced_now: number;
  headline: Load;
  passed: Load[];
  dates: Foretold[];
  first: number;
  p10: number[];
  p50: number[];
  p90: number[];
}

export interface LeftOut {
  as_of: string;
  reason: string;
}

export interface Score {
  dates: number;
  forecasts: number;
  unreported: number;
  late: number | null;
  announced: number;
  announced_late: number | null;
  medians_late: number | null;
  ranges: number;
  early: number;
  inside: number;
  after: number;
  open_late: number | null;
  open_announced_late: number | null;
  loads: number;
  loads_below: number;
  loads_inside: number;
  loads_above: number;
}

export interface Hindsight {
  programme: string;
  scenario: string;
  since: string;
  as_of: string;
  futures: number;
  seed: number;
  title: string;
  lede: string;
  figure: string;
  note: string;
  day: string;
  time: string[];
  happened: number[];
  ahead: number[];
  vintages: Vintage[];
  left_out: LeftOut[];
  score: Score;
  later_evidence: boolean;
  version: string;
  command: string;
}

/** What one source of power gives [facility MW]. */
export interface Layer {
  name: string;
  fill: string;
  share: number;
  values: number[];
}

/** Facility MW by source: hours of a week, or of a year from the highest to the lowest. */
export interface Stack {
  name: string;
  title: string;
  first: string;
  load: number[];
  layers: Layer[];
  charge: number[];
  left_out: number[];
  unserved: number[];
}

/** A ratio through the year: its hours' least, mean and most of each day. */
export interface Daily {
  name: string;
  unit: string;
  year: number;
  low: number[];
  mean: number[];
  high: number[];
}

/** What is drawn month by month: bars beside each other, or lines. */
export interface Monthly {
  name: string;
  drawn: string;
  values: (number | null)[];
}

export interface Months {
  id: string;
  title: string;
  subtitle: string;
  note: string;
  unit: string;
  series: Monthly[];
  limit: number | null;
}

export interface CampusYear {
  id: string;
  name: string;
  lede: string;
  duration: Stack;
  weeks: Stack[];
  cooling_title: string;
  cooling: Daily[];
  months: Months[];
}

/** One way to power a campus, held against waiting for the grid. */
export interface Option {
  name: string;
  sizing: string;
  planned: boolean;
  cost: number | null;
  operating: number | null;
  capital: number | null;
  location: number | null;
  marginal: number | null;
  matched: number | null;
  carbon: number | null;
  on_site_water: number | null;
  off_site_water: number | null;
  nox: number | null;
  loss_of_load: number | null;
  gained: Gained | null;
  extra: number | null;
  said: string;
}

/** Months gained and what they are worth [USD bn]. */
export interface Gained {
  p10: number;
  p50: number;
  p90: number;
  worth_p10: number;
  worth_p50: number;
  worth_p90: number;
}

export interface SiteBridge {
  site: string;
  name: string;
  title: string;
  subtitle: string;
  note: string;
  terms: string;
  options: Option[];
}

/** A year of hours of every campus, the programme's sum first. */
export interface OperationPage {
  programme: string;
  scenario: string;
  as_of: string;
  year: number;
  title: string;
  lede: string;
  table_title: string;
  table_note: string;
  table: Table;
  site_years: CampusYear[];
  bridges: SiteBridge[];
  notes: string[];
  version: string;
  command: string;
}

/** What one source or use adds to the column of each year. */
export interface Column {
  name: string;
  fill: string;
  values: number[];
}

/** A line over the columns, and the range about it, where there is one. */
export interface Trace {
  name: string;
  drawn: string;
  values: number[];
  low: number[];
  high: number[];
}

/** A line by year, broken where there is nothing to say. */
export type YearTrace = Omit<Trace, 'values'> & { values: (number | null)[] };

/** Money by year: columns that add up, and lines over them. */
export interface ByYear {
  id: string;
  title: string;
  subtitle: string;
  note: string;
  unit: string;
  years: string[];
  columns: Column[];
  traces: YearTrace[];
}

/** What a sponsor is asked for by year. */
export interface Called {
  name: string;
  figure: ByYear;
}

/** A table as a figure; columns beyond those shown are in its file only. */
export interface Listing {
  id: string;
  title: string;
  subtitle: string;
  note: string;
  shown: number;
  table: Table;
}

export interface Funding {
  stack: ByYear;
  hole: ByYear;
  funders: Listing;
  numbers: HeadlineNumber[];
}

/** A party where it stands: 0 pays in, 1 holds chips, 2 holds shells alone, 3 is paid. */
export interface Party {
  name: string;
  place: number;
}

export interface Paid {
  payer: number;
  payee: number;
  words: string;
  by_year: number[];
}

export interface Payments {
  id: string;
  name: string;
  title: string;
  years: number[];
  parties: Party[];
  paid: Paid[];
}

/** A ratio that loans name. */
export interface Level {
  name: string;
  low: number;
  value: number;
  high: number;
}

/** DSCR by quarter. */
export interface Coverage {
  id: string;
  name: string;
  title: string;
  quarters: string[];
  p10: (number | null)[];
  p50: (number | null)[];
  p90: (number | null)[];
  breach: number[];
  ever: number;
  levels: Level[];
}

export interface CampusMoney {
  id: string;
  name: string;
  lede: string;
  cash: ByYear;
  debt: ByYear;
  coverage: Coverage[];
}

export interface Spread {
  p10: number | null;
  p50: number | null;
  p90: number | null;
}

/** Somebody who pays in and is paid. */
export interface Earner {
  name: string;
  kind: 'all' | 'partner' | 'company' | 'lender';
  irr: Spread | null;
  without: number;
  said: string;
  npv: Spread;
  multiple: Spread | null;
  payback: Spread;
  peak: Spread;
  assumed: boolean;
}

/** What one more unit of a figure does. */
export interface Effect {
  address: string;
  name: string;
  text: string;
  step: string;
  effect: number;
  error: number;
  assumed: boolean;
}

export interface Effects {
  title: string;
  subtitle: string;
  note: string;
  unit: string;
  rows: Effect[];
}

export interface Term {
  address: string;
  name: string;
  text: string;
  assumed: boolean;
  sources: string[];
}

export interface Resting {
  what: string;
  assumed: number;
  terms: Term[];
  sources: Publication[];
}

/** Who pays, who lends and who earns. */
export interface FinancingPage {
  programme: string;
  scenario: string;
  as_of: string;
  futures: number;
  seed: number;
  title: string;
  lede: string;
  numbers: HeadlineNumber[];
  funding: Funding;
  payments: Payments[];
  campuses: CampusMoney[];
  earners_title: string;
  earners: Earner[];
  figures: ByYear[];
  calls: Called[];
  listings: Listing[];
  effects: Effects | null;
  resting: Resting;
  notes: string[];
  version: string;
  command: string;
}

/** Something published of a day. */
export interface Point {
  name: string;
  day: string;
  value: number;
  low: number | null;
  high: number | null;
  drawn: string;
  assumed: boolean;
  said: string;
}

/** Lines by month with their ranges, and what was published beside them. */
export interface Timeline {
  id: string;
  title: string;
  subtitle: string;
  note: string;
  unit: string;
  log: boolean;
  start: string;
  days: string[];
  traces: Trace[];
  points: Point[];
}

/** A step of a waterfall. */
export interface Piece {
  name: string;
  value: number;
  low: number | null;
  high: number | null;
  assumed: boolean;
  said: string;
}

/** Steps that add up to the last. */
export interface Waterfall {
  id: string;
  title: string;
  subtitle: string;
  note: string;
  unit: string;
  pieces: Piece[];
}

/** A campus on a map. */
export interface Spot {
  id: string;
  name: string;
  state: string;
  latitude: number;
  longitude: number;
  value: number;
  low: number | null;
  high: number | null;
  whole: number | null;
  said: string;
}

/** Circles where campuses stand. */
export interface SpotMap {
  id: string;
  title: string;
  subtitle: string;
  note: string;
  unit: string;
  spots: Spot[];
}

/** Phases that are begun together, in years such as 2027.25. */
export interface Begun {
  begin: number;
  full: number;
  count: number;
}

/** Equal phases of a campus, planned and announced. */
export interface GanttRow {
  name: string;
  part: string;
  planned: Begun[];
  announced: Begun[];
}

/** Lines in time beside announced dates. */
export interface Gantt {
  id: string;
  title: string;
  subtitle: string;
  note: string;
  first: number;
  last: number;
  rows: GanttRow[];
}

export type AnyFigure = Timeline | ByYear | Waterfall | SpotMap | Gantt | Listing;

/** One figure, or several between which the reader chooses. */
export interface Panel {
  choice: string;
  names: string[];
  narrow: boolean;
  figures: AnyFigure[];
}

/** A page of panels, which any result can fill. */
export interface PanelPage {
  programme: string;
  scenario: string;
  as_of: string;
  futures: number;
  seed: number;
  kind: string;
  about: string;
  title: string;
  lede: string;
  numbers: HeadlineNumber[];
  panels: Panel[];
  resting: Resting;
  notes: string[];
  version: string;
  command: string;
}
