// The few things that every script here does with the document: make elements, find them, say when the theme changes.
// Nothing is ever parsed as HTML, so no text from elsewhere can become markup.

export const find = (selector, within = document) => within.querySelector(selector);

/** An element with attributes (functions become listeners, true an empty attribute, false and null none) and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

/** Calls action() once, when the element is pointed at, touched or focused. */
export function whenReached(element, action) {
  const calls = ['pointerenter', 'pointerdown', 'focus'];
  const act = () => {
    for (const call of calls) element.removeEventListener(call, act);
    action();
  };
  for (const call of calls) element.addEventListener(call, act);
}

const SVG = 'http://www.w3.org/2000/svg';

/** The same for SVG, by attributes alone. */
export function shape(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/* What a reader of pictures by ear is told at once. */
const MOST_ALTERNATIVE = 125;

/** A description cut at a word to what screen readers read in one go. */
export function alternativeOf(text) {
  if (text.length <= MOST_ALTERNATIVE) return text;
  const cut = text.slice(0, MOST_ALTERNATIVE - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 60))}…`;
}

const system = matchMedia('(prefers-color-scheme: dark)');

/** 'light' or 'dark': the reader's choice on this page, else the system's. */
export function theme() {
  return document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light');
}

const listeners = [];

/** Calls listener(theme) now and at every change. */
export function onTheme(listener) {
  listeners.push(listener);
  listener(theme());
}

function announceTheme() {
  for (const listener of listeners) listener(theme());
}

/** Chooses a theme and remembers it; choosing the system's forgets the choice. */
export function chooseTheme(chosen) {
  const follows = chosen === (system.matches ? 'dark' : 'light');
  if (follows) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  try {
    if (follows) localStorage.removeItem('theme');
    else localStorage.setItem('theme', chosen);
  } catch { /* not remembered */ }
  announceTheme();
}

system.addEventListener('change', announceTheme);

/** Opens what was open when the reader was here last, and remembers whether it is. */
export function rememberOpen(details, key) {
  try {
    details.open = localStorage.getItem(key) === 'open';
    details.addEventListener('toggle', () => localStorage.setItem(key, details.open ? 'open' : 'closed'));
  } catch { /* not remembered */ }
}

