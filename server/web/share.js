// The dialog to take a picture along: what kind of text it is wanted as, how large, light or dark, still or moving, with letters as characters. Each
// kind is a row; what is shown is what is copied.

import { readably } from './address.js';
import { alternativeOf, make } from './dom.js';

/* Text as it may stand within single quotes of a shell, within an attribute, within the brackets of Markdown. */
const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
const attribute = text => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const bracketed = text => text.replaceAll(/[[\]\\]/g, '\\$&').replaceAll('\n', ' ');
const inMarkdown = address => address.replaceAll('(', '%28').replaceAll(')', '%29');
/* TeX takes these for commands. */
const inTex = text => text.replaceAll(/[%#&_${}]/g, '\\$&').replaceAll('^', '\\^{}');
const string = JSON.stringify;

/* searchParams writes more escapes than an address needs to be read by people. */
function readable(url) {
  const query = [...url.searchParams].map(([name, value]) => `${name}=${readably(value)}`).join('&');
  return url.origin + url.pathname + (query && `?${query}`);
}

const isLive = address => address.includes('/v1/');

/* Parameters that some formats take alone; what else is a picture refuses them. */
const TAKEN_BY = { text: ['svg'], motion: ['svg', 'pdf', 'gif', 'webp', 'apng'] };

/* The picture's address with another extension and what was chosen; files of an exported gallery are as they are. */
function variant({ address, chosen }, extension, further = {}) {
  const url = new URL(address);
  url.pathname = url.pathname.replace(/\.\w+$/, `.${extension}`);
  const given = isLive(address) ? { ...chosen, ...further } : {};
  const unfit = Object.keys(TAKEN_BY).filter(name => !TAKEN_BY[name].includes(extension) && (given[name] || url.searchParams.has(name)));
  for (const [name, value] of Object.entries(given)) if (value) url.searchParams.set(name, value);
  for (const name of unfit) url.searchParams.delete(name);
  return Object.keys(given).length || unfit.length ? readable(url) : url.href;
}

const sizeOf = ({ chosen, width, height }) => `width="${chosen.width ?? width}" height="${chosen.height ?? height}"`;
const numbersOf = picture => variant({ ...picture, chosen: {} }, 'json');
const tableOf = picture => variant({ ...picture, chosen: {} }, 'csv');
const fileOf = address => new URL(address).pathname.split('/').pop();

/* A moving picture: an SVG that stays still with prefers-reduced-motion, else WebP, or GIF where the browser has no WebP. */
function element(picture) {
  const own = picture.chosen.theme ? {} : { theme: 'auto' };
  const image = address => `<img src="${attribute(address)}" ${sizeOf(picture)} alt="${attribute(picture.alternative)}">`;
  if (!picture.moving) return image(isLive(picture.address) ? variant(picture, 'svg', own) : picture.address);
  return `<picture>\n  <source media="(prefers-reduced-motion: reduce)" srcset="${attribute(variant(picture, 'svg', own))}">\n` +
    `  <source type="image/webp" srcset="${attribute(variant(picture, 'webp'))}">\n  ${image(variant(picture, 'gif'))}\n</picture>`;
}

/* What a program does where the service refuses is its own matter, but it should not go on with the refusal. */
const kinds = [
  { name: 'Page', needs: 'page', write: ({ page }) => page },
  { name: 'Image', formats: true, write: picture => variant(picture, picture.format) },
  { name: 'Markdown', write: picture => `![${bracketed(picture.alternative)}](${inMarkdown(variant(picture, picture.moving ? 'gif' : 'svg'))})` },
  { name: 'HTML', write: element },
  {
    name: 'iframe',
    needs: 'frame',
    write: picture => `<iframe src="${attribute(picture.frame)}" ${sizeOf(picture)} style="border:0" title="${attribute(picture.title)}" loading="lazy"></iframe>`,
  },
  {
    name: 'LaTeX',
    live: true,
    write: picture => `% curl -o ${fileOf(variant(picture, 'pdf'))} ${quoted(variant(picture, 'pdf'))}\n` +
      `\\begin{figure}\n  \\includegraphics[width=\\linewidth]{${fileOf(variant(picture, 'pdf'))}}\n  \\caption{${inTex(picture.title)}}\n\\end{figure}`,
  },
  { name: 'curl', write: picture => `curl --fail -o ${quoted(fileOf(variant(picture, picture.format)))} ${quoted(variant(picture, picture.format))}` },
  {
    name: 'Python',
    live: true,
    write: picture => `import requests\n\nanswer = requests.get(${string(numbersOf(picture))})\nanswer.raise_for_status()\nprint(answer.json()["summary"])`,
  },
  { name: 'R', live: true, write: picture => `table <- read.csv(${string(tableOf(picture))})\nhead(table)` },
  {
    name: 'Julia',
    live: true,
    write: picture => `using HTTP, CSV, DataFrames\n\ntable = CSV.read(HTTP.get(${string(tableOf(picture)).replaceAll('$', '\\$')}).body, DataFrame)`,
  },
  {
    name: 'JavaScript',
    live: true,
    write: picture => `const response = await fetch(${string(numbersOf(picture))});\nif (!response.ok) throw new Error((await response.json()).detail);\n` +
      'const { summary } = await response.json();',
  },
];

/* The browser's clipboard, or, where a page without TLS may not use it, the older way. */
async function copy(text, output) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(output);
    document.execCommand('copy');
  }
}

const option = (value, text = value) => make('option', { value }, text);
const labelled = (text, control) => make('label', {}, make('span', {}, text), control);

let dialog;

/**
 * Shows the dialog for a picture: {title, alternative, address, width, height, moves, formats, page, frame}: `page` is the address to link to and
 * `frame` the one to frame; both may be missing. `later`, a promise of further members, is waited for while the dialog is shown already.
 */
export function share(picture, later) {
  dialog?.remove();
  const shown = kinds.filter(({ needs, live }) => (!needs || picture[needs]) && (!live || isLive(picture.address)));
  const update = () => show();
  const kind = make('select', { change: update }, shown.map(({ name }) => option(name)));
  const format = make('select', { change: update });
  const theme = make('select', { change: update }, option('', 'as the reader has it'), option('light'), option('dark'));
  const width = make('input', { type: 'number', min: 64, max: 4000, value: picture.width, input: update });
  const height = make('input', { type: 'number', min: 64, max: 4000, value: picture.height, input: update });
  const moving = make('input', { type: 'checkbox', change: update });
  const movingChoice = labelled('Moving', moving);
  const asCharacters = new URL(picture.address, location.href).searchParams.get('text') === 'live';
  const characters = make('input', { type: 'checkbox', checked: asCharacters, change: update });
  const charactersChoice = labelled('Letters as text', characters);
  const code = make('code');
  const output = make('pre', { tabindex: 0, role: 'group', 'aria-label': 'What is copied' }, code);
  const announcement = make('p', { class: 'unseen', role: 'status' });
  const button = make('button', {
    type: 'button',
    class: 'primary copy-text',
    click: async () => {
      await copy(code.textContent, output);
      button.textContent = 'Copied';
      announcement.textContent = `${kind.value} copied`;
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    },
  }, 'Copy');
  const formatChoice = labelled('Format', format);
  const scan = picture.page && make('img', {
    class: 'qr', width: 148, height: 148, alt: 'QR code of the page', src: `/qr.svg?url=${encodeURIComponent(picture.page)}`,
    error: () => scan.remove(), /* longer than a code can hold */
  });

  function offer() {
    const wanted = format.value;
    format.replaceChildren(...picture.formats.map(name => option(name)));
    if (picture.formats.includes(wanted)) format.value = wanted;
    movingChoice.hidden = !picture.moves;
    moving.checked = picture.moves;
  }

  function show() {
    const row = shown.find(({ name }) => name === kind.value);
    const resized = (input, usual) => (input.checkValidity() && input.value && Number(input.value) !== Number(usual) ? input.value : undefined);
    const chosen = { width: resized(width, picture.width), height: resized(height, picture.height), theme: theme.value || undefined };
    if (characters.checked !== asCharacters) chosen.text = characters.checked ? 'live' : 'outlines';
    for (const name of Object.keys(chosen)) if (!chosen[name]) delete chosen[name];
    formatChoice.hidden = !row.formats && row.name !== 'curl';
    code.textContent = row.write({ ...picture, alternative: alternativeOf(picture.alternative), chosen, format: format.value, moving: picture.moves && moving.checked });
    charactersChoice.hidden = !isLive(picture.address) || !code.textContent.includes('.svg');
  }

  dialog = make('dialog', { class: 'share', 'aria-labelledby': 'share-title' },
    make('header', {},
      make('h2', { id: 'share-title' }, `Share: ${picture.title}`),
      make('button', { type: 'button', class: 'quiet', click: () => dialog.close() }, 'Close')),
    make('div', { class: 'choices' }, labelled('Kind', kind), formatChoice,
      isLive(picture.address) ? [labelled('Width', width), labelled('Height', height), labelled('Theme', theme)] : null,
      movingChoice, charactersChoice),
    make('div', { class: 'result' }, output, scan),
    make('div', { class: 'result' }, button),
    announcement);
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  offer();
  show();
  dialog.showModal();
  const opened = dialog;
  later?.then(further => {
    if (!further || !opened.open) return;
    picture = { ...picture, ...further };
    offer();
    show();
  });
}
