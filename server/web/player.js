// Steps played forward and back: over the picture of a descent a marker walks the path of each run, with its trail behind it.
// The picture itself tells which columns of the numbers each of its panels shows.

import { make, shape } from './dom.js';
import { written } from './numbers.js';

const WHOLE_PLAY = 6000;
const LONGEST_STEP = 400;
const FAR = 1e5;

/* Which colours of the cycle runs are drawn in: one by itself is orange, several take theirs in turn. */
const TURN_OF_ONE = 4;

/** The columns of runs that a panel shows, [across, up]; null if it shows none. */
export function pairOf({ x, y }, runs) {
  const has = column => column && runs.some(({ columns }) => columns?.[column]);
  return has(x.column) && has(y.column) ? [x.column, y.column] : null;
}

/* Runs that diverge leave the picture by more than an attribute of SVG can say. */
const near = pixels => Math.max(-FAR, Math.min(FAR, pixels));

function tracksOf(panel, runs) {
  const pair = pairOf(panel, runs);
  if (!pair) return [];
  return runs.map(({ columns }, i) => ({
    panel,
    turn: runs.length === 1 ? TURN_OF_ONE : i,
    places: columns[pair[0]].map((across, step) => panel.place(across, columns[pair[1]][step]).map(near)),
  }));
}

/* Nothing of a trail is seen outside of its panel. */
function windowOf({ left, top, right, bottom }, i) {
  const clip = shape('clipPath', { id: `window-${i}` });
  clip.append(shape('rect', { x: left, y: top, width: right - left, height: bottom - top }));
  return clip;
}

function trailIn(trail, i) {
  trail.setAttribute('clip-path', `url(#window-${i})`);
  return trail;
}

/* The bar: to the start, back, forward, to the end, a slider, and what is so at the step. */
function barOf(container, act) {
  const button = (label, sign, action) => make('button', { type: 'button', class: 'quiet', 'aria-label': label, title: label, click: () => act(action) }, sign);
  const slider = make('input', { type: 'range', min: 0, step: 1, 'aria-label': 'Step', input: () => act(Number(slider.value)) });
  const back = button('Play back', '◀', 'back'), forward = button('Play', '▶', 'forward');
  const state = make('output', { class: 'step' });
  container.replaceChildren(button('To the start', '|◀', 'first'), back, forward, button('To the end', '▶|', 'last'), slider, state);
  return { slider, back, forward, state };
}

/** {show(answer, frames), rest(), clear(), seek(step)} within {container, overlay, canvas}; began() is told of every use of the bar. */
export function playerOf({ container, overlay, canvas }, began) {
  const layer = shape('g', { class: 'tracks' });
  let runs = [], tracks = [], last = 0, at = 0, playing = 0, before = 0;

  const bar = barOf(container, action => {
    began();
    if (typeof action === 'number') stop(action);
    else if (action === 'first') stop(0);
    else if (action === 'last') stop(last);
    else play(action === 'back' ? -1 : 1);
  });

  function stop(step) {
    playing = 0;
    at = step;
    draw();
  }

  function play(direction) {
    if (playing === direction) {
      stop(Math.round(at));
      return;
    }
    if (direction > 0 && at >= last) at = 0;
    if (direction < 0 && at <= 0) at = last;
    const idle = playing === 0;
    playing = direction;
    before = performance.now();
    draw();
    if (idle) requestAnimationFrame(tick);
  }

  function tick(now) {
    if (!playing) return;
    at = Math.min(last, Math.max(0, at + playing * (now - before) / Math.min(LONGEST_STEP, WHOLE_PLAY / last)));
    before = now;
    if (at === (playing > 0 ? last : 0)) playing = 0;
    draw();
    requestAnimationFrame(tick);
  }

  function drawTrack({ panel, trail, marker, places }, step) {
    const shown = places.slice(0, step + 1).filter(place => place.every(Number.isFinite));
    trail.setAttribute('points', shown.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '));
    const place = shown.at(-1);
    marker.toggleAttribute('hidden', !place || !panel.holds(...place));
    if (!place) return;
    marker.setAttribute('cx', place[0]);
    marker.setAttribute('cy', place[1]);
  }

  /* What is so at the step: of a single run its columns, of several their values. */
  function told(step) {
    const rowOf = ({ columns }) => Math.min(step, columns.step.length - 1);
    if (runs.length > 1) return runs.map(run => `${run.name}: ${written(run.columns.value?.[rowOf(run)], 4)}`).join('   ');
    return Object.entries(runs[0].columns).filter(([name]) => name !== 'step').slice(0, 4)
      .map(([name, values]) => `${name.replaceAll('_', ' ')} ${written(values[rowOf(runs[0])], 4)}`).join('   ');
  }

  function draw() {
    const step = Math.round(at);
    const whole = step === last && !playing;
    canvas.classList.toggle('playing', !whole);
    layer.toggleAttribute('hidden', whole);
    for (const track of tracks) drawTrack(track, step);
    bar.slider.value = step;
    bar.slider.setAttribute('aria-valuetext', `step ${step} of ${last}`);
    bar.state.textContent = `step ${step} of ${last}   ${told(step)}`;
    for (const [button, direction, sign] of [[bar.back, -1, '◀'], [bar.forward, 1, '▶']]) {
      button.setAttribute('aria-pressed', String(playing === direction));
      button.textContent = playing === direction ? '❚❚' : sign;
    }
  }

  function clear() {
    playing = 0;
    runs = [];
    layer.remove();
    container.hidden = true;
    canvas.classList.remove('playing');
  }

  return {
    clear,
    /** Until the numbers of a new picture are here: the marks of the old one go, the bar stays where it is. */
    rest() {
      playing = 0;
      layer.remove();
      canvas.classList.remove('playing');
    },
    seek(step) { if (runs.length) stop(Math.min(last, Math.max(0, Math.round(step)))); },
    show(answer, frames) {
      playing = 0;
      layer.remove();
      runs = (answer.runs ?? []).filter(({ columns }) => columns?.step?.length > 1);
      tracks = runs.length ? frames.panels.flatMap(panel => tracksOf(panel, runs)) : [];
      if (!tracks.length) {
        clear();
        return;
      }
      for (const track of tracks) {
        track.trail = shape('polyline', { class: `trail turn-${track.turn % 10}` });
        track.marker = shape('circle', { class: `marker turn-${track.turn % 10}`, r: 5 });
      }
      layer.replaceChildren(...frames.panels.map(windowOf), ...tracks.map(({ trail, panel }) => trailIn(trail, frames.panels.indexOf(panel))),
        ...tracks.map(({ marker }) => marker));
      overlay.append(layer);
      last = Math.max(...runs.map(({ columns }) => columns.step.length - 1));
      at = last;
      bar.slider.max = last;
      container.hidden = false;
      draw();
    },
  };
}
