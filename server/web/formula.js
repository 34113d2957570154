// The control for a formula: a menu of the catalogue, a field to type in, and under it the formula as it was understood, typeset;
// or, where it cannot be understood, the sentence and the caret.

import { make, whenReached } from './dom.js';
import { latest } from './fetching.js';
import { rounded } from './numbers.js';

const groups = [
  { label: 'One variable', holds: dimension => dimension === 1 },
  { label: 'Two variables', holds: dimension => dimension === 2 },
  { label: 'Any number', holds: dimension => dimension === 'n' },
];

function catalogueMenu(names, choose) {
  const menu = make('select', { 'aria-label': 'Pick a landscape' }, make('option', { value: '' }, 'Pick a landscape…'));
  whenReached(menu, async () => {
    const items = await names();
    for (const group of groups) {
      const options = items.filter(item => group.holds(item.dimension)).map(item => make('option', { value: item.name }, item.name.replaceAll('_', ' ')));
      menu.append(make('optgroup', { label: group.label }, options));
    }
    menu.dispatchEvent(new Event('filled'));
  });
  menu.addEventListener('change', () => menu.value && choose(menu.value));
  return menu;
}

/* MathML comes as XML text of the service's own making. */
function mathOf(text) {
  const parsed = new DOMParser().parseFromString(text, 'application/xml');
  return document.importNode(parsed.documentElement, true);
}

function lineOf(formula) {
  const line = make('div', { class: 'math' });
  if (formula.name) line.append(make('span', { class: 'name' }, formula.name));
  line.append(mathOf(formula.mathml));
  return line;
}

/* A sentence, then perhaps lines of formula and caret that only stand right in a monospaced font. */
export function explained(detail) {
  const [sentence, ...lines] = detail.split('\n');
  return [make('span', {}, sentence), lines.length ? make('pre', {}, lines.join('\n')) : null].filter(Boolean);
}

async function reading(text, signal) {
  const response = await fetch(`/v1/formula.json?f=${encodeURIComponent(text)}`, { signal });
  return response.json();
}

/* A slider for each constant behind the formula, "a*x^2; a = 1": over five times its size, which it keeps while it is slid. */
const CONSTANT = /;\s*([A-Za-z]\w*)\s*=\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?=\s*(?:;|$))/gi;
const STEPS = 200;

function constantsControl(field, given) {
  const list = make('div', { class: 'constants' });
  const sliders = new Map();

  function sliderOf(name, value) {
    const unit = value === 0 ? 1 : 10 ** Math.floor(Math.log10(Math.abs(value))), most = 5 * unit * (Math.abs(value) > 5 * unit ? 2 : 1);
    const slide = ongoing => {
      const chosen = rounded(Number(input.value), most / STEPS);
      field.value = field.value.replace(CONSTANT, (whole, its, text) => (its === name ? whole.slice(0, whole.length - text.length) + chosen : whole));
      label.textContent = `${name} = ${chosen}`;
      given(ongoing);
    };
    const input = make('input', { type: 'range', min: -most, max: most, step: 'any', 'aria-label': `The constant ${name}`, input: () => slide(true), change: () => slide(false) });
    const label = make('span', {}, `${name} = ${value}`);
    input.value = value;
    return { input, label, element: make('div', { class: 'constant' }, label, input) };
  }

  return {
    element: list,
    /** Follows the text, but for what is being slid. */
    show() {
      const constants = new Map([...field.value.matchAll(CONSTANT)].map(([, name, text]) => [name, Number(text)]));
      for (const name of sliders.keys()) if (!constants.has(name)) sliders.delete(name);
      for (const [name, value] of constants) {
        const known = sliders.get(name);
        if (known && Math.abs(Number(known.input.value) - value) < 1e-2 * Number(known.input.max)) continue;
        sliders.set(name, sliderOf(name, value));
      }
      const elements = [...sliders.values()].map(({ element }) => element);
      if (elements.length !== list.children.length || elements.some((element, i) => element !== list.children[i])) list.replaceChildren(...elements);
    },
  };
}

export function formulaControl(parameter, context) {
  const shown = make('div', { class: 'typeset', role: 'status', 'aria-label': 'The formula as it is read' });
  const ask = latest(({ answer }) => {
    shown.classList.toggle('wrong', !answer.formulas);
    shown.replaceChildren(...(answer.formulas ? answer.formulas.map(lineOf) : explained(answer.errors?.[0]?.detail ?? answer.detail)));
  }, () => shown.replaceChildren());
  const typeset = text => (text ? ask(async signal => ({ answer: await reading(text, signal) })) : shown.replaceChildren());

  const field = make('input', {
    id: context.id, type: 'text', class: 'formula', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off',
    placeholder: parameter.example,
    input() { menu.value = ''; constants.show(); give(true); },
    change() { context.change(field.value.trim(), false); },
  });
  const give = ongoing => {
    typeset(field.value.trim());
    context.change(field.value.trim(), ongoing);
  };
  const constants = constantsControl(field, give);
  const menu = catalogueMenu(context.names, name => {
    field.value = name;
    typeset(name);
    context.change(name, false, true);
  });
  const follow = () => {
    menu.value = field.value;
    if (menu.selectedIndex < 0) menu.value = '';
  };
  menu.addEventListener('filled', follow);
  return {
    element: make('div', { class: 'formula-control' }, menu, field, shown, constants.element),
    field,
    show(value) {
      field.value = value;
      typeset(value);
      constants.show();
      follow();
    },
  };
}
