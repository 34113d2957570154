// What hands do to the picture of a state: they move, zoom and turn it, reset it, drop a ball. The shown picture goes along at once.

import { queryOf } from './address.js';
import { followingOf } from './following.js';
import { clicked, moved, VIEW } from './gestures.js';
import { handsOf } from './hands.js';

const PACE = 1.25;
const MAP_PACE = 2;

/* From where a picture is looked at. */
const viewIn = values => [...values].filter(([name]) => VIEW.includes(name));

/**
 * {show(frames, drawn), know(answer), settle(), reset(), zoom(direction), tap(place, added)} over the elements {canvas, image} and the playground {state(),
 * study(), answer(), studies, numbers(), go(state), change(arguments), look(near), looked(frames), tell(sentence), restore(state), rest(), seek(step)}.
 * settle() takes the state as it is for what reset() goes back to.
 */
export function viewOf({ canvas, image }, playground) {
  const following = followingOf({ canvas, image });
  let shown = null, frames = null, home = [];

  /* What the hand found as it came, what it means now (gestures.js), and the state before the last tap. */
  let held = null, wanted = null, beforeTap = null;

  /* ---- maps that have tiles are looked at nearer without being asked for again ---- */

  /* Their script, asked for once a map is there, and what shows them. */
  let script = null, tiles = null, asked = false, mapped = null;

  /* An answer may have none, where they would be too much. */
  function hasTiles() {
    const answer = playground.answer();
    return frames?.panels.length > 0 && playground.study().tiles && playground.state().values.has('y') && (!answer || Boolean(answer.links?.tile));
  }

  const isMap = () => Boolean(tiles) && hasTiles();

  async function askForTiles() {
    asked = true;
    script = await import('./tiles.js');
    tiles = script.tilesOf({ canvas, image }, { unknown: () => playground.numbers(), refused: playground.tell });
    const answer = playground.answer();
    if (answer) tiles.know(answer.links?.tile);
    lookAt();
  }

  function lookAt() {
    if (!asked && hasTiles()) askForTiles();
    const state = playground.state(), seen = isMap() && tiles.show(shown, script.nearOf(state.near), state.values, playground.answer()?.query);
    if (!isMap()) tiles?.rest();
    playground.looked(seen || frames);
  }

  function look(gesture) {
    const panel = held.frames.panels.find(candidate => candidate.holds(...gesture.from)), state = playground.state();
    const near = panel && script.textOf(script.looked(gesture, panel, script.nearOf(held.near)));
    if (!panel || near === state.near) return;
    playground.look(near);
    lookAt();
  }

  function settle() {
    home = viewIn(playground.state().values);
    if (frames && playground.state() && mapped === queryOf(playground.state().values)) lookAt();
  }

  /* Goes to a state without taking it for what the view is reset to. */
  function goFrom(state, its) {
    playground.go(state);
    home = its;
  }

  /* The shown picture goes along until the one of where the hand is has come. */
  function followOn() {
    if (wanted && (frames.space ? wanted.turn : frames.panels.length === wanted.axes.length)) following.follow(shown, wanted);
    else following.rest();
    if (!held) wanted = null;
  }

  /* Hands move oftener than pictures are drawn: what they did since the last frame is done once. */
  let undone = null, due = null;

  function move() {
    const gesture = undone;
    cancelAnimationFrame(due);
    undone = due = null;
    if (gesture && isMap()) {
      look(gesture);
      return;
    }
    const meant = gesture && moved(gesture, held, playground.study());
    if (!meant) return;
    wanted = meant;
    playground.change(meant.arguments);
    followOn();
  }

  function reset() {
    const state = playground.state();
    goFrom({ study: state.study, values: new Map([...state.values].filter(([name]) => !VIEW.includes(name)).concat(home)) }, home);
  }

  function tap(at, added) {
    const panel = frames.panels.find(candidate => candidate.holds(...at)), state = playground.state();
    const meant = panel && clicked(panel.data(...at), panel, playground.study(), playground.studies);
    beforeTap = null;
    if (!meant) return;
    if (meant.step !== undefined) {
      playground.seek(meant.step);
      return;
    }
    beforeTap = { state, home };
    const limits = [...meant.limits].map(([name, text]) => [name, [text]]);
    if (meant.study === playground.study()) {
      const before = state.values.get('start')?.[0], several = added && before && meant.study.parameter('start').kind === 'points';
      goFrom({ ...state, values: new Map([...state.values, ...limits]).set('start', [several ? `${before};${meant.text}` : meant.text]) }, home);
      return;
    }
    const values = new Map([...state.values].filter(([name]) => ['f', 'x', 'y', 'dim'].includes(name) && meant.study.parameter(name)));
    if (meant.study.parameter('optimizer')) values.set('optimizer', [meant.method]);
    playground.go({ study: meant.study.name, values: new Map([...values, ...limits]).set(meant.name, [meant.text]) });
  }

  /* The second tap of two: what the first one did is undone. */
  function doubled() {
    if (beforeTap) {
      playground.restore(beforeTap.state);
      ({ home } = beforeTap);
      beforeTap = null;
    }
    reset();
  }

  const hands = handsOf({ canvas, image }, {
    began() { held = { frames, values: playground.state().values, near: playground.state().near, answer: playground.answer() }; },
    pace: () => (isMap() ? MAP_PACE : PACE),
    moved(gesture) {
      undone = gesture;
      due ??= requestAnimationFrame(move);
    },
    ended() {
      move();
      held = null;
      playground.rest();
    },
    tapped: tap,
    doubled,
  });

  return {
    settle,
    reset,
    tap,
    zoom: hands.zoom,
    know(answer) {
      tiles?.know(answer.links?.tile);
      lookAt();
    },
    show(its, drawn) {
      shown = { frames: its, drawn };
      frames = its;
      hands.show(its);
      followOn();
      const query = queryOf(playground.state().values);
      if (query !== mapped) tiles?.know(null);
      mapped = query;
      lookAt();
    },
  };
}
