/** What the reader is looking at: scenario, month, phase, theme. Kept in the address, shared by all figures. */

import { getContext, setContext } from 'svelte';
import { drawnIn, type Drawn } from './drawn';
import { monthsAt, spanOf, type Span } from './time';
import type { Outlook, View } from './types';

export type Theme = 'light' | 'dark';

export const NONE = 'none';
const KEY = Symbol('report');

export class Report {
  readonly outlook: Outlook;
  readonly span: Span;
  /** The scenario shown, by its place among the views. */
  index = $state(0);
  /** The month that the time cursor stands on, as an index into `outlook.time`. */
  cursor = $state(0);
  /** The address of the phase whose detail is open. */
  phase = $state<string | null>(null);
  /** Whether the energisation figure shows phases without an announced date as well. */
  everything = $state(false);
  theme = $state<Theme>('light');
  /** A theme that the reader has asked for, not just the system's. */
  chosenTheme = $state(false);
  /** Whether figures are drawn for paper: fixed widths, nothing opened. */
  printing = $state(false);
  /** The figure that is drawn as a file of its own: fixed width, light colours, nothing opened. */
  exporting = $state('');
  /** Figures whose numbers are shown below them. */
  opened = $state<string[]>([]);
  /** The scenario drawn as a ghost: its name, `none`, or empty where the page chooses. */
  compared = $state('');
  /** Whether single keys are commands. */
  keys = $state(true);
  /** Whether the list of keys is shown. */
  help = $state(false);
  readonly view: View = $derived.by(() => this.outlook.views[this.index]);
  readonly day: string = $derived.by(() => this.outlook.time[this.cursor]);

  constructor(outlook: Outlook) {
    this.outlook = outlook;
    this.span = spanOf(outlook);
    this.cursor = this.home;
    this.readAddress();
  }

  /** The first scenario, which the others are held against. */
  get base(): View {
    return this.outlook.views[0];
  }

  get isBase(): boolean {
    return this.index === 0;
  }

  get drawn(): Drawn {
    return drawnIn(this.view);
  }

  /** Whether there are many futures, so that ranges and chances may be spoken of. */
  get hasRanges(): boolean {
    return this.drawn === 'many';
  }

  /** The figures of this view in their order; a figure's number is its place among them. */
  get figures(): string[] {
    const { causes, calibration, joint, shared } = this.view;
    const { worths } = this.outlook;
    return [
      'energisation',
      'campuses',
      'timetable',
      ...(shared.rows.length > 0 ? ['waiting'] : []),
      ...(causes.rows.length > 0 ? ['causes'] : []),
      'capital',
      ...(joint && !this.printing ? ['joint'] : []),
      ...(this.isBase && !this.printing ? this.explained : []),
      ...(this.isBase && !this.printing && worths.rows.length > 0 ? ['worths'] : []),
      ...(this.outlook.views.length > 1 ? ['scenarios'] : []),
      ...(calibration.length > 0 ? ['calibration'] : []),
    ];
  }

  /** Figures of the first scenario alone: whose delay it is, what to find out, what is to be agreed. */
  private get explained(): string[] {
    return [...(this.outlook.delay.steps.length > 0 ? ['delay'] : []), 'findings', 'agreements'];
  }

  /** The scenario drawn as a ghost; unless the reader chooses, another scenario is held against the first. */
  get other(): View | null {
    const asked = this.outlook.views.find((view) => view.id === this.compared);
    const other = this.compared ? asked : this.base;
    return other && other !== this.view ? other : null;
  }

  compareWith(scenario: string): void {
    this.compared = scenario;
  }

  /** The next scenario as a ghost, after the last none. */
  compareNext(): void {
    const ids = this.outlook.views.filter((view) => view !== this.view).map((view) => view.id);
    const next = this.other ? ids.indexOf(this.other.id) + 1 : 0;
    this.compared = ids[next] ?? NONE;
  }

  /** Shows the numbers of a figure, or hides them. */
  toggleData(figure: string): void {
    const open = this.opened.includes(figure);
    this.opened = open ? this.opened.filter((id) => id !== figure) : [...this.opened, figure];
  }

  /** The first and the last month the cursor can stand on. */
  get bounds(): [number, number] {
    const origin = monthsAt(this.outlook.time[0]);
    return [Math.round(this.span.from + 1 - origin), Math.round(this.span.to - origin)];
  }

  /** The month that the headline speaks of. */
  get home(): number {
    return this.within(this.nearest(monthsAt(this.view.gap.day)));
  }

  /** Where a month lies on the time axis. */
  at(month: number): number {
    return monthsAt(this.outlook.time[month]);
  }

  /** The month whose end lies nearest to a place on the time axis. */
  nearest(position: number): number {
    return Math.round(position - monthsAt(this.outlook.time[0]));
  }

  moveTo(month: number): void {
    this.cursor = this.within(month);
  }

  moveBy(months: number): void {
    this.moveTo(this.cursor + months);
  }

  /** Shows another scenario; a cursor that nobody has moved goes to the month of its headline. */
  choose(scenario: number): void {
    const unmoved = this.cursor === this.home;
    this.index = scenario;
    if (unmoved) this.cursor = this.home;
  }

  chooseIfThere(scenario: number): void {
    if (scenario < this.outlook.views.length) this.choose(scenario);
  }

  /** Opens a phase, or closes it where it is open. */
  toggle(phase: string): void {
    this.phase = this.phase === phase ? null : phase;
  }

  switchTheme(): void {
    this.theme = this.theme === 'dark' ? 'light' : 'dark';
    this.chosenTheme = true;
  }

  /** The view as a query string; what is as at first is left out. */
  get address(): string {
    const parts = new URLSearchParams();
    if (!this.isBase) parts.set('scenario', this.view.id);
    if (this.cursor !== this.home) parts.set('month', this.day.slice(0, 7));
    if (this.compared) parts.set('compare', this.compared);
    if (this.phase) parts.set('phase', this.phase);
    if (this.opened.length > 0) parts.set('data', this.opened.join(','));
    if (!this.keys) parts.set('keys', 'off');
    if (this.everything) parts.set('phases', 'all');
    if (this.chosenTheme) parts.set('theme', this.theme);
    return parts.toString();
  }

  readAddress(): void {
    const parts = new URLSearchParams(location.hash.slice(1));
    const scenario = this.outlook.views.findIndex((view) => view.id === parts.get('scenario'));
    this.choose(Math.max(0, scenario));
    const month = this.outlook.time.findIndex((day) => day.slice(0, 7) === parts.get('month'));
    if (month >= 0) this.moveTo(month);
    const compared = parts.get('compare') ?? '';
    const known = compared === NONE || this.outlook.views.some((view) => view.id === compared);
    this.compared = known ? compared : '';
    this.phase = parts.get('phase');
    this.opened = parts.get('data')?.split(',').filter(Boolean) ?? [];
    this.keys = parts.get('keys') !== 'off';
    this.everything = parts.get('phases') === 'all';
    const theme = parts.get('theme');
    this.chosenTheme = theme === 'light' || theme === 'dark';
    this.theme = this.chosenTheme ? (theme as Theme) : systemTheme();
  }

  private within(month: number): number {
    const [first, last] = this.bounds;
    return Math.min(last, Math.max(first, month));
  }
}

export function systemTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function provideReport(report: Report): void {
  setContext(KEY, report);
}

export function useReport(): Report {
  return getContext<Report>(KEY);
}
