// Reading values off the picture: a cross and a note follow the pointer, or the arrow keys once the picture has the focus.
// A click, or Enter, tells where; a drag tells how far.

import { shape } from './dom.js';
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
  const step = pair && stepAt(answer.runs, pair, panel, at);
  if (step) return step;
  if (answer?.grid) return [['x', dx], ['y', dy], ['value', gridValue(answer.grid, dx, dy)]];
  const columns = answer?.columns && Object.entries(answer.columns).filter(([, values]) => isNumeric(values));
  if (!columns?.length) return [[panel.x.column ?? 'x', dx], [panel.y.column ?? 'y', dy]];
  const i = nearestRow(columns[0][1], dx);
  return columns.slice(0, 6).map(([name, values]) => [name, values[i]]);
}

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const CLICK_RADIUS = 4;
const NEAR = 12;

/**
 * {show(frames), read(answer)} over the elements {canvas, image, overlay, note}. Tells listeners chosen([x, y], panel number, added) at a click,
 * moved(pixels, press, 'start' | 'go on' | 'end') at a drag, zoomed(factor, [x, y], panel) at a pinch.
 */
export function readingOf({ canvas, image, overlay, note }, listeners) {
  let frames = null;
  let answer = null;
  let place = null;
  let press = null;
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
  const located = event => {
    const box = image.getBoundingClientRect();
    return [(event.clientX - box.left) / scale(), (event.clientY - box.top) / scale()];
  };

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
    note.textContent = values.map(([name, value]) => `${name} = ${written(value)}`).join('\n');
    note.hidden = false;
    placeNote(at);
    moveCross(panel, at);
    dotsAt(panel, values);
  }

  function choose(at, added) {
    const panel = panelAt(at);
    if (panel) listeners.chosen(panel.data(...at), frames.panels.indexOf(panel), panel, added);
  }

  canvas.addEventListener('pointermove', event => {
    if (!frames) return;
    const at = located(event);
    if (press) {
      const moved = [at[0] - press.at[0], at[1] - press.at[1]];
      if (!press.dragging && Math.hypot(...moved) * scale() <= CLICK_RADIUS) return;
      const phase = press.dragging ? 'go on' : 'start';
      press.dragging = true;
      hide();
      listeners.moved(moved, press, phase);
    } else if (event.pointerType === 'mouse') {
      readAt(at);
    }
  });
  canvas.addEventListener('pointerleave', () => { if (!press) hide(); });
  canvas.addEventListener('pointerdown', event => {
    if (!frames || event.button !== 0 || !event.composedPath().includes(image)) return;
    const at = located(event);
    press = { at, frames, panel: panelAt(at), dragging: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointerup', event => {
    if (!press) return;
    const { dragging, at } = press;
    const finished = press;
    press = null;
    if (dragging) listeners.moved([0, 0], finished, 'end');
    else choose(at, event.shiftKey);
    if (event.pointerType !== 'mouse' && !dragging) readAt(at);
  });
  canvas.addEventListener('pointercancel', () => { press = null; });

  canvas.addEventListener('keydown', event => {
    if (!frames?.panels.length || event.target !== canvas) return;
    if (event.key in KEYS) {
      const [right, below] = KEYS[event.key], step = event.shiftKey ? 1 : 10;
      const panel = frames.panels[0];
      const [px, py] = place ?? [(panel.left + panel.right) / 2, (panel.top + panel.bottom) / 2];
      const inside = panelAt([px, py]) ?? panel;
      readAt([Math.min(inside.right, Math.max(inside.left, px + step * right)), Math.min(inside.bottom, Math.max(inside.top, py + step * below))]);
      event.preventDefault();
    } else if (event.key === 'Enter' && place) {
      choose(place, event.shiftKey);
    } else if (event.key === 'Escape') {
      hide();
    }
  });
  canvas.addEventListener('blur', hide);
  /* A pinch comes as a wheel with the control key, and so does the wheel while that key is held. */
  canvas.addEventListener('wheel', event => {
    if (!frames || !event.ctrlKey) return;
    event.preventDefault();
    const at = located(event), panel = panelAt(at);
    if (panel) listeners.zoomed(Math.exp(Math.sign(event.deltaY) * Math.min(0.3, Math.abs(event.deltaY) / 200)), panel.data(...at), panel);
  }, { passive: false });

  return {
    show(shown) {
      frames = shown;
      overlay.setAttribute('viewBox', `0 0 ${frames.width} ${frames.height}`);
      canvas.classList.toggle('space', frames.space);
      if (place && !press) readAt(place);
    },
    read(given) {
      answer = given;
      pairs = new Map(answer?.runs ? frames.panels.map(panel => [panel, pairOf(panel, answer.runs)]) : []);
      if (place && answer) readAt(place);
    },
  };
}
