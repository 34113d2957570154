// What hands do to the picture, as arguments: a drag turns a surface or moves the intervals, a pinch scales them, a click says where
// a descent starts. Which of these there are follows from the parameters that the study has.

import { rounded } from './numbers.js';

const DEGREES_PER_PIXEL = 0.4;

/* lo, hi and step of an interval given as text; null if it is not made of plain numbers. */
function endsOf(text) {
  const ends = (text ?? '').split(':').map(part => (part.trim() === '' ? NaN : Number(part)));
  return ends.length >= 2 && ends.every(Number.isFinite) ? ends : null;
}

const interval = (low, high, step) => {
  const unit = (high - low) / 500;
  return [rounded(low, unit), rounded(high, unit), ...(step === undefined ? [] : [String(step)])].join(':');
};

/* Whether a panel shows the landscape over its coordinate x, and whether upward there is the coordinate y. */
const isLandscape = panel => panel?.x.column === 'x';
const isPlane = panel => panel.y.column === 'y';

/** Arguments for a drag of [dx, dy] pixels that began at `press` with `values` and `answer`: a Map of name → text; null if it means nothing. */
export function dragged([dx, dy], press, study, values, answer) {
  const given = name => values.get(name)?.[0] ?? answer?.query?.[name] ?? study.parameter(name)?.initial;
  if (press.frames.space) {
    if (!study.parameter('azimuth') || !study.parameter('elevation')) return null;
    const azimuth = Number(given('azimuth')) - dx * DEGREES_PER_PIXEL, elevation = Number(given('elevation')) + dy * DEGREES_PER_PIXEL;
    const turned = ((azimuth + 180) % 360 + 360) % 360 - 180;
    return new Map([['azimuth', String(Math.round(turned))], ['elevation', String(Math.round(Math.min(90, Math.max(-90, elevation))))]]);
  }
  return moved(press, study, given, (ends, length, name) => {
    const shift = (name === 'x' ? -dx : dy) / length;
    return interval(ends[0] + shift, ends[1] + shift, ends[2]);
  });
}

/** The same for a pinch by `factor` about a place [x, y] of the panel. */
export function pinched(factor, place, press, study, values, answer) {
  const given = name => values.get(name)?.[0] ?? answer?.query?.[name];
  return moved(press, study, given, (ends, length, name) => {
    const about = place[name === 'x' ? 0 : 1];
    return interval(about + (ends[0] - about) * factor, about + (ends[1] - about) * factor, ends[2] && ends[2] * factor);
  });
}

/* New intervals by change(ends, pixels a unit, name), for the coordinates that the panel shows. */
function moved({ panel }, study, given, change) {
  if (!isLandscape(panel) || panel.x.logarithmic) return null;
  const result = new Map();
  for (const name of isPlane(panel) ? ['x', 'y'] : ['x']) {
    const axis = panel[name];
    const length = (name === 'x' ? panel.right - panel.left : panel.bottom - panel.top) / (axis.high - axis.low);
    const ends = endsOf(given(name));
    if (ends && study.parameter(name)) result.set(name, change(ends, length, name));
  }
  return result.size ? result : null;
}

/** Where a click means a descent to start: {study, name, text, method}; or {step} where steps run along the panel; null where it means nothing.
 * The method is one that walks at the pace of the picture whatever the slopes are: a first descent should not begin by diverging. */
export function clicked([x, y], panel, study, studies) {
  if (panel.x.column === 'step') return { step: x };
  const asked = isLandscape(panel) && starting(study, studies);
  if (!asked) return null;
  const place = [rounded(x, (panel.x.high - panel.x.low) / 500), rounded(y, (panel.y.high - panel.y.low) / 500)];
  const width = panel.x.high - panel.x.low;
  return { study: asked, name: 'start', text: isPlane(panel) ? place.join(',') : place[0], method: `adam(lr=${rounded(width / 50, width / 500)})` };
}

/** What can be done by hand in a picture, as sentences. */
export function hintsFor({ panels, space }, study, studies) {
  const landscape = panels.some(isLandscape);
  return [
    landscape && starting(study, studies) && 'Click anywhere to drop a ball.',
    space && study.parameter('azimuth') && 'Drag to turn the surface.',
    landscape && study.parameter('x') && 'Drag to move, pinch or Ctrl and the wheel to zoom.',
    panels.length && 'Arrow keys read values.',
  ].filter(Boolean).join(' ');
}

/* The study that a start on this landscape is given to: this one, or the first that takes a function and a start. */
function starting(study, studies) {
  const takes = candidate => candidate.parameter('start') && candidate.parameter('f');
  if (takes(study)) return study;
  return study.parameter('f') ? [...studies.values()].find(takes) ?? null : null;
}
