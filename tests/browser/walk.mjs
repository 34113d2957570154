// A newcomer's walk: what the page says at each step is written down and compared with walk.txt, which is read as prose. WALK=write writes it anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessibility, BASE, check, equal, SHOTS, shot, test, until } from './harness.mjs';
import { changed, DARK, open, settled, source } from './page.mjs';

const RECORD = new URL('walk.txt', import.meta.url);

/* The page at rest: what stands beside the picture, with its address. */
async function told(page) {
  await settled(page);
  await until(() => page.evaluate(() => document.querySelector('#summary').getAttribute('aria-busy') !== 'true'), 'the sentence does not come');
  const seen = selector => page.locator(selector).evaluate(element => (element.hidden || !element.checkVisibility() ? '' : element.textContent.trim()));
  const lines = [decodeURIComponent(page.url().slice(BASE.length))];
  for (const [name, selector] of [['question', '#question'], ['sentence', '#summary'], ['note', '#note'], ['problem', '#problem'], ['hint', '#hint']]) {
    const text = await seen(selector);
    if (text) lines.push(`${name}: ${text.replaceAll(/\s+/g, ' ')}`);
  }
  return lines.join('\n');
}

const typed = formula => async page => {
  const before = await source(page);
  await page.fill('#field-f', formula);
  await changed(page, before);
};

const verb = name => async page => {
  const before = await source(page);
  await page.locator('#studies').getByRole('link', { name, exact: true }).click();
  await changed(page, before);
};

const STEPS = [
  ['opens the page', async () => {}],
  ['types x^2+y^2*sin(x)', typed('x^2+y^2*sin(x)')],
  ['types 3x', typed('3x')],
  ['looks', verb('Look')],
  ['types (x^2+y-11)^2+(x+y^2-7)^2', typed('(x^2+y-11)^2+(x+y^2-7)^2')],
  ['finds the minima', verb('Find the minima')],
  ['maps the basins', verb('Map the basins')],
  ['looks again', verb('Look')],
  ['drops a ball', async page => {
    const box = await page.locator('#picture').boundingBox(), before = await source(page);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await changed(page, before);
  }],
  ['goes back', async page => {
    const before = await source(page);
    await page.goBack();
    await changed(page, before);
  }],
  ['drags the picture', async page => {
    const box = await page.locator('#picture').boundingBox(), before = await source(page);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height / 2 + 20, { steps: 4 });
    await page.mouse.up();
    await changed(page, before);
  }],
];

test('a newcomer is told at each step what the record says', async page => {
  await open(page);
  const record = [];
  for (const [name, act] of STEPS) {
    await act(page).catch(error => { throw new Error(`${name}: ${error.message}`); });
    record.push(`# ${name}\n${await told(page)}\n`);
  }
  await page.click('#share');
  await page.locator('.share').getByLabel('Kind').selectOption('Markdown');
  record.push(`# shares\n${decodeURIComponent((await page.locator('.share code').textContent()).replaceAll(BASE, ''))}\n`);
  const text = record.join('\n');
  writeFileSync(join(SHOTS, 'walk.txt'), text);
  if (process.env.WALK === 'write') writeFileSync(RECORD, text);
  const expected = readFileSync(RECORD, 'utf8').split('\n');
  text.split('\n').forEach((line, i) => equal(line, expected[i], `line ${i + 1}`));
});

test('data and networks are picked from pictures', async page => {
  await open(page, '/?study=train&data=moons&view=decision&epochs=5');
  await until(() => page.locator('.picks').count().then(count => count === 2), 'no pictures to pick from');
  const pressed = name => page.locator(`[data-parameter="${name}"] .picks [aria-pressed="true"]`).getAttribute('title');
  equal(await pressed('data'), 'moons', 'the data that are shown');
  const first = await source(page);
  await page.getByRole('button', { name: 'data: circles' }).click();
  await changed(page, first);
  const second = await source(page);
  await page.getByRole('button', { name: 'network: one wide layer', exact: true }).click();
  await changed(page, second);
  const address = new URL(page.url()).searchParams;
  equal([address.get('data'), address.get('network'), address.get('view')], ['circles', 'mlp(hidden=16)', 'decision'], page.url());
  equal([await pressed('data'), await pressed('network')], ['circles', 'one wide layer'], 'what is marked');
  await until(() => page.locator('.picks img').evaluateAll(all => all.every(image => image.complete && image.naturalWidth > 0)), 'a thumbnail does not load');
  await shot(page, 'picks');
  await page.goBack();
  await settled(page);
  equal(await pressed('network'), 'two layers', 'the mark after going back');
  equal(await accessibility(page, '#form'), [], 'violations');
}, DARK);
