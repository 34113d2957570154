// What a gesture on the picture means, as arguments: it moves and scales the intervals, or turns a surface; a click says where a descent starts.
// Which of these there are follows from the parameters that the study has.

import { rounded } from './numbers.js';

const DEGREES_PER_PIXEL = 0.4;

/** The parameters that say from where and how near a picture is looked at. */
export const VIEW = ['x', 'y', 'xlim', 'ylim', 'azimuth', 'elevation'];

/* lo, hi and step of an interval given as text; null if it is not made of plain numbers. */
function endsOf(text) {
  const ends = (text ?? '').split(':').map(part => (part.trim() === '' ? NaN : Number(part)));
  return ends.length >= 2 && ends.every(Number.isFinite) ? ends : null;
}

function interval([low, high], step) {
  const unit = (high - low) / 1000;
  return [rounded(low, unit), rounded(high, unit), ...(step === undefined ? [] : [rounded(step, step / 1000)])].join(':');
}

/* Whether a panel shows the landscape over its coordinate x, which is not so where x is a setting, and whether upward there is the coordinate y. */
const isLandscape = (panel, study) => panel?.x.column === 'x' && study.parameter('x')?.kind !== 'swept';
const isPlane = panel => panel.y.column === 'y';

/* Where a number goes as what lay at the place `about` is taken `shift` away, both as data, and all grows by `factor`. */
const goes = (about, shift, factor) => value => about + (value - about - shift) / factor;

/* The interval of a coordinate is the study's own, where it has one, or else the limits of the axis. */
const namesOf = study => new Map(['x', 'y'].map(name => [name, study.parameter(name)?.kind === 'interval' ? name : `${name}lim`]));

/**
 * What a gesture {from, to, factor} on the picture `press` {frames, values, answer} means: {arguments: Map of name → text, axes: what each panel
 * then shows, [{x: [low, high], y: [low, high]}]}, or, of a surface, {arguments, turn: {azimuth, elevation}}; null if it means nothing.
 */
export function moved(gesture, press, study) {
  const { frames, values, answer } = press;
  if (frames.space) return turned(gesture, press, study);
  const panel = frames.panels.find(candidate => candidate.holds(...gesture.from) && isLandscape(candidate, study));
  if (!panel || panel.x.logarithmic || panel.y.logarithmic) return null;
  const from = panel.data(...gesture.from), to = panel.data(...gesture.to), given = new Map(), names = namesOf(study);
  const changed = ['x', ...(isPlane(panel) ? ['y'] : [])].map((name, i) => [name, goes(from[i], to[i] - from[i], gesture.factor)]);
  for (const [name, change] of changed) {
    const own = names.get(name), axis = panel[name];
    const ends = endsOf(values.get(own)?.[0] ?? answer?.query?.[own]) ?? [axis.low, axis.high];
    const wanted = [change(ends[0]), change(ends[1])];
    if (!study.parameter(own) || !(wanted[1] - wanted[0] > 1e-12 * Math.max(...wanted.map(Math.abs))) || !wanted.every(Number.isFinite)) return null;
    given.set(own, interval(wanted, ends[2] && ends[2] / gesture.factor));
  }
  const axes = frames.panels.map(each => Object.fromEntries(changed
    .filter(([name]) => each[name].column === panel[name].column && !each[name].logarithmic)
    .map(([name, change]) => [name, [change(each[name].low), change(each[name].high)]])));
  return { arguments: given, axes };
}

/* A surface turns under the hand, and is looked at over a smaller or greater part of the plane. */
function turned({ from, to, factor }, { values, answer }, study) {
  const given = name => values.get(name)?.[0] ?? answer?.query?.[name] ?? study.parameter(name)?.initial;
  const result = new Map(), turn = { azimuth: Number(given('azimuth')), elevation: Number(given('elevation')) };
  if (study.parameter('azimuth') && (from[0] !== to[0] || from[1] !== to[1])) {
    turn.azimuth -= (to[0] - from[0]) * DEGREES_PER_PIXEL;
    turn.elevation = Math.min(90, Math.max(-90, turn.elevation + (to[1] - from[1]) * DEGREES_PER_PIXEL));
    result.set('azimuth', String(Math.round(((turn.azimuth + 180) % 360 + 360) % 360 - 180)));
    result.set('elevation', String(Math.round(turn.elevation)));
  }
  for (const name of factor === 1 ? [] : ['x', 'y']) {
    const ends = study.parameter(name) && endsOf(given(name));
    if (!ends) continue;
    const change = goes((ends[0] + ends[1]) / 2, 0, factor);
    result.set(name, interval([change(ends[0]), change(ends[1])], ends[2] && ends[2] / factor));
  }
  return result.size ? { arguments: result, axes: [], turn } : null;
}

/** Where a click means a descent to start: {study, name, text, method, limits}; or {step} where steps run along the panel; null where it means
 * nothing. The method is one that walks at the pace of the picture whatever the slopes are: a first descent should not begin by diverging. The
 * limits, a Map, keep the frame as it is. */
export function clicked([x, y], panel, study, studies) {
  if (panel.x.column === 'step') return { step: x };
  const asked = isLandscape(panel, study) && starting(study, studies);
  if (!asked) return null;
  const place = [rounded(x, (panel.x.high - panel.x.low) / 500), rounded(y, (panel.y.high - panel.y.low) / 500)];
  const width = panel.x.high - panel.x.low, names = namesOf(asked), limits = new Map();
  for (const name of isPlane(panel) ? ['x', 'y'] : ['x']) limits.set(names.get(name), interval([panel[name].low, panel[name].high]));
  return { study: asked, name: 'start', text: isPlane(panel) ? place.join(',') : place[0], method: `adam(lr=${rounded(width / 50, width / 500)})`, limits };
}

/** What can be done by hand in a picture, as sentences; `isMap`: of two settings. */
export function hintsFor({ panels, space }, study, studies, isMap) {
  const landscape = panels.some(panel => isLandscape(panel, study));
  return [
    landscape && starting(study, studies) && 'Click anywhere to drop a ball.',
    space && study.parameter('azimuth') && 'Drag, two fingers or the arrow keys turn the surface.',
    landscape && 'Drag to move; two fingers, or the wheel with Ctrl, zoom.',
    study.tiles && isMap && 'The wheel with Ctrl, two fingers, + and − zoom in, ten decades deep; drag to move.',
    panels.length && 'Arrow keys read values.',
  ].filter(Boolean).join(' ');
}

/* The study that a start on this landscape is given to: this one, or the first that takes a function and a start. */
function starting(study, studies) {
  const takes = candidate => candidate.parameter('start') && candidate.parameter('f');
  if (takes(study)) return study;
  return study.parameter('f') ? [...studies.values()].find(takes) ?? null : null;
}
