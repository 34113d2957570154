// The dialog to copy a picture's address from, as it is written in the places where it is used.
// Each form is a row; what is shown is what is copied.

import { make } from './dom.js';

/* Text as it may stand within single quotes of a shell, within an attribute, within the brackets of Markdown. */
const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
const attribute = text => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const bracketed = text => text.replaceAll(/[[\]\\]/g, '\\$&').replaceAll('\n', ' ');

/* The address with other arguments or another extension. */
function variant(address, extension, changes = {}) {
  const url = new URL(address);
  url.pathname = url.pathname.replace(/\.\w+$/, `.${extension}`);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return Object.keys(changes).length ? readable(url) : url.href;
}

/* searchParams writes more escapes than an address needs to be read by people. */
function readable(url) {
  const query = [...url.searchParams].map(([name, value]) => `${name}=${readably(value)}`).join('&');
  return url.origin + url.pathname + (query && `?${query}`);
}

/** A value as it may stand in a query, with what reads well there left as it is. */
export function readably(value) {
  return encodeURIComponent(value).replaceAll(/%(2C|3A|2F|40|3B|5B|5D|3D)/g, code => decodeURIComponent(code)).replaceAll("'", '%27');
}

const isAuto = address => /[./]v1\//.test(address) && address.includes('.svg');

/* A moving picture: an SVG that stays still with prefers-reduced-motion, else WebP, or GIF where the browser has no WebP. */
const movingElement = picture => {
  const still = variant(picture.address, 'svg', { theme: 'auto' }), webp = variant(picture.address, 'webp'), gif = variant(picture.address, 'gif');
  return `<picture>\n  <source media="(prefers-reduced-motion: reduce)" srcset="${attribute(still)}">\n` +
    `  <source type="image/webp" srcset="${attribute(webp)}">\n` +
    `  <img src="${attribute(gif)}" width="${picture.width}" height="${picture.height}" alt="${attribute(picture.alternative)}">\n</picture>`;
};

const forms = [
  { name: 'URL', write: picture => picture.address },
  { name: 'Markdown', write: picture => `![${bracketed(picture.alternative)}](${picture.address.replaceAll('(', '%28').replaceAll(')', '%29')})` },
  {
    name: 'HTML',
    write: picture => `<img src="${attribute(isAuto(picture.address) ? variant(picture.address, 'svg', { theme: 'auto' }) : picture.address)}" ` +
      `width="${picture.width}" height="${picture.height}" alt="${attribute(picture.alternative)}">`,
  },
  { name: 'Moving HTML', moves: true, write: movingElement },
  {
    name: 'Moving Markdown',
    moves: true,
    write: picture => `![${bracketed(picture.alternative)}](${variant(picture.address, 'gif').replaceAll('(', '%28').replaceAll(')', '%29')})`,
  },
  { name: 'curl', write: picture => `curl -o ${quoted(fileOf(picture.address))} ${quoted(picture.address)}` },
  {
    name: 'Python',
    write: picture => `import json, urllib.request\nanswer = json.load(urllib.request.urlopen(\n    ${JSON.stringify(variant(picture.address, 'json'))}))\nprint(answer["summary"])`,
  },
];

const fileOf = address => new URL(address).pathname.split('/').pop();

let dialog;

/* The browser's clipboard, or, where a page without TLS may not use it, the older way. */
async function copy(text, output) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(output);
    document.execCommand('copy');
  }
}

function row(form, picture) {
  const text = form.write(picture);
  const output = make('pre', { tabindex: 0, role: 'group', 'aria-label': `${form.name} to copy` }, make('code', {}, text));
  const button = make('button', {
    type: 'button',
    'aria-label': `Copy ${form.name}`,
    click: async () => {
      await copy(text, output);
      button.textContent = 'Copied';
      announcement.textContent = `${form.name} copied`;
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    },
  }, 'Copy');
  return make('li', {}, make('h3', {}, form.name), output, button);
}

const announcement = make('p', { class: 'unseen', role: 'status' });

/** Shows the dialog for a picture: {title, alternative, address, width, height, moves}. */
export function share(picture) {
  dialog?.remove();
  dialog = make('dialog', { class: 'share', 'aria-labelledby': 'share-title' },
    make('header', {},
      make('h2', { id: 'share-title' }, `Copy or embed: ${picture.title}`),
      make('button', { type: 'button', class: 'quiet', click: () => dialog.close() }, 'Close')),
    make('ul', {}, forms.filter(form => picture.moves || !form.moves).map(form => row(form, picture))),
    announcement);
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}
