// A map zoomed in: over the panel of the picture lie the tiles that the service draws of it at any depth, and until they are here the coarser ones
// stand in for them. Where the map is looked at is {depth, x, y}: its part 2^-depth wide and high about the place x, y, from 0 at the left and the
// top to 1.

import { make } from './dom.js';
import { ask, Refusal } from './fetching.js';
import { axisBetween, framedBy } from './frame.js';
import { written } from './numbers.js';

const SIDE = 256;
const LAST = 34;
const MOST_DEPTH = Math.log2(1e10);
const MOST_KEPT = 160;
const AT_ONCE = 3;
const ASK_AFTER = 120;

/* Of a drawing that is coarser by so many levels one pixel is seen, and places within it are beyond what a canvas computes with. */
const ONE_PIXEL = 8;

export const WHOLE = { depth: 0, x: 0.5, y: 0.5 };

/** The place that an address says; the whole map where it says none. */
export function nearOf(text) {
  const [depth, x, y] = (text ?? '').split('/').map(Number);
  if (![depth, x, y].every(Number.isFinite) || depth <= 0) return WHOLE;
  return within({ depth, x, y });
}

/** The same as text; undefined of the whole map. */
export function textOf({ depth, x, y }) {
  if (depth <= 0) return undefined;
  const digits = Math.ceil(depth * Math.log10(2)) + 4;
  return [depth.toFixed(2), x.toFixed(digits), y.toFixed(digits)].map(Number).join('/');
}

/* The nearest place that shows nothing but the map. */
function within({ depth, x, y }) {
  const near = Math.min(MOST_DEPTH, Math.max(0, depth)), half = 2 ** -near / 2, inside = value => Math.min(1 - half, Math.max(half, value));
  return { depth: near, x: inside(x), y: inside(y) };
}

/** Where a gesture {from, to, factor} over a panel takes a look at `near`. */
export function looked({ from, to, factor }, panel, near) {
  const parts = ([px, py]) => [(px - panel.left) / (panel.right - panel.left) - 0.5, (py - panel.top) / (panel.bottom - panel.top) - 0.5];
  const depth = Math.min(MOST_DEPTH, Math.max(0, near.depth + Math.log2(factor)));
  const [fromX, fromY] = parts(from), [toX, toY] = parts(to);
  return within({ depth, x: near.x + fromX * 2 ** -near.depth - toX * 2 ** -depth, y: near.y + fromY * 2 ** -near.depth - toY * 2 ** -depth });
}

/* The axis of the whole map along which a setting "name,lo:hi" or "name,lo:hi,log" varies; null if its ends are not plain numbers. */
function wholeAxis(text, { logarithmic }) {
  const [name, interval] = (text ?? '').split(','), [low, high] = interval?.split(':').map(end => (end.trim() === '' ? NaN : Number(end))) ?? [];
  return Number.isFinite(low) && Number.isFinite(high) ? axisBetween(low, high, logarithmic ? 'log' : 'linear', name) : null;
}

/* How many digits tell places along an axis apart. */
function digitsOf({ low, high }) {
  return Math.min(17, Math.max(1, Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / Math.abs(high - low)))) + 3);
}

/* The tiles of a depth that are seen, the middle ones first. */
function seenAt(depth, { x, y, depth: near }) {
  const count = 2 ** depth, half = 2 ** -near / 2, first = value => Math.max(0, Math.floor((value - half) * count));
  const last = value => Math.min(count - 1, Math.ceil((value + half) * count) - 1), found = [];
  for (let row = first(y); row <= last(y); row++) for (let column = first(x); column <= last(x); column++) found.push({ depth, column, row });
  const off = tile => Math.hypot((tile.column + 0.5) / count - x, (tile.row + 0.5) / count - y);
  return found.sort((one, other) => off(one) - off(other));
}

const keyOf = ({ depth, column, row }) => `${depth}/${column}/${row}`;

/**
 * {show(shown, near, values, query), know(template), rest()} over the elements {canvas, image}: `shown` is the picture of the whole map {frames, drawn},
 * `values` are the state's and `query` the answer's, which tell what varies along the axes. show() returns the frames as they are then, or null where
 * the picture stays as it is. Tells listeners unknown(), that the template is wanted, and refused(sentence).
 */
export function tilesOf({ canvas, image }, listeners) {
  const pixels = make('canvas'), across = ends('across'), up = ends('up'), scale = make('output', { class: 'scale' });
  const layer = make('div', { class: 'deep', hidden: true }, pixels, across.strip, up.strip, scale);
  const held = new Map(), underWay = new Map(), refused = new Set();
  let template = null, shown = null, near = WHOLE, axes = null, copy = null, timer = null, wanted = [], most = LAST;
  image.after(layer);

  /* The names of the ends of an axis and its own, beside the panel. */
  function ends(name) {
    const parts = [make('span'), make('span'), make('span')];
    return { strip: make('div', { class: name }, ...parts), tell: texts => parts.forEach((part, i) => { part.textContent = texts[i]; }) };
  }

  /* ---- drawing ---- */

  /* Draws what is seen of a drawing of the part of the map from `left`, `top` on, `width` wide and `height` high, in the map's own measure. Edges are at
   * whole pixels, so that no gap is seen between tiles. */
  function stretch(context, drawing, [left, top, width, height], size) {
    const seen = 2 ** -near.depth, x = near.x - seen / 2, y = near.y - seen / 2;
    const [x0, x1] = [Math.max(left, x), Math.min(left + width, x + seen)], [y0, y1] = [Math.max(top, y), Math.min(top + height, y + seen)];
    if (!(x1 > x0) || !(y1 > y0)) return;
    const at = (value, low, length) => Math.round((value - low) / seen * length);
    const to = [at(x0, x, size[0]), at(y0, y, size[1]), at(x1, x, size[0]), at(y1, y, size[1])];
    const from = [(x0 - left) / width * drawing.width, (y0 - top) / height * drawing.height, (x1 - x0) / width * drawing.width, (y1 - y0) / height * drawing.height];
    const source = seen > width * 2 ** -ONE_PIXEL ? from : [Math.floor(from[0]), Math.floor(from[1]), 1, 1];
    context.drawImage(drawing, ...source, to[0], to[1], to[2] - to[0], to[3] - to[1]);
  }

  function draw() {
    const panel = shown.frames.panels[0], size = [pixels.width, pixels.height], context = pixels.getContext('2d');
    context.clearRect(0, 0, ...size);
    context.imageSmoothingEnabled = false;
    const [left, right] = [panel.x.low, panel.x.high].map(axes.x.fraction), [top, bottom] = [panel.y.high, panel.y.low].map(value => 1 - axes.y.fraction(value));
    stretch(context, copy, [left, top, right - left, bottom - top], size);
    const finest = depthWanted(), seen = [...held.values()].filter(({ tile }) => tile.depth <= finest);
    for (const { tile, drawing } of seen.sort((one, other) => one.tile.depth - other.tile.depth)) {
      const part = 2 ** -tile.depth;
      stretch(context, drawing, [tile.column * part, tile.row * part, part, part], size);
    }
    layer.dataset.awaited = String((timer || !template ? 1 : 0) + wanted.length + underWay.size);
  }

  /* The panel of the picture as pixels, to stand in. */
  function copied({ frames, drawn }) {
    const { left, top, right, bottom } = frames.panels[0], grain = (drawn.naturalWidth ?? drawn.width) / frames.width, fine = devicePixelRatio * image.clientWidth / frames.width;
    const made = make('canvas', { width: Math.ceil((right - left) * fine), height: Math.ceil((bottom - top) * fine) });
    made.getContext('2d').drawImage(drawn, left * grain, top * grain, (right - left) * grain, (bottom - top) * grain, 0, 0, made.width, made.height);
    return made;
  }

  /* Lays the tiles over the panel, and the ends of its axes over those of the whole map. */
  function lay({ left, top, right, bottom }) {
    const unit = image.clientWidth / shown.frames.width, place = (element, [x0, y0, x1, y1]) => {
      Object.assign(element.style, { left: `${x0 * unit}px`, top: `${y0 * unit}px`, width: `${(x1 - x0) * unit}px`, height: `${(y1 - y0) * unit}px` });
    };
    const overhang = 8;
    place(pixels, [left, top, right, bottom]);
    place(across.strip, [0, bottom + 1, right + overhang, shown.frames.height]);
    place(up.strip, [0, top - overhang, left - 1, bottom + 1]);
    across.strip.style.paddingInlineStart = `${left * unit}px`;
    scale.style.insetInlineEnd = `${(shown.frames.width - right) * unit + 6}px`;
    scale.style.top = `${top * unit + 6}px`;
    const size = [right - left, bottom - top].map(length => Math.ceil(length * unit * devicePixelRatio));
    if (pixels.width !== size[0]) [pixels.width] = size;
    if (pixels.height !== size[1]) [, pixels.height] = size;
  }

  /* ---- tiles ---- */

  /* The depth whose pixels are nearest in size to the window's. */
  const depthWanted = () => Math.min(most, Math.max(0, Math.round(near.depth + Math.log2(pixels.width / devicePixelRatio / SIDE))));

  async function load(tile) {
    const key = keyOf(tile), controller = new AbortController(), asked = template;
    underWay.set(key, controller);
    try {
      const address = asked.replace('{z}', tile.depth).replace('{x}', tile.column).replace('{y}', tile.row);
      const drawing = await createImageBitmap(await (await ask(address, 'image/png', controller.signal)).blob());
      if (asked === template) held.set(key, { tile, drawing });
      for (const old of [...held.keys()].slice(0, Math.max(0, held.size - MOST_KEPT))) held.delete(old);
    } catch (error) {
      if (asked === template && error instanceof Refusal) refuse(tile, error.problem);
    }
    if (underWay.get(key) === controller) underWay.delete(key);
    goOn();
    if (!layer.hidden) draw();
  }

  /* Numbers that are too near to be told apart have no tile: coarser ones are shown from there on. */
  function refuse(tile, { status, detail, errors }) {
    refused.add(keyOf(tile));
    if (status === 400 && tile.depth) most = Math.min(most, tile.depth - 1);
    listeners.refused(errors[0]?.detail ?? detail);
  }

  function goOn() {
    while (template && underWay.size < AT_ONCE && wanted.length) load(wanted.shift());
  }

  /* Asks for the tiles of the wanted depth, before them for coarse ones where there are none yet, and for no others any more. */
  function want() {
    timer = null;
    if (!template) {
      draw();
      listeners.unknown();
      return;
    }
    const depth = depthWanted(), coarse = seenAt(Math.max(0, depth - 2), near), fine = seenAt(depth, near);
    const all = coarse.every(tile => held.has(keyOf(tile))) || fine.every(tile => held.has(keyOf(tile))) ? fine : [...coarse, ...fine];
    const keys = new Set(all.map(keyOf));
    for (const [key, controller] of underWay) {
      if (keys.has(key)) continue;
      underWay.delete(key);
      controller.abort();
    }
    for (const key of keys) { /* those seen last are kept longest */
      const its = held.get(key);
      if (its && held.delete(key)) held.set(key, its);
    }
    wanted = all.filter((tile, i) => !held.has(keyOf(tile)) && !underWay.has(keyOf(tile)) && !refused.has(keyOf(tile)) && all.findIndex(other => keyOf(other) === keyOf(tile)) === i);
    goOn();
    draw();
  }

  function forget() {
    for (const controller of underWay.values()) controller.abort();
    for (const all of [held, underWay, refused]) all.clear();
    wanted = [];
    most = LAST;
  }

  function rest() {
    clearTimeout(timer);
    timer = null;
    layer.hidden = true;
    canvas.classList.remove('deepened');
  }

  /* The panel as it is zoomed in, with as many digits as its readings have. */
  function framed(panel) {
    const half = 2 ** -near.depth / 2, [x, y] = [axes.x, axes.y].map((axis, i) => {
      const middle = i ? 1 - near.y : near.x;
      return axisBetween(axis.value(middle - half), axis.value(middle + half), axis.logarithmic ? 'log' : 'linear', axis.column);
    });
    return { ...framedBy(panel, x, y), digits: Math.max(digitsOf(x), digitsOf(y)) };
  }

  return {
    rest,
    /* Another map has other tiles; null: it is not known yet. */
    know(its) {
      if (its === template) return;
      forget();
      template = its ?? null;
      if (!layer.hidden && template) want();
    },
    show(its, looksAt, values, query) {
      const panel = its.frames.panels[0];
      axes = Object.fromEntries(['x', 'y'].map(name => [name, wholeAxis(values.get(name)?.[0], panel[name]) ?? wholeAxis(query?.[name], panel[name])]));
      near = looksAt;
      if (near.depth <= 0 || !axes.x || !axes.y) {
        if (near.depth > 0) listeners.unknown();
        rest();
        return null;
      }
      if (its !== shown) copy = copied(its);
      shown = its;
      layer.hidden = false;
      canvas.classList.add('deepened');
      lay(panel);
      const frame = framed(panel), told = (name, axis) => [written(axis.low, digitsOf(axis)), values.get(`${name}label`)?.[0] ?? axis.column, written(axis.high, digitsOf(axis))];
      across.tell(told('x', frame.x));
      up.tell(told('y', frame.y));
      scale.textContent = `× ${written(2 ** near.depth, 3)}`;
      clearTimeout(timer);
      timer = setTimeout(want, ASK_AFTER);
      draw();
      return { ...its.frames, panels: [frame, ...its.frames.panels.slice(1)] };
    },
  };
}
