// How a parameter is asked for: one builder a kind, chosen by the kind's id in the description. A kind without a builder is a text field,
// so that whatever the service comes to take can be typed.
//
// A builder gets (parameter, context) and returns {element, field, show(text)}: `field` is what the label names. It calls
// context.change(text, ongoing, anew): an empty text stands for the default, ongoing says that more of the same is to come, anew that
// what was said of coordinates no longer holds.

import { make, whenReached } from './dom.js';
import { formulaControl } from './formula.js';
import { slider } from './slider.js';

function textInput(context, attributes = {}) {
  const field = make('input', { type: 'text', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', ...attributes });
  field.addEventListener('input', () => context.change(field.value.trim(), true));
  field.addEventListener('change', () => context.change(field.value.trim(), false));
  return field;
}

/* A default of 0 that stands for something else says what: "0: all". */
const automatic = parameter => (parameter.initial === '0' ? /(?:^|[;,] )0: ([^;,]*)/.exec(parameter.help)?.[1] : undefined);

const placeholder = parameter => (automatic(parameter) ? `auto: ${automatic(parameter)}` : parameter.initial) || (parameter.example && `e.g. ${parameter.example}`);

function text(parameter, context) {
  const field = textInput(context, { id: context.id, placeholder: placeholder(parameter) });
  return { element: field, field, show: value => { field.value = value; } };
}

/* Of parameters that take a list, those whose example is one number have a slider too; it rests while the field holds several. */
function numbers(parameter, context) {
  return parameter.example && Number.isFinite(Number(parameter.example)) ? number(parameter, context) : text(parameter, context);
}

function number(parameter, context) {
  const field = textInput(context, { id: context.id, class: 'number', inputmode: 'text', placeholder: placeholder(parameter) });
  const sliding = slider(parameter, parameter.name, (value, ongoing) => {
    field.value = value;
    context.change(value, ongoing);
  });
  field.addEventListener('input', () => sliding?.show(field.value));
  return {
    element: make('div', { class: 'number-control' }, field, sliding?.element),
    field,
    show(value) {
      field.value = value || (automatic(parameter) ? '' : parameter.initial);
      sliding?.show(field.value);
    },
  };
}

function choice(parameter, context) {
  const field = make('select', { id: context.id }, parameter.choices.map(value => make('option', { value }, value)));
  field.addEventListener('change', () => context.change(field.value, false));
  return { element: field, field, show: value => { field.value = value || parameter.initial; } };
}

function boolean(parameter, context) {
  const field = make('input', { id: context.id, type: 'checkbox' });
  field.addEventListener('change', () => context.change(field.checked ? '1' : '0', false));
  const on = ['1', 'true', 'yes', 'on'];
  return { element: field, field, show: value => { field.checked = on.includes(value || parameter.initial); } };
}

/* lo:hi or lo:hi:step as fields of their own, so that neither end need be typed again for the other. */
function interval(parameter, context) {
  const names = parameter.kind === 'limits' ? ['from', 'to'] : ['from', 'to', 'step'];
  const given = ongoing => {
    const texts = fields.map(field => field.value.trim());
    while (texts.length && !texts.at(-1)) texts.pop();
    /* Half an interval is not asked for yet. */
    if (texts.length !== 1 && texts.every(Boolean)) context.change(texts.join(':'), ongoing);
  };
  const fields = names.map((name, i) => make('input', {
    type: 'text', spellcheck: 'false', autocomplete: 'off', class: 'number', placeholder: name,
    id: i === 0 ? context.id : null, 'aria-label': `${parameter.name}: ${name}`,
    input: () => given(true), change: () => given(false),
  }));
  return {
    element: make('div', { class: 'interval' }, fields),
    field: fields[0],
    show(value) {
      const parts = value ? value.split(':') : [];
      fields.forEach((field, i) => { field.value = parts[i] ?? ''; });
    },
  };
}

function colour(parameter, context) {
  const field = textInput(context, { id: context.id, placeholder: placeholder(parameter) });
  const well = make('input', { type: 'color', 'aria-label': `${parameter.name}: choose` });
  well.addEventListener('input', () => { field.value = well.value; context.change(well.value, true); });
  well.addEventListener('change', () => context.change(well.value, false));
  return {
    element: make('div', { class: 'pair' }, field, well),
    field,
    show(value) {
      field.value = value;
      if (/^#[0-9a-f]{6}$/i.test(value)) well.value = value;
    },
  };
}

/* A text with a menu of the names it may hold: the menu replaces a single name and adds to a list. */
function names(parameter, context) {
  const control = text(parameter, context);
  const menu = make('select', { 'aria-label': `${parameter.name}: add` }, make('option', { value: '' }, 'Add…'));
  whenReached(menu, async () => menu.append(...(await context.names()).map(item => make('option', { value: item.name, title: item.help ?? null }, item.name))));
  menu.addEventListener('change', () => {
    const field = control.field;
    field.value = field.value.trim() ? `${field.value.trim()},${menu.value}` : menu.value;
    menu.value = '';
    context.change(field.value, false);
  });
  return { ...control, element: make('div', { class: 'pair' }, control.element, menu) };
}

const builders = {
  choice, boolean, colour, interval, limits: interval, integer: number, real: number, reals: numbers, function: formulaControl,
};

function build(parameter, context) {
  const builder = builders[parameter.kind] ?? (context.names ? names : text);
  return builder(parameter, context);
}

/* A parameter that may be given again and again: a control for each, and one more to begin. */
function repeated(parameter, context) {
  const list = make('div', { class: 'repeated' });
  let controls = [];
  const given = ongoing => context.change(controls.map(control => control.value).filter(Boolean), ongoing);
  const add = (value, first) => {
    const own = {
      ...context,
      id: first ? context.id : null,
      change(changed, ongoing) {
        control.value = changed;
        given(ongoing);
      },
    };
    const control = build({ ...parameter, repeatable: false }, own);
    control.value = value;
    control.show(value);
    if (!first) control.field.setAttribute('aria-label', `${parameter.name}, another`);
    controls.push(control);
    const remove = make('button', {
      type: 'button', class: 'quiet', 'aria-label': `Remove this ${parameter.name}`,
      click() {
        controls = controls.filter(other => other !== control);
        row.remove();
        given(false);
      },
    }, '×');
    const row = make('div', { class: 'pair' }, control.element, first ? null : remove);
    list.append(row);
    return control;
  };
  const more = make('button', { type: 'button', class: 'quiet more', click: () => add('', false).field.focus() }, 'Add another');
  return {
    element: make('div', {}, list, more),
    field: null,
    show(values) {
      list.replaceChildren();
      controls = [];
      (values.length ? values : ['']).forEach((value, i) => add(value, i === 0));
    },
  };
}

/** The control of a parameter: {element, show(texts)}; context.change(texts, ongoing) tells what was given, no texts for the default. */
export function controlOf(parameter, context) {
  if (parameter.repeatable) return repeated(parameter, context);
  const control = build(parameter, {
    ...context,
    change: (value, ongoing, anew) => context.change(value === '' || value === parameter.initial ? [] : [value], ongoing, anew),
  });
  return { ...control, show: values => control.show(values[0] ?? '') };
}
