// The playground: ties the address, the form and the picture together. Every change goes the same way: the state changes, the address
// follows, the picture is asked for; back and forward only set the state.

import { addressOf, answerOf, carriedInto, COORDINATES, stateOf } from './address.js';
import { alternativeOf, find, make, onTheme, rememberOpen } from './dom.js';
import { formOf } from './form.js';
import { hintsFor } from './gestures.js';
import { historyOf } from './history.js';
import { ofPictures, pictureOf } from './picture.js';
import { playerOf } from './player.js';
import { readingOf } from './reading.js';
import { readRows } from './rows.js';
import { viewOf } from './view.js';

const COMPLAIN_AFTER = 400;

const playground = find('#playground');
const [canvas, image, overlay, problem] = ['#canvas', '#picture', '#overlay', '#problem'].map(selector => find(selector));

let rows, form, picture, reading, player, view, past;
let state = { study: null, values: new Map() };
let frames = null, answer = null, summary = '';

/* ---- the state ---- */

const study = () => rows.studies.get(state.study);

const exampleOf = chosen => ({ study: chosen.name, values: new Map([...chosen.example].map(([name, value]) => [name, [value]])) });

/* What the page was printed with. */
const beginning = () => stateOf(find('#beginning').dataset.address);

/* What an address says; where it does not say enough to be asked, its study's example asked of what it says, or the beginning, which is what the service
 * reads from an address without a study's name. */
function understood(given) {
  const known = rows.studies.get(given.study);
  if (!known) return beginning();
  if (known.parameters.every(({ required, name }) => !required || given.values.has(name))) return given;
  const example = exampleOf(known), next = carriedInto(known, example, given.values);
  if (next !== example) {
    ownBeginning ??= example;
    lenience = LENIENCE;
  }
  return next;
}

/* The first state is shown already where its picture was printed into the page, until the theme is chosen or it is used. */
let printed = false;

function ask(goesOn = false) {
  printed = false;
  picture.show(study(), state, goesOn);
}

/* What stays the same from one verb to the next. */
const KEPT = ['f', 'x', 'y', 'dim', 'data', 'network'];
const kept = new Map();

function keep() {
  const anew = state.values.has('f') && String(state.values.get('f')) !== String(kept.get('f') ?? '');
  for (const name of KEPT) if (state.values.has(name)) kept.set(name, state.values.get(name));
  /* A study that has no box says nothing of that of its formula. */
  if (state.values.has('f')) for (const name of ['x', 'y', 'dim']) if (!state.values.has(name) && (anew || study().parameter(name))) kept.delete(name);
}

function enter(next) {
  const before = state.study;
  state = next;
  if (before !== state.study) {
    form.build(study());
    find('#question').textContent = capital(study().question);
    find('#study-help').textContent = study().help;
    for (const link of document.querySelectorAll('#studies a')) {
      if (link.dataset.study === state.study) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    find('#studies [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
  view.settle();
  form.show(state.values);
  pictures(study());
  keep();
  showLinks();
}

/* Data and networks are picked from pictures, too; their script is loaded where a study has them. */
async function pictures(asked) {
  if (!asked.parameter('data') || !asked.parameter('network')) return;
  const { addPictures } = await import('./pick.js');
  addPictures(find('#form'));
}

/* As the service titles the page of this address. */
function titleOf() {
  const [title, f, data] = ['title', 'f', 'data'].map(name => state.values.get(name)?.[0]), about = f ?? data;
  return title || (about ? `${[...about].slice(0, 100).join('')}: ${study().question}` : study().question);
}

const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

/* One way in for whoever goes elsewhere: verbs, cards, clicks. */
function go(next, lenient = 0, otherwise = null) {
  ownBeginning = otherwise;
  lenience = lenient;
  wanted = null;
  leftOut = new Map();
  find('#note').hidden = true;
  enter(understood(next));
  past.push();
  ask();
}

/* How often arguments that do not fit a landscape or verb just picked are still left out, and which were. */
const LENIENCE = 4;
let lenience = 0;
let leftOut = new Map();

/* The choice that was just made, which stays. */
let wanted = null;

/* What does not fit a formula half typed may fit the whole one: while it is typed, all that was given before is tried again. */
let typed = null;

function change(name, texts, goesOn, anew) {
  const isFormula = study().parameter(name)?.kind === 'function';
  ownBeginning = null;
  if (!goesOn && past.goesOn(name) && String(texts) === String(state.values.get(name) ?? [])) {
    past.follow(name, false);
    ask();
    return;
  }
  if (isFormula && !past.goesOn(name)) typed = state.values;
  const values = new Map(isFormula && !anew ? typed : state.values);
  const isChoice = Boolean(study().parameter(name)?.choices);
  lenience = anew || isFormula || isChoice ? LENIENCE : 0;
  wanted = isChoice ? name : null;
  for (const other of leftOut.keys()) form.showOne(other, values.get(other) ?? []);
  leftOut = new Map();
  find('#note').hidden = true;
  if (anew) for (const { kind, name: other, required } of study().parameters) if (COORDINATES.includes(kind) && !required) values.delete(other);
  if (texts.length) values.set(name, texts);
  else values.delete(name);
  const next = { ...state, values, near: isFormula || study().parameter(name)?.kind === 'swept' ? undefined : state.near };
  const same = addressOf(next) === addressOf(state);
  state = next;
  if (same) return;
  past.follow(name, goesOn);
  view.settle();
  if (anew) form.show(state.values);
  keep();
  showLinks();
  ask(goesOn);
}

/* Several arguments at once, by hand on the picture. */
function changeAll(arguments_) {
  const values = new Map(state.values);
  for (const [name, text] of arguments_) values.set(name, [text]);
  state = { ...state, values };
  past.follow('picture', true);
  for (const name of arguments_.keys()) form.showOne(name, values.get(name));
  keep();
  ask(true);
}

/* A map is looked at elsewhere: what was asked of it stays as it is. */
function look(near) {
  state = { ...state, near };
  past.follow('map', true);
}

/* ---- what is shown beside the picture ---- */

/* The formats that there are of a figure with these links; null: they are not known yet. */
const offered = links => rows.formats.filter(format => !links || links[format]);

function showLinks() {
  find('#downloads').replaceChildren(...offered(answer?.links).map(format => make('li', {},
    make('a', { href: answerOf(state, format, ofPictures(study(), format === 'png' ? { scale: 2 } : {})), download: `${state.study}.${format}` }, format))));
}

let complaint = null;

function complain(sentences) {
  clearTimeout(complaint);
  if (!sentences) {
    problem.hidden = true;
    return;
  }
  complaint = setTimeout(() => {
    problem.replaceChildren(...sentences.map(sentence => make('p', {}, sentence)));
    problem.hidden = false;
  }, COMPLAIN_AFTER);
}

/* What the study asked begins with, where it was asked of what was being looked at instead. */
let ownBeginning = null;

/* Coordinates that a study must have, and of which its own beginning has too many or too few for what is being looked at, are taken as the service mends them. */
function mended(errors) {
  const [{ parameter, repair } = {}] = errors, row = study().parameter(parameter);
  if (!ownBeginning || errors.length !== 1 || !repair || !row?.required || !COORDINATES.includes(row.kind)) return false;
  state = { ...state, values: new Map([...state.values, [parameter, [repair]]]) };
  past.write();
  enter(state);
  ask();
  return true;
}

/* Shows the study's own beginning where it cannot be asked of what was being looked at, which other verbs go on with. */
function beginInstead(errors) {
  if (!ownBeginning || !errors.length) return false;
  const before = new Map(kept), what = state.values.get('f') ?? state.values.get('data');
  state = ownBeginning;
  ownBeginning = null;
  past.write();
  enter(state);
  for (const [name, texts] of before) kept.set(name, texts);
  ask();
  note(`${study().name} cannot be asked of ${what}: ${errors[0].detail.split('\n')[0]}. This is what it begins with.`);
  return true;
}

/* Leaves out what a landscape just picked has no use for; false if that is not what is wrong. */
function leaveOut(errors) {
  const faulty = errors.map(error => error.parameter).filter(name => name !== wanted && state.values.has(name) && !study().parameter(name)?.required);
  if (lenience-- <= 0 || !faulty.length) return false;
  const values = new Map(state.values);
  for (const name of faulty) {
    leftOut.set(name, values.get(name));
    values.delete(name);
  }
  state = { ...state, values };
  past.write();
  for (const name of leftOut.keys()) form.showOne(name, []);
  keep();
  showLinks();
  ask();
  tellLeftOut();
  return true;
}

/* What was left out, and the way back. */
function tellLeftOut() {
  const given = [...leftOut].map(([name, texts]) => `${name}=${texts.join(', ')}`).join(', ');
  const undo = () => {
    const values = new Map([...state.values, ...leftOut]);
    go({ ...state, values });
  };
  note(`Left out, for it does not fit here: ${given} `, make('button', { type: 'button', click: undo }, 'Undo'));
}

function note(...said) {
  find('#note').replaceChildren(...said);
  find('#note').hidden = false;
}

function refused({ title, detail, errors }) {
  if (leaveOut(errors) || mended(errors) || beginInstead(errors)) return;
  form.complain(errors);
  player.clear();
  const sentences = errors.map(error => `${error.parameter ? `${error.parameter}: ` : ''}${error.detail.split('\n')[0]}`);
  complain(sentences.length ? sentences : [detail ?? title]);
}

/* A picture has come, of this state or of one on the way to it, with its sentence. */
function showPicture(its, drawn, sentence, isDraft) {
  frames = its;
  answer = null;
  complain(null);
  form.complain([]);
  player.rest();
  reading.read(null);
  view.show(frames, drawn);
  summary = sentence;
  find('#summary').setAttribute('aria-busy', String(isDraft)); /* drafts are not read aloud */
  find('#summary').textContent = summary;
  if (isDraft) return;
  document.title = titleOf();
  image.alt = alternativeOf(`${capital(study().question)} ${summary}`);
  find('#numbers .tables').replaceChildren();
  find('#hint').textContent = hintsFor(frames, study(), rows.studies, state.values.has('y'));
  showLinks();
}

/* The tables are made, and their script is loaded, once they are opened. */
async function tellNumbers() {
  const told = answer;
  if (!told || !find('#numbers').open) return;
  const { tell } = await import('./facts.js');
  if (told === answer) tell(find('#numbers .tables'), told);
}

function showAnswer(given) {
  answer = given;
  showLinks();
  tellNumbers();
  view.know(answer);
  reading.read(answer);
  player.show(answer, frames);
}

/* The size that the shared picture has: what is given, or the default. */
function sizeOf(asked, values) {
  const ofPicture = (name, usual) => (asked.parameter(name).shared ? values.get(name)?.[0] ?? asked.parameter(name).initial : usual);
  return { width: ofPicture('width', 630), height: ofPicture('height', 350) };
}

/* ---- the beginning ---- */

function listen() {
  addEventListener('popstate', event => {
    past.arrived(event.state);
    const next = understood(stateOf(location.search, location.hash));
    if (sameState(next, state)) return;
    enter(next);
    ask();
  });
  addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z' || event.target.matches('input, select, textarea')) return;
    event.preventDefault();
    if (event.shiftKey) past.redo();
    else past.undo();
  });
  find('#undo').addEventListener('click', () => past.undo());
  find('#redo').addEventListener('click', () => past.redo());
  find('#nearer').addEventListener('click', () => view.zoom(1));
  find('#farther').addEventListener('click', () => view.zoom(-1));
  find('#reset').addEventListener('click', view.reset);
  canvas.addEventListener('focus', () => picture.numbers());
  canvas.addEventListener('pointermove', ({ buttons }) => buttons || picture.numbers());
  find('#numbers').addEventListener('toggle', () => {
    tellNumbers();
    picture.numbers();
  });
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="/?study="]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const given = stateOf(new URL(link.href).search);
    if (find('#studies').contains(link)) go(carriedInto(rows.studies.get(given.study), given, kept), LENIENCE, given);
    else go(given, LENIENCE);
    find('#experiments').open = false;
    if (!playground.contains(link)) {
      playground.scrollIntoView();
      find('#question').focus();
    }
  });
  find('#restart').addEventListener('click', () => go(exampleOf(study())));
  find('#form').addEventListener('submit', event => event.preventDefault());
  find('#share').addEventListener('click', async () => {
    const { share } = await import('./share.js'), told = ({ links } = {}) => ({ formats: offered(links), moves: Boolean(links?.gif) });
    const later = answer ? null : picture.numbers().then(numbers => numbers && told(numbers));
    share({
      title: state.values.get('title')?.[0] ?? study().question,
      alternative: summary || study().question,
      address: new URL(answerOf(state, 'svg'), location.href).href,
      page: new URL(addressOf(state), location.href).href,
      frame: new URL(addressOf(state).replace('/', '/embed'), location.href).href,
      ...told(answer ?? undefined),
      ...sizeOf(study(), state.values),
    }, later);
  });
  let size = canvas.clientWidth, resized = null;
  new ResizeObserver(() => {
    if (Math.abs(canvas.clientWidth - size) < 10) return;
    size = canvas.clientWidth;
    clearTimeout(resized);
    resized = setTimeout(() => printed || ask(), 200);
  }).observe(canvas);
}

const sameState = (one, other) => addressOf(one) === addressOf(other);

async function begin() {
  rows = await readRows();
  past = historyOf(() => addressOf(state), ({ undo, redo }) => {
    find('#undo').disabled = !undo;
    find('#redo').disabled = !redo;
  });
  form = formOf({ formula: find('#formula'), first: find('#own'), others: find('#all > .fields'), shared: find('#shared .fields') }, rows.names, change);
  player = playerOf({ container: find('#player'), overlay, canvas }, () => printed && ask());
  view = viewOf({ canvas, image }, {
    state: () => state, study, answer: () => answer, studies: rows.studies, go, change: changeAll, restore: enter, seek: step => player.seek(step),
    numbers: () => picture.numbers(), look, looked: nearer => reading.show(nearer), tell: note,
    rest() {
      if (past.goesOn('map')) past.end();
      if (!past.goesOn('picture')) return;
      past.end();
      ask();
    },
  });
  picture = pictureOf({ canvas, image, progress: find('#progress') }, {
    drawn: showPicture,
    numbers: showAnswer,
    refused,
    failed: sentence => complain([sentence]),
    wantsNumbers: () => study().parameter('start') || canvas.matches(':focus') || find('#numbers').open || state.near,
  });
  reading = readingOf({ canvas, image, overlay, note: find('#reading') }, { chosen: view.tap, needed: () => picture.numbers() });
  listen();
  /* Printed is the picture of a page that follows the system's theme. */
  const asked = stateOf(location.search, location.hash);
  printed = !document.documentElement.dataset.theme && (!asked.study || sameState(asked, beginning()));
  enter(understood(asked));
  if (printed) picture.adopt(state);
  else ask();
  let first = true;
  onTheme(() => { if (!first) ask(); first = false; });
  rememberOpen(find('#all'), 'all-settings');
  playground.setAttribute('aria-busy', 'false');
  /* What the address points at has moved since the page was laid out without the form. */
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

begin().catch(() => {
  problem.hidden = false;
  problem.textContent = 'The playground cannot be made: the service does not describe itself. The gallery below works without it.';
  playground.setAttribute('aria-busy', 'false');
});
