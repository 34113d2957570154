// Reading values off the picture: a cross and a note follow the pointer, or the arrow keys once the picture has the focus; n and p go to the next
// minimum or maximum and back, Enter tells where.

import { shape } from './dom.js';
import { placeIn } from './frame.js';
import { written } from './numbers.js';
import { pairOf } from './player.js';

/* The numbers at a place of a grid, between its samples by bilinear interpolation. */
function gridValue({ x, y, z }, dx, dy) {
  const cell = (samples, at) => {
    const after = samples.findIndex(sample => sample >= at);
    if (after < 0 || at < samples[0]) return null;
    const i = Math.max(0, after - 1);
    return [i, (at - samples[i]) / (samples[i + 1] - samples[i])];
  };
  const column = cell(x, dx), row = cell(y, dy);
  if (!column || !row) return null;
  const [i, s] = column, [j, t] = row;
  return (z[j][i] * (1 - s) + z[j][i + 1] * s) * (1 - t) + (z[j + 1][i] * (1 - s) + z[j + 1][i + 1] * s) * t;
}

const isNumeric = column => column.some(value => typeof value === 'number');

/* The row of columns whose first is nearest to a value. */
function nearestRow(values, at) {
  let best = -1;
  values.forEach((value, i) => {
    if (value !== null && (best < 0 || Math.abs(value - at) < Math.abs(values[best] - at))) best = i;
  });
  return best;
}

/* The step of a run that is drawn nearest to a place of the panel, if it is near: what its row says. */
function stepAt(runs, pair, panel, [px, py]) {
  let best = null, least = NEAR ** 2;
  for (const { name, columns } of runs) {
    if (!columns[pair[0]] || !columns[pair[1]]) continue;
    columns[pair[0]].forEach((across, i) => {
      const [qx, qy] = panel.place(across, columns[pair[1]][i]);
      const distance = (qx - px) ** 2 + (qy - py) ** 2;
      if (distance < least) {
        least = distance;
        best = { name, columns, i };
      }
    });
  }
  return best && [['run', best.name], ...Object.entries(best.columns).slice(0, 6).map(([name, values]) => [name, values[best.i]])];
}

/* What there is to say of a place: pairs of name and number. */
function valuesAt(answer, pair, panel, at) {
  const [dx, dy] = panel.data(...at);
  if (panel.digits) return [[panel.x.column, dx], [panel.y.column, dy]]; /* nearer than the answer's numbers lie */
  const step = pair && stepAt(answer.runs, pair, panel, at);
  if (step) return step;
  if (answer?.grid) return [['x', dx], ['y', dy], ['value', gridValue(answer.grid, dx, dy)]];
  const columns = answer?.columns && Object.entries(answer.columns).filter(([, values]) => isNumeric(values));
  if (!columns?.length) return [[panel.x.column ?? 'x', dx], [panel.y.column ?? 'y', dy]];
  const i = nearestRow(columns[0][1], dx);
  return columns.slice(0, 6).map(([name, values]) => [name, values[i]]);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NEAR = 12;

/* Samples of a grid below, or above, all of their neighbours. */
function extremaOfGrid({ x, y, z }) {
  const found = [];
  for (let j = 1; j < y.length - 1; j++) {
    for (let i = 1; i < x.length - 1; i++) {
      const around = [-1, 0, 1].flatMap(dj => [-1, 0, 1].filter(di => di || dj).map(di => z[j + dj][i + di])), value = z[j][i];
      if (around.every(other => other > value) || around.every(other => other < value)) found.push([x[i], y[j], value]);
    }
  }
  return found.sort((one, other) => one[2] - other[2]);
}

/* The same of the first column over which there is another, in their order. */
function extremaOfColumns([[, along], ...curves]) {
  const found = [];
  for (const [, values] of curves.slice(0, 1)) {
    for (let i = 1; i < values.length - 1; i++) {
      const [before, value, after] = [values[i - 1], values[i], values[i + 1]];
      if (before !== null && value !== null && after !== null && (before > value === after > value) && before !== value && after !== value) found.push([along[i], value]);
    }
  }
  return found;
}

/* The places of the picture where the answer has a minimum or a maximum: those that it lists itself, or else those of its samples. */
function extremaOf(answer, panel) {
  const columns = answer?.columns, numeric = columns && Object.entries(columns).filter(([, values]) => isNumeric(values));
  const listed = columns?.kind && columns.x ? columns.x.map((x, i) => [x, (columns.y ?? columns.value)[i]]) : null;
  const found = listed ?? (answer?.grid ? extremaOfGrid(answer.grid) : numeric?.length > 1 ? extremaOfColumns(numeric) : []);
  return found.map(([x, y]) => panel.place(x, y)).filter(place => panel.holds(...place));
}

/**
 * {show(frames), read(answer)} over the elements {canvas, image, overlay, note}. Tells listeners chosen(place, added) at Enter; needed() is a promise
 * that the numbers have been read.
 */
export function readingOf({ canvas, image, overlay, note }, listeners) {
  let frames = null;
  let answer = null;
  let place = null;
  let pairs = new Map();
  const cross = shape('g', { class: 'cross' });
  const across = shape('line'), down = shape('line');
  cross.append(across, down);

  /* Where curves over x are read, a dot on each of them. */
  function dotsAt(panel, values) {
    for (const dot of cross.querySelectorAll('circle')) dot.remove();
    if (!answer?.columns) return;
    for (const [, value] of values.slice(1)) {
      const [px, py] = panel.place(values[0][1], value);
      if (panel.holds(px, py)) cross.append(shape('circle', { cx: px, cy: py, r: 4 }));
    }
  }

  const scale = () => image.clientWidth / frames.width;
  const panelAt = at => frames.panels.find(panel => panel.holds(...at));
  function hide() {
    place = null;
    note.hidden = true;
    cross.remove();
  }

  function moveCross(panel, [px, py]) {
    for (const [name, value] of Object.entries({ x1: panel.left, x2: panel.right, y1: py, y2: py })) across.setAttribute(name, value);
    for (const [name, value] of Object.entries({ x1: px, x2: px, y1: panel.top, y2: panel.bottom })) down.setAttribute(name, value);
    if (!cross.isConnected) overlay.prepend(cross);
  }

  function placeNote([px, py]) {
    const toLeft = px > frames.width / 2, above = py > frames.height / 2;
    note.style.left = toLeft ? 'auto' : `${px * scale() + 14}px`;
    note.style.right = toLeft ? `${(frames.width - px) * scale() + 14}px` : 'auto';
    note.style.top = above ? 'auto' : `${py * scale() + 14}px`;
    note.style.bottom = above ? `${(frames.height - py) * scale() + 14}px` : 'auto';
  }

  function readAt(at) {
    const panel = panelAt(at);
    if (!panel) {
      hide();
      return;
    }
    place = at;
    const values = valuesAt(answer, pairs.get(panel), panel, at);
    note.textContent = values.map(([name, value]) => `${name} = ${written(value, panel.digits)}`).join('\n');
    note.hidden = false;
    placeNote(at);
    moveCross(panel, at);
    dotsAt(panel, values);
  }

  canvas.addEventListener('pointermove', event => {
    if (!frames || event.pointerType !== 'mouse') return;
    if (event.buttons) hide();
    else readAt(placeIn(image.getBoundingClientRect(), frames, event.clientX, event.clientY));
  });
  canvas.addEventListener('pointerleave', hide);

  /* The next minimum or maximum, from the one that is read at present. */
  function goToExtremum(onward) {
    const places = extremaOf(answer, frames.panels[0]);
    if (!places.length) return;
    const now = places.findIndex(([px, py]) => place && Math.abs(px - place[0]) < 0.5 && Math.abs(py - place[1]) < 0.5);
    readAt(places[now < 0 ? (onward > 0 ? 0 : places.length - 1) : (now + onward + places.length) % places.length]);
  }

  canvas.addEventListener('keydown', event => {
    if (!frames?.panels.length || event.target !== canvas || event.altKey || event.metaKey) return;
    if (event.key in ARROWS && !event.shiftKey) {
      const [right, below] = ARROWS[event.key], step = event.ctrlKey ? 1 : 10;
      const panel = frames.panels[0];
      const [px, py] = place ?? [(panel.left + panel.right) / 2, (panel.top + panel.bottom) / 2];
      const inside = panelAt([px, py]) ?? panel;
      readAt([Math.min(inside.right, Math.max(inside.left, px + step * right)), Math.min(inside.bottom, Math.max(inside.top, py + step * below))]);
    } else if (!event.ctrlKey && (event.key === 'n' || event.key === 'p')) {
      listeners.needed().then(() => goToExtremum(event.key === 'n' ? 1 : -1));
    } else if (event.key === 'Enter' && place) {
      listeners.chosen(place, event.shiftKey);
    } else if (event.key === 'Escape') {
      hide();
    } else return;
    event.preventDefault();
  });
  canvas.addEventListener('blur', hide);

  return {
    show(shown) {
      frames = shown;
      overlay.setAttribute('viewBox', `0 0 ${frames.width} ${frames.height}`);
      canvas.classList.toggle('space', frames.space);
      if (place) readAt(place);
    },
    read(given) {
      answer = given;
      pairs = new Map(answer?.runs ? frames.panels.map(panel => [panel, pairOf(panel, answer.runs)]) : []);
      if (place && answer) readAt(place);
    },
  };
}
