// Data and networks are picked from pictures: beside the field of each, what it may hold as thumbnails. Those of data are drawn by the service, those
// of networks here, a column of circles for each layer.

import { make, shape, theme } from './dom.js';

/* Sets that have a picture in the plane or of their examples; the others are typed. */
const data = ['spirals', 'moons', 'circles', 'xor', 'blobs', 'sine', 'digits', 'fashion'];

const networks = [
  { text: 'linear', label: 'no hidden layer', layers: [] },
  { text: 'mlp(hidden=4)', label: 'one narrow layer', layers: [4] },
  { text: 'mlp(hidden=16)', label: 'one wide layer', layers: [6] },
  { text: 'mlp', label: 'two layers', layers: [6, 6] },
  { text: 'mlp(hidden=8;8;8;8)', label: 'four layers', layers: [4, 4, 4, 4] },
  { text: 'mlp(hidden=8;8;8;8,activation=tanh,residual=1)', label: 'four layers with residual connections', layers: [4, 4, 4, 4], residual: true },
];

const WIDE = 84, LOW = 56, RADIUS = 3;

/* Inputs, hidden layers, one output; a residual connection is an arc over a layer. */
function diagram({ layers, residual }) {
  const columns = [2, ...layers, 1], gap = WIDE / (columns.length + 1);
  const place = (column, row) => [gap * (column + 1), LOW / 2 + (row - (columns[column] - 1) / 2) * 8];
  const drawing = shape('svg', { viewBox: `0 0 ${WIDE} ${LOW}`, width: WIDE, height: LOW, 'aria-hidden': 'true', focusable: 'false', class: 'diagram' });
  const rows = column => Array.from({ length: columns[column] }, (_, row) => place(column, row));
  for (let column = 1; column < columns.length; column++)
    for (const [x1, y1] of rows(column - 1)) for (const [x2, y2] of rows(column)) drawing.append(shape('line', { x1, y1, x2, y2 }));
  if (residual) for (let column = 1; column + 1 < columns.length - 1; column++) {
    const [from, to] = [place(column, 0), place(column + 1, 0)];
    drawing.append(shape('path', { d: `M${from} Q${(from[0] + to[0]) / 2} 2 ${to}` }));
  }
  columns.forEach((_, column) => { for (const [cx, cy] of rows(column)) drawing.append(shape('circle', { cx, cy, r: RADIUS })); });
  return drawing;
}

const thumbnail = name => make('img', {
  width: WIDE, height: LOW, alt: '', loading: 'lazy',
  src: `/v1/data.png?data=${name}&width=${WIDE}&height=${LOW}&xticks=1e9&yticks=1e9&xlabel=&ylabel=&legend=off&grid=off&theme=${theme()}`,
});

const kinds = {
  data: data.map(name => ({ text: name, label: name, picture: () => thumbnail(name) })),
  network: networks.map(row => ({ ...row, picture: () => diagram(row) })),
};

/* "moons(n=50,noise=0.3)" has the picture of moons; a network, whose arguments are its shape, only its own. */
const isOf = (name, text, value) => text === (name === 'data' ? value.split('(')[0] : value);

/* What marks the picture of a field's value. */
const marks = new WeakMap();

/** Puts thumbnails before the control of each parameter in the form that can be picked so, or marks anew those that stand there; a click is as if it
 * had been typed. */
export function addPictures(form) {
  for (const [name, choices] of Object.entries(kinds)) {
    const field = form.querySelector(`#field-${name}`), place = field?.closest('.field');
    marks.get(place)?.();
    if (!place || marks.has(place)) continue;
    const buttons = choices.map(({ text, label, picture }) => make('button', {
      type: 'button', title: label, 'aria-label': `${name}: ${label}`,
      click() {
        field.value = text;
        field.dispatchEvent(new Event('change'));
        mark();
      },
    }, picture()));
    const mark = () => buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(isOf(name, choices[i].text, field.value || field.placeholder))));
    field.addEventListener('input', mark);
    field.addEventListener('change', mark);
    place.querySelector('label').after(make('div', { class: 'picks', role: 'group', 'aria-label': `${name} from pictures` }, buttons));
    marks.set(place, mark);
    mark();
  }
}
