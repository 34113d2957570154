// What a script adds to the reference: a search over its rows, examples that can be edited in place, and tabs of code.
// The reference is complete without it: contents and anchors, forms that open a picture, code one below the other.

import { find, make, theme } from './dom.js';

/* ---- the search ---- */

const MOST_MATCHES = 12;

/* What has an anchor is found: a row by its name and what it says, a heading by its text. */
const index = [...document.querySelectorAll('main :is(tr, h2, h3)[id]')].map(element => {
  const [name, ...cells] = element.matches('tr') ? [...element.cells].map(cell => cell.textContent) : [element.textContent];
  const [section] = /^(?:study|list)-/.test(element.id) ? [element.id.replace(/^(study|list)-/, '').replace(`-${name}`, '')] : [element.id.split('-')[0]];
  return { id: element.id, name, section, help: cells[0] ?? '', text: `${name} ${section} ${cells.join(' ')}`.toLowerCase().replaceAll('_', ' ') };
});

/* Names that are the words asked for come first, then names that hold them, then the rest. */
const rank = ({ name }, asked) => (name.toLowerCase() === asked ? 0 : name.toLowerCase().includes(asked) ? 1 : 2);

function search(text) {
  const asked = text.toLowerCase().trim(), words = asked.replaceAll('_', ' ').split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return index.filter(entry => words.every(word => entry.text.includes(word))).sort((one, other) => rank(one, asked) - rank(other, asked));
}

const field = find('#search-docs');
field.addEventListener('input', () => {
  const found = search(field.value), blank = !field.value.trim();
  find('#matches').replaceChildren(...found.slice(0, MOST_MATCHES).map(({ id, name, section }) =>
    make('li', {}, make('a', { href: `#${id}` }, name, make('span', {}, section)))));
  find('#matched').textContent = blank ? '' : found.length > MOST_MATCHES ? `${found.length} matches, the first ${MOST_MATCHES} are shown` : `${found.length} matches`;
});

/* ---- examples to be edited ---- */

/* As the server writes it: what ends a quoted text in some language is encoded, the rest reads well. */
const encoded = text => encodeURIComponent(text).replaceAll(/%(2C|2F|3A|3B|3D|40|5E|7C)/g, decodeURIComponent).replaceAll("'", '%27');

const PATIENCE = 350;

function tryOut(form) {
  const study = form.closest('.study'), [image, link] = [find('.shown img', study), find('.shown a', study)], trouble = find('.trouble', form);
  let waiting = null, last = 0;
  const query = () => [...new FormData(form)].filter(([, value]) => value.trim()).map(([name, value]) => `${name}=${encoded(value.trim())}`).join('&');
  const show = async () => {
    const turn = ++last, asked = query(), path = `/v1/${form.dataset.study}`;
    for (const address of study.querySelectorAll('.address')) address.textContent = `${location.origin}${path}.${address.dataset.extension}?${asked}`;
    const answer = await fetch(`${path}.svg?${asked}&theme=${document.documentElement.dataset.theme ? theme() : 'auto'}`, { headers: { Accept: 'image/svg+xml, application/problem+json;q=0.9' } })
      .catch(() => null);
    if (turn !== last) return;
    if (answer?.ok) {
      trouble.textContent = '';
      image.src = answer.url;
      link.href = `${path}.svg?${asked}`;
      find('code', link).textContent = `${path}.svg?${asked}`;
    } else {
      const problem = await fetch(`${path}.json?${asked}`).then(refusal => refusal.json()).catch(() => ({ detail: 'The service does not answer.' }));
      if (turn === last) trouble.textContent = (problem.errors ?? []).map(({ parameter, detail }) => `${parameter}: ${detail}`).join('\n') || problem.detail;
    }
  };
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PATIENCE);
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    clearTimeout(waiting);
    show();
  });
}

for (const form of document.querySelectorAll('.try')) tryOut(form);

/* ---- tabs (the pattern of the ARIA Authoring Practices) ---- */

/* One choice for the whole page: whoever reads R reads R everywhere. */
const choices = [];

function tabbed(container, number) {
  const sections = [...container.children], list = make('div', { role: 'tablist', 'aria-label': container.dataset.label });
  const tabs = sections.map((section, i) => {
    const name = find('h4', section).textContent, id = `code-${number}-${i}`;
    find('h4', section).remove();
    section.id = id;
    section.setAttribute('role', 'tabpanel');
    section.setAttribute('aria-labelledby', `${id}-tab`);
    return make('button', { type: 'button', role: 'tab', id: `${id}-tab`, 'aria-controls': id, class: 'quiet', click: () => choose(name) }, name);
  });
  list.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs.at((tabs.indexOf(document.activeElement) + step) % tabs.length);
    choose(next.textContent);
    next.focus();
  });
  list.append(...tabs);
  container.prepend(list);
  choices.push(name => tabs.forEach((tab, i) => {
    const chosen = tab.textContent === name;
    tab.setAttribute('aria-selected', String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    sections[i].hidden = !chosen;
  }));
}

function choose(name) {
  for (const apply of choices) apply(name);
}

document.querySelectorAll('.code .tabs').forEach(tabbed);
choose('curl');
