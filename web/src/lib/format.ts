/** How numbers are said: the same words as `stargate.reports.words`. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MINUS = '\u2212';

const inGigawatts = (megawatts: number): boolean => Math.abs(megawatts) >= 999.5;

/** IT power: "5.1 GW", "421 MW". The kind of power is said beside it. */
export function power(megawatts: number): string {
  return inGigawatts(megawatts) ? `${(megawatts / 1000).toFixed(1)} GW` : `${megawatts.toFixed(0)} MW`;
}

/** A range of IT power with its unit once: "2.5 to 4.1 GW". */
export function powerPair(low: number, high: number): string {
  return `${powerNumber(low, high)} to ${power(high)}`;
}

/** A part of a whole, in the unit of the whole: "0.8 of 1.2 GW". */
export function powerOf(part: number, whole: number): string {
  return `${powerNumber(part, whole)} of ${power(whole)}`;
}

/** A number in the unit in which `like` is said. */
export function powerNumber(megawatts: number, like: number): string {
  return inGigawatts(like) ? (megawatts / 1000).toFixed(1) : megawatts.toFixed(0);
}

/** A change of IT power: "+0.42", "−120", in the unit in which `like` is said. */
export function powerChange(megawatts: number, like: number): string {
  const size = Math.abs(megawatts);
  const digits = inGigawatts(like) ? (size / 1000).toFixed(2) : size.toFixed(0);
  if (Number(digits) === 0) return '0';
  return `${megawatts < 0 ? MINUS : '+'}${digits}`;
}

/** Marks of an axis, in the unit of the largest and with no more decimals than they need. */
export function powerTicks(ticks: number[], like: number): string[] {
  const scaled = ticks.map((tick) => (inGigawatts(like) ? tick / 1000 : tick));
  const decimals = scaled.every(Number.isInteger) ? 0 : 1;
  return scaled.map((tick) => tick.toFixed(decimals));
}

/** The unit in which `megawatts` is said. */
export function powerUnit(megawatts: number): 'GW' | 'MW' {
  return inGigawatts(megawatts) ? 'GW' : 'MW';
}

/** Billions of US dollars: "USD 263 bn", "USD 0.5 bn". */
export function money(billions: number): string {
  return `USD ${moneyNumber(billions)} bn`;
}

/** Billions of US dollars without their unit; small but there is "<0.1". */
export function moneyNumber(billions: number): string {
  if (billions > 0 && billions < 0.05) return '<0.1';
  return billions >= 9.95 ? billions.toFixed(0) : billions.toFixed(1);
}

/** A chance: never nought, never certain. */
export function chance(share: number): string {
  if (share < 0.005) return '<1%';
  return share >= 0.995 ? '>99%' : `${Math.round(share * 100)}%`;
}

/** "Dec 2028" of "2028-12-31". */
export function month(day: string): string {
  const [year, index] = day.split('-');
  return `${MONTHS[Number(index) - 1]} ${year}`;
}

/** "22 Nov 2026" of "2026-11-22". */
export function longDay(day: string): string {
  return `${Number(day.split('-')[2])} ${month(day)}`;
}

/** A date of a milestone that some futures never reach. */
export function monthOrNever(day: string | null): string {
  return day === null ? 'never' : month(day);
}

/** How late a date is: "+14 mo", "on time". */
export function slip(months: number): string {
  const rounded = Math.round(months);
  if (rounded === 0) return 'on time';
  return `${rounded < 0 ? MINUS : '+'}${Math.abs(rounded)} mo`;
}

/** Months with a sign and one decimal: "+1.5". */
export function signedMonths(months: number): string {
  const digits = Math.abs(months).toFixed(1);
  if (Number(digits) === 0) return '0.0';
  return `${months < 0 ? MINUS : '+'}${digits}`;
}

/** A change with its sign and true minus, with so many decimals: "+30", "−1,204"; none where it is nought. */
export function signed(change: number | null, decimals: number): string {
  if (change === null) return '–';
  const size = Math.abs(change);
  if (Number(size.toFixed(decimals)) === 0) return '0';
  const places = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return `${change < 0 ? MINUS : '+'}${size.toLocaleString('en-GB', places)}`;
}

/** A text of Python's in the page's letters: a true minus before a number. */
export function typeset(text: string): string {
  return text.replaceAll(/(^|[ (])-(?=\d)/g, `$1${MINUS}`);
}

/** Names as a sentence has them: "Abilene, Milam and Saline". */
export function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A whole number with its thousands apart: "20,000". */
export function whole(number: number): string {
  return number.toLocaleString('en-GB');
}

/** A number with its noun: "1 campus", "7 campuses". */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${whole(number)} ${number === 1 ? one : many}`;
}

const TIED = /(\d%?|USD|to) (?=GW|MW|bn|to \d|\d)/g;

/** Keeps a number and its unit, and the two ends of a range, on one line. */
export function tied(text: string): string {
  return text.replaceAll(TIED, '$1\u00a0');
}

/** "on_site_gas" as words. */
export function words(identifier: string): string {
  return identifier.replaceAll('_', ' ');
}

/** A name of several words as it stands inside a sentence: "companies that hold chips", but "Port Washington". */
export function inside(name: string): string {
  return /^[A-Z]\S* [a-z]+ [a-z]/.test(name) || name === 'Landlords'
    ? name[0].toLowerCase() + name.slice(1)
    : name;
}

/** Words in lines of at most so many letters. */
export function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= letters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A number as it is read aloud: three digits that count, thousands apart, a true minus. */
export function rounded(value: number): string {
  const text = value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
  return text === '-0' ? '0' : text.replace('-', MINUS);
}

/** Names of the months of a year: "Jan" to "Dec". */
export const monthNames = (): string[] => [...MONTHS];
