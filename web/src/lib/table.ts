/** The numbers behind a figure. */

export type Cell = string | number | null;

export interface Table {
  columns: string[];
  rows: Cell[][];
}

/** Comma-separated values as RFC 4180 has them; what does not exist is an empty field. */
export function csv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

function field(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Whether a column is set flush right: all its cells are numbers or nothing. */
export function isNumeric(table: Table, column: number): boolean {
  return table.rows.every((row) => row[column] === null || typeof row[column] === 'number');
}
