// The numbers behind a picture, to be read: the facts as a list, the columns as a table. Long tables are cut; the whole is in the CSV.

import { make } from './dom.js';
import { written } from './numbers.js';

const MOST_ROWS = 200;
const MOST_ITEMS = 12;

const named = name => name.replaceAll('_', ' ');

function told(value) {
  if (Array.isArray(value)) {
    const shown = value.slice(0, MOST_ITEMS).map(item => (Array.isArray(item) || typeof item === 'object' ? told(item) : written(item)));
    return make('span', {}, shown.flatMap((item, i) => (i ? [', ', item] : [item])), value.length > MOST_ITEMS ? ', …' : null);
  }
  if (value !== null && typeof value === 'object') return listed(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : written(value, 10);
}

const listed = object => make('dl', {}, Object.entries(object).flatMap(([name, value]) => [make('dt', {}, named(name)), make('dd', {}, told(value))]));

function table(columns, caption) {
  const names = Object.keys(columns);
  const length = Math.max(...names.map(name => columns[name].length));
  const rows = Array.from({ length: Math.min(length, MOST_ROWS) }, (_, i) =>
    make('tr', {}, names.map(name => make('td', {}, written(columns[name][i], 10)))));
  return make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    make('table', {},
      make('caption', {}, length > MOST_ROWS ? `${caption}: the first ${MOST_ROWS} of ${length} rows` : caption),
      make('thead', {}, make('tr', {}, names.map(name => make('th', { scope: 'col' }, named(name))))),
      make('tbody', {}, rows)));
}

/** Shows an answer's facts and tables in a container. */
export function tell(container, answer) {
  const parts = [];
  if (answer.facts) parts.push(listed(answer.facts));
  if (answer.columns) parts.push(table(answer.columns, 'Columns'));
  for (const run of answer.runs ?? []) {
    if (run.outcome) parts.push(make('h2', {}, `${run.name}: ${named(run.outcome)}`));
    if (run.end && typeof run.end === 'object') parts.push(listed(run.end));
    if (run.columns) parts.push(table(run.columns, run.name));
  }
  if (answer.grid) parts.push(make('p', {}, `A grid of ${answer.grid.x.length} × ${answer.grid.y.length} values; the CSV has them all.`));
  container.replaceChildren(...parts);
}
