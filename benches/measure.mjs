// Figures: how they are summed up, and how they are shown.

/** The value below which `share` of `values` lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = (values) => quantile(values, 0.5);

/** A row of the median of `values`, one a round; `samples` is how many things a round counted. */
export function row(what, values, unit, { budget, samples = 1 } = {}) {
  return {
    what,
    figure: median(values),
    least: Math.min(...values),
    most: Math.max(...values),
    unit,
    budget,
    samples: `${values.length}${samples > 1 ? ` × ${samples}` : ''}`,
  };
}

/** A row of one quantile of single measurements. */
export function rowOf(what, share, values, unit, { budget } = {}) {
  return { ...row(what, values, unit, { budget }), figure: quantile(values, share), samples: `${values.length}` };
}

/** A row that says in words why there is no figure. */
export const lacking = (what, why) => ({ what, why });

/** Prints a table: figure, spread, budget, and their ratio (1.00 is all of it). */
export function print(title, rows) {
  const cells = rows.map((row) =>
    row.why
      ? [row.what, row.why, '', '', '', '']
      : [
          row.what,
          `${short(row.figure)} ${row.unit}`,
          row.least === row.most ? '' : `${short(row.least)}–${short(row.most)}`,
          row.budget === undefined ? '' : `${short(row.budget)} ${row.unit}`,
          row.budget ? `${(row.figure / row.budget).toFixed(2)}${row.figure > row.budget ? ' over' : ''}` : '',
          row.samples,
        ],
  );
  const table = [[title, 'median', 'spread', 'budget', 'ratio', 'samples'], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  console.log();
  for (const line of table) {
    const padded = line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])));
    console.log(padded.join('  ').trimEnd());
  }
}

function short(number) {
  if (Math.abs(number) >= 100) return number.toFixed(0);
  if (Math.abs(number) >= 10) return number.toFixed(1);
  return number.toFixed(2).replace(/\.00$/, '');
}
