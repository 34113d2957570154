// The page as its users meet it: looked at, typed into, dragged, clicked, gone back in, read aloud.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { accessibility, BASE, check, equal, gate, runAll, shot, SITE, test, until } from './harness.mjs';
import { arrived, changed, DARK, hasStudy, LOOK, open, PHONE, query, settled, source } from './page.mjs';

/* ---- to look at ---- */

test('the gallery loads without a word on the console', async (page, said) => {
  await open(page);
  const images = page.locator('.card .picture > img');
  const count = await images.count();
  check(count >= 5, `${count} figures`);
  for (let i = 0; i < count; i++) {
    await images.nth(i).scrollIntoViewIfNeeded();
    await until(() => images.nth(i).evaluate(image => image.complete && image.naturalWidth > 0), `picture ${i} does not load`);
  }
  equal(said, [], 'console');
  await page.evaluate(() => scrollTo(0, 0));
  await shot(page, 'desktop-light');
  await shot(page, 'gallery-light', { fullPage: true });
});

test('without a script it is a gallery of pictures and links', async page => {
  /* Without one all pictures of the gallery are loaded at once: they are not waited for. */
  await page.goto(`${BASE}/`, { waitUntil: 'domcontentloaded' });
  check(await page.locator('.card noscript img').first().isVisible(), 'no picture');
  check(await page.locator('.card .copy').first().isHidden(), 'a button that cannot work is shown');
  check((await page.textContent('#question')).endsWith('?'), 'no question');
  await until(() => page.locator('#picture').evaluate(shown => shown.complete && shown.naturalWidth > 0), 'no first picture');
  await page.locator('#studies').getByRole('link', { name: 'Look' }).click();
  await arrived(page, 'study', 'landscape');
  await page.fill('#own [name="f"]', 'x^2-y^2');
  await page.getByRole('button', { name: 'Show' }).click();
  await arrived(page, 'f', 'x^2-y^2');
  check((await source(page)).includes('x%5E2-y%5E2'), await source(page));
  equal(await page.locator('.card').first().locator('.downloads a').allTextContents(), ['png', 'svg', 'pdf', 'json', 'csv', 'npz', 'py', 'tex', 'txt'], 'downloads');
  const image = page.locator('.card noscript img').first();
  check(await image.getAttribute('width') && await image.getAttribute('height') && await image.getAttribute('loading') === 'lazy', 'size and laziness');
}, { javaScriptEnabled: false });

test('every link of the gallery answers', async page => {
  await open(page);
  const links = await page.locator('.card').first().locator('a').evaluateAll(all => all.map(link => link.href));
  for (const link of links) equal((await fetch(link)).status, 200, link);
});

test('the gallery is searched by title, caption and landscape', async page => {
  await open(page);
  const seen = () => page.locator('.card:visible').count();
  const all = await seen();
  await page.fill('#search', 'd2l quadratic');
  const some = await seen();
  check(some > 0 && some < all / 2, `${some} of ${all}`);
  equal(await page.textContent('#found'), `${some} ${some === 1 ? 'figure' : 'figures'}`, 'what is told');
  await page.fill('#search', 'nothing of this name');
  equal(await seen(), 0, 'cards');
  await page.fill('#search', '');
  equal(await seen(), all, 'cards without a search');
});

test('dark is dark, and the pictures follow', async page => {
  await open(page);
  const shade = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await shade();
  const before = await source(page);
  await page.click('#theme');
  check(await shade() !== light, 'the page stays light');
  await changed(page, before);
  await page.locator('.card').first().scrollIntoViewIfNeeded();
  await until(async () => (await page.locator('.card img').first().getAttribute('src'))?.includes('theme=dark'), 'the gallery stays light');
  await page.reload();
  check(await shade() !== light, 'the choice is forgotten');
  await settled(page);
  await shot(page, 'desktop-dark');
});

test('a phone shows it whole', async page => {
  await open(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, `${wide} pixels too wide`);
  await shot(page, 'phone-light');
  await page.locator('#all > summary').click();
  await page.locator('#own .field').last().scrollIntoViewIfNeeded();
  check(await page.locator('#picture').evaluate(image => image.getBoundingClientRect().bottom > 100), 'the picture is out of sight while a field is filled in');
  await shot(page, 'phone-form');
}, { ...PHONE, ...DARK });

/* ---- to play with ---- */

test('a formula typed is typeset and drawn', async (page, said) => {
  await open(page, LOOK);
  const before = await source(page);
  await page.fill('#field-f', 'x^4-2*x^2');
  await changed(page, before);
  await until(async () => await page.locator('.typeset math msup').count() >= 2, 'it is not typeset');
  equal(query(page).get('f'), 'x^4-2*x^2', 'f in the address');
  await until(async () => (await page.textContent('#summary')).includes('least'), 'no summary');
  equal(said, [], 'console');
});

test('a landscape can be picked', async page => {
  await open(page);
  const before = await source(page);
  await page.focus('.formula-control select');
  await page.selectOption('.formula-control select', 'rosenbrock');
  await changed(page, before);
  equal(await page.inputValue('#field-f'), 'rosenbrock', 'the field');
});

test('a drag changes the picture, back returns', async page => {
  await open(page, '/?study=landscape&f=himmelblau&view=contour');
  const first = await page.textContent('#summary'), start = page.url();
  await page.locator('#all > summary').click();
  const slider = page.locator('[data-parameter="levels"] input[type="range"]');
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  const before = await source(page);
  await page.mouse.move(box.x + 4, box.y + box.height / 2);
  await page.mouse.down();
  for (let i = 1; i <= 20; i++) await page.mouse.move(box.x + 4 + i * box.width / 30, box.y + box.height / 2);
  await page.mouse.up();
  await changed(page, before);
  check(Number(query(page).get('levels')) > 10, 'the address does not say what was dragged');
  await page.goBack();
  equal(page.url(), start, 'one step back');
  await settled(page);
  equal(await page.inputValue('#field-levels'), '10', 'the field after going back');
  equal(await page.textContent('#summary'), first, 'the summary after going back');
  await page.goForward();
  await settled(page);
  check(Number(await page.inputValue('#field-levels')) > 10, 'the field after going forward');
});

test('what fits no formula typed is left out, and can be had back', async page => {
  await open(page);
  const before = await source(page);
  await page.fill('#field-f', 'x^4-2*x^2');
  await changed(page, before);
  check(!query(page).has('start'), page.url());
  await until(() => page.locator('#note').isVisible(), 'what was left out is not told');
  check((await page.textContent('#note')).includes('start'), await page.textContent('#note'));
  /* A formula that it fits brings it back by itself. */
  await page.locator('#field-f').pressSequentially('+y^2');
  await until(() => query(page).get('start') === '-0.3,0.2', 'the start does not come back');
  await settled(page);
  check(await page.locator('#problem').isHidden(), await page.textContent('#problem'));
});

test('a refusal that comes late says nothing of what was typed since', async page => {
  await open(page);
  const before = await source(page);
  await page.fill('#field-f', 'x^4-2*x^2');
  await changed(page, before);
  await until(() => page.locator('#note').isVisible(), 'what was left out is not told');
  /* With slow frames the first sign is asked for at once, and refused while the others wait for their frame. */
  await page.evaluate(() => { window.requestAnimationFrame = act => setTimeout(act, 500); });
  await page.route('**/v1/descent.svg*', route => setTimeout(() => route.continue().catch(() => {}), 150));
  await page.locator('#field-f').pressSequentially('+y^2');
  await page.waitForTimeout(300);
  await until(() => query(page).get('start') === '-0.3,0.2', 'the start does not come back');
  await settled(page);
  equal(query(page).get('start'), '-0.3,0.2', 'the start at rest');
  check(await page.locator('#note').isHidden(), await page.textContent('#note'));
});

test('the first screen is a race, a formula and little more', async page => {
  for (const size of [{ width: 1280, height: 860 }, { width: 390, height: 844 }]) {
    await page.setViewportSize(size);
    await open(page);
    const seen = await page.evaluate(() => {
      const below = selector => document.querySelector(selector).getBoundingClientRect();
      const controls = [...document.querySelectorAll('#playground :is(input, select, textarea)')].filter(control => control.checkVisibility() && control.getBoundingClientRect().top < innerHeight);
      return { picture: below('#picture').bottom, formula: below('#field-f').bottom, controls: controls.map(control => control.id || control.getAttribute('aria-label')) };
    });
    check(seen.picture < size.height && seen.formula < size.height, JSON.stringify(seen));
    check(seen.controls.length <= 8, String(seen.controls));
  }
});

test('little is loaded', async (page, said, context) => {
  const session = await context.newCDPSession(page);
  let bytes = 0;
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await open(page);
  await page.waitForTimeout(1500);
  check(bytes > 50000 && bytes <= 160000, `${bytes} bytes`);
});

test('a constant gets a number by a click, and slides', async page => {
  await open(page, LOOK);
  await page.fill('#field-f', 'a*x^2+y^2');
  await page.getByRole('button', { name: 'Use a*x^2+y^2; a = 1' }).click();
  await until(() => page.getByLabel('The constant a').isVisible(), 'no slider');
  await settled(page);
  const before = await source(page);
  await page.getByLabel('The constant a').fill('-3');
  await changed(page, before);
  equal(query(page).get('f'), 'a*x^2+y^2; a = -3', 'the address');
  await until(() => page.locator('#problem').isHidden(), 'it is refused');
});

test('a bad formula explains itself', async page => {
  await open(page, LOOK);
  await page.fill('#field-f', 'x*cos(pi*');
  await until(async () => (await page.locator('.typeset pre').textContent().catch(() => ''))?.includes('^'), 'no caret');
  await until(() => page.locator('#problem').isVisible(), 'the problem is not told');
  equal(await page.getAttribute('#field-f', 'aria-invalid'), 'true', 'aria-invalid');
  await shot(page, 'bad-formula');
  await page.fill('#field-f', 'x*cos(pi*x)');
  await until(() => page.locator('#problem').isHidden(), 'the problem stays when it is mended');
});

test('a mistyped name is mended by a click', async page => {
  await page.goto(`${BASE}/?study=landscape&f=rosenbrok`);
  await until(() => page.locator('#problem').isVisible(), 'the problem is not told');
  await page.getByRole('button', { name: 'Use rosenbrock' }).click();
  await settled(page);
  equal(await page.inputValue('#field-f'), 'rosenbrock', 'the field');
});

test('hovering reads the values', async page => {
  await open(page, '/?study=landscape&f=x^2&x=-1:1&width=600&height=400');
  const box = await page.locator('#picture').boundingBox(), reading = page.locator('#reading');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  /* The place is read at once, its value once the numbers are here. */
  await until(async () => await reading.isVisible() && (await reading.textContent()).includes('\nx^2 = '), 'no value is read');
  const [x, value] = (await reading.textContent()).split('\n').map(line => Number(line.split(' = ')[1].replaceAll('−', '-')));
  check(Math.abs(x) < 0.3 && Math.abs(value - x * x) < 0.001, `x = ${x}, x^2 = ${value}`);
  await page.locator('#canvas').focus();
  await page.keyboard.press('ArrowRight');
  const keyed = await page.textContent('#reading');
  await page.keyboard.press('ArrowRight');
  check(await page.textContent('#reading') !== keyed, 'the arrow keys read nothing');
});

test('every verb and experiment answers what it begins with', async (page, said) => {
  await open(page);
  const count = await page.locator('#studies a').count();
  for (let i = 0; i < count; i++) {
    const before = await source(page), link = page.locator('#studies a').nth(i);
    if (await link.getAttribute('aria-current')) continue;
    if (!await link.isVisible()) await page.locator('#experiments summary').click();
    await link.click();
    await changed(page, before).catch(error => { throw new Error(`${error.message}: ${page.url()}`); });
    await until(async () => await link.getAttribute('aria-current') === 'true', `${page.url()} is not marked`);
    check(await page.locator('#problem').isHidden(), `${page.url()}: ${await page.textContent('#problem')}`);
    check(await page.locator('#own .field').count() > 0, 'no fields');
  }
  /* A refusal is how a verb is known not to fit what is looked at. */
  equal(said.filter(text => !text.includes('status of 400')), [], 'console');
});

test('a surface turns under the hand', async page => {
  await open(page, '/?study=landscape&f=saddle&view=surface');
  await page.waitForTimeout(500);
  const box = await page.locator('#picture').boundingBox(), before = await source(page);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  for (let i = 1; i < 15; i++) await page.mouse.move(box.x + box.width / 2 + i * 6, box.y + box.height / 2 + i * 2);
  await page.mouse.up();
  await changed(page, before);
  check(query(page).has('azimuth') && query(page).has('elevation'), page.url());
});

test('a click starts a descent, whose steps play forward and back', async (page, said) => {
  await open(page, '/?study=landscape&f=himmelblau&view=contour');
  if (!await hasStudy(page, 'descent')) return 'skipped: there is no study of descent';
  await page.waitForTimeout(600);
  const box = await page.locator('#picture').boundingBox(), before = await source(page);
  await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.3);
  await changed(page, before);
  equal(query(page).get('study'), 'descent', 'the study');
  check(/^-?[\d.]+,-?[\d.]+$/.test(query(page).get('start')), page.url());
  equal(query(page).get('optimizer'), 'adam(lr=0.2)', 'a method at the pace of the picture');
  await until(() => page.locator('#player').isVisible(), 'there is nothing to play');
  await page.getByRole('button', { name: 'To the start' }).click();
  await until(async () => (await page.textContent('#player .step')).startsWith('step 0'), 'not at the start');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await until(async () => Number(await page.inputValue('#player input')) > 2, 'it does not play');
  await shot(page, 'descent-playing');
  await page.getByRole('button', { name: 'To the end' }).click();
  const last = Number(await page.getAttribute('#player input', 'max'));
  await page.getByRole('button', { name: 'Play back' }).click();
  await until(async () => Number(await page.inputValue('#player input')) < last, 'it does not play back');
  const other = await source(page);
  await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.6);
  await changed(page, other);
  await page.goBack();
  await page.goBack();
  equal(query(page).get('study'), 'landscape', 'back to where it began');
  equal(said, [], 'console');
  return undefined;
});

test('a figure opens in the playground', async page => {
  await open(page);
  const before = await source(page);
  await page.locator('.card .open').nth(1).click();
  await changed(page, before);
  check(query(page).has('study') && query(page).size > 1, page.url());
});

test('a study that nobody wrote a script for has its form', async page => {
  await page.route('**/web/rows.json', async route => {
    const description = await (await route.fetch()).json();
    const entry = structuredClone(description.paths['/v1/landscape.{format}']);
    entry.get.summary = 'what is new here?';
    entry.get.parameters.push({ name: 'novelty', in: 'query', required: false, description: 'how new it is', 'x-kind': 'real',
      schema: { type: 'number', minimum: 0, maximum: 10, default: 3 }, example: 4 });
    description.paths['/v1/novel.{format}'] = entry;
    await route.fulfill({ json: description });
  });
  await page.route('**/v1/novel.*', route => route.fulfill({ path: join(SITE, 'figures/risk.svg'), contentType: 'image/svg+xml' }));
  await page.goto(`${BASE}/?study=novel&f=x`);
  await settled(page);
  await page.locator('#all > summary').click();
  check(await page.locator('[data-parameter="novelty"] input[type="range"]').isVisible(), 'no slider');
  equal(await page.textContent('#question'), 'What is new here?', 'the question');
});

/* ---- while it is slow, or fails ---- */

test('a stale answer never overwrites a newer one, and waiting is seen', async page => {
  await open(page, LOOK);
  /* Of what is asked about x^2 the first answer, a draft, is held until the newer picture is shown, the others until waiting was seen. */
  const held = [], newer = gate(), seen = gate();
  await page.route('**/v1/landscape.svg*', async route => {
    if (route.request().url().includes('x%5E2')) await (held.push(route.request()) === 1 ? newer : seen).passed;
    await route.continue().catch(() => {});
  });
  const before = await source(page);
  await page.fill('#field-f', 'x^2');
  await until(() => page.locator('#progress').isVisible(), 'waiting is not seen');
  equal(await page.getAttribute('#canvas', 'aria-busy'), 'true', 'aria-busy');
  await page.fill('#field-f', 'x^3');
  seen.open();
  await changed(page, before);
  const newest = await source(page);
  newer.open();
  await (await held[0].response().catch(() => null))?.finished();
  await page.waitForTimeout(300);
  equal(await source(page), newest, 'the picture after the slow answer');
  check(await page.locator('.draft').isHidden(), 'the slow answer lies over it');
  check(await page.locator('#progress').isHidden(), 'it still seems to wait');
});

test('a service that is gone is said to be gone', async page => {
  await open(page, LOOK);
  await page.route('**/v1/landscape.svg*', route => route.abort());
  await page.fill('#field-f', 'x^2');
  await until(() => page.locator('#problem').isVisible(), 'nothing is said');
  await page.unroute('**/v1/landscape.svg*');
  await page.fill('#field-f', 'x^3');
  await until(() => page.locator('#problem').isHidden(), 'it does not recover');
});

/* ---- what moves ---- */

/* How many pixels of two screenshots of the same size differ by more than rounding, and how many there are. */
const differing = (page, one, other) => page.evaluate(async pictures => {
  const [a, b] = await Promise.all(pictures.map(async text => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${text}`)).blob());
    const context = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  }));
  let count = 0;
  for (let i = 0; i < a.length; i += 4) count += Math.abs(a[i] - b[i]) + Math.abs(a[i + 1] - b[i + 1]) + Math.abs(a[i + 2] - b[i + 2]) > 150;
  return count;
}, [one.toString('base64'), other.toString('base64')]);

const MOVING = [
  'descent?f=0.1*x^2%2B2*y^2&start=-5,-2&optimizer=gd(lr=0.4),momentum(lr=0.6,momentum=0.5),adam(lr=0.4)&steps=20&theme=auto',
  'descent?f=risk&start=-0.8;1.9&lr=0.05&steps=400&view=both',
  'critical-points?f=himmelblau&x=-5:5&y=-5:5',
  'risk?n=10,30,100,300&trials=20',
  'schedule?schedule=cosine(base_lr=0.3,eta_min=0.01),one_cycle(max_lr=0.3)&steps=30',
  'train?data=moons(n=60)&optimizer=sgd(lr=0.5),adam&seeds=4&epochs=8',
  'train?data=sine&network=mlp(hidden=8)&epochs=20&view=decision',
];

test('a moving SVG is, at three times, what the still of that moment is', async page => {
  await page.setViewportSize({ width: 630, height: 350 });
  for (const query of MOVING)
    for (const moment of [0.13, 0.52, 0.87]) {
      const seen = [];
      for (const more of ['motion=1', `moment=${moment}`, '']) {
        const svg = await (await fetch(`${BASE}/v1/${query.replace('?', '.svg?')}&${more}`)).text();
        /* At rest where the delay, which is negative, has taken it. */
        const style = `<style>body{margin:0}svg *{animation-delay:${-4 * moment}s!important;animation-play-state:paused!important}</style>`;
        await page.setContent(`<!doctype html>${style}${svg.slice(svg.indexOf('<svg'))}`);
        seen.push(await page.screenshot());
      }
      const off = await differing(page, seen[0], seen[1]), moved = await differing(page, seen[0], seen[2]);
      check(off <= 60, `${query} at ${moment}: ${off} pixels differ from the still`);
      check(moved > 3 * off + 60, `${query} at ${moment}: only ${moved} pixels differ from the finished figure`);
    }
});

test('a moving SVG is the finished figure for who asks for less motion', async page => {
  await page.setViewportSize({ width: 630, height: 350 });
  const seen = [];
  for (const more of ['motion=1&duration=60', '']) {
    const svg = await (await fetch(`${BASE}/v1/${MOVING[0].replace('?', '.svg?')}&${more}`)).text();
    await page.setContent(`<!doctype html><style>body{margin:0}</style>${svg.slice(svg.indexOf('<svg'))}`);
    seen.push(await page.screenshot());
  }
  equal(await differing(page, seen[0], seen[1]), 0, 'pixels that differ from the finished figure');
}, { reducedMotion: 'reduce' });

test('a card moves while it is pointed at or holds the focus', async page => {
  await open(page);
  const card = page.locator('.card[data-moves]').first(), image = card.locator('img');
  await card.scrollIntoViewIfNeeded();
  await until(() => image.getAttribute('src'), 'its still is not loaded');
  const still = await image.getAttribute('src');
  await card.hover();
  await until(async () => (await image.evaluate(shown => (shown.complete && shown.naturalWidth > 0 ? shown.src : ''))).includes('.webp?'), 'it does not move');
  await page.mouse.move(0, 0);
  await until(async () => (await image.evaluate(shown => shown.src)).endsWith(still), 'it goes on moving');
  await card.locator('a').first().focus();
  await until(async () => (await image.evaluate(shown => shown.src)).includes('.webp?'), 'the focus does not move it');
  await page.evaluate(() => document.activeElement.blur());
  await until(async () => (await image.evaluate(shown => shown.src)).endsWith(still), 'it goes on moving without the focus');
});

test('a card stays still for who asks for less motion', async page => {
  await open(page);
  const card = page.locator('.card[data-moves]').first();
  await card.scrollIntoViewIfNeeded();
  await card.hover();
  await page.waitForTimeout(300);
  check(!(await card.locator('img').evaluate(shown => shown.src)).includes('.webp'), 'it moves');
}, { reducedMotion: 'reduce' });

test('what moves can be embedded moving', async page => {
  await open(page);
  await page.locator('.card[data-moves] .copy').first().click();
  await page.locator('.share').getByLabel('Kind').selectOption('HTML');
  const text = await page.locator('.share code').textContent();
  const addresses = [...text.matchAll(/https?:[^"]*/g)].map(([address]) => address.replaceAll('&amp;', '&'));
  const types = await Promise.all(addresses.map(async address => (await fetch(address)).headers.get('content-type')));
  equal(types, ['image/svg+xml', 'image/webp', 'image/gif'], text);
});

/* ---- to take along ---- */

test('sharing does not wait for the numbers, and then offers what moves', async page => {
  const numbers = gate();
  await page.route('**/v1/descent.json**', route => numbers.passed.then(() => route.continue()));
  await open(page);
  await page.click('#share');
  await page.locator('.share').getByLabel('Kind').selectOption('Image');
  check((await page.locator('.share code').textContent()).startsWith(`${BASE}/v1/descent.`), 'no address');
  check(await page.locator('.share').getByLabel('Moving').isHidden(), 'it is said to move before that is known');
  numbers.open();
  await until(() => page.locator('.share').getByLabel('Moving').isVisible(), 'it moves, and cannot be had moving');
});

test('letters of an SVG can be had as text, and of nothing else', async page => {
  await open(page, '/?study=landscape&f=himmelblau&text=live');
  await page.click('#share');
  const dialog = page.locator('.share'), letters = dialog.getByLabel('Letters as text'), code = () => dialog.locator('code').textContent();
  await dialog.getByLabel('Kind').selectOption('HTML');
  check(await letters.isChecked() && (await code()).includes('text=live'), 'what the page has is lost');
  await letters.click();
  check((await code()).includes('text=outlines'), 'outlines cannot be had');
  await dialog.getByLabel('Kind').selectOption('LaTeX');
  check(await letters.isHidden() && !(await code()).includes('text='), 'a PDF is asked for live text');
});

test('everything can be copied', async (page, said, context) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  await page.locator('.card .copy').first().click();
  const kind = page.locator('.share').getByLabel('Kind').locator('option');
  await until(async () => await kind.count() > 0, 'no kinds');
  const kinds = await kind.allTextContents();
  equal(kinds, ['Page', 'Image', 'Markdown', 'HTML', 'iframe', 'LaTeX', 'curl', 'Python', 'R', 'Julia', 'JavaScript'], 'kinds');
  await until(() => page.locator('.share .qr').evaluate(image => image.naturalWidth > 0), 'no code to scan');
  for (const form of kinds) {
    await page.locator('.share').getByLabel('Kind').selectOption(form);
    await page.locator('.share .copy-text').click();
    const text = await page.locator('.share code').textContent();
    await until(async () => await page.evaluate(() => navigator.clipboard.readText()) === text, `${form} is not in the clipboard`);
    const address = /https?:[^\s"')\]]*/.exec(text)[0].replaceAll('&amp;', '&');
    equal((await fetch(address)).status, 200, `${form}: ${address}`);
  }
  await shot(page, 'share');
  await page.keyboard.press('Escape');
  await until(() => page.locator('.share').isHidden(), 'Escape does not close it');
  await page.click('#share');
  await until(async () => (await page.locator('.share code').textContent()).startsWith(`${BASE}/?study=descent&f=himmelblau`), 'the address of the page');
  await page.locator('.share').getByLabel('Kind').selectOption('iframe');
  const [, frame] = /src="([^"]*)"/.exec(await page.locator('.share code').textContent());
  const framed = await fetch(frame.replaceAll('&amp;', '&'));
  equal(framed.status, 200, frame);
  check(framed.headers.get('content-security-policy').includes('frame-ancestors *'), 'it cannot be framed');
  await page.locator('.share').getByLabel('Kind').selectOption('HTML');
  await page.locator('.share').getByLabel('Theme').selectOption('dark');
  await page.locator('.share').getByLabel('Width').fill('500');
  const text = await page.locator('.share code').textContent();
  check(text.includes('theme=dark') && text.includes('width=500') && text.includes('width="500"'), text);
  check(/alt="[^"]{10,125}"/.test(text), text);
});

test('the exported gallery stands by itself', async (page, said) => {
  const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.csv': 'text/csv' };
  const server = createServer(async (request, response) => {
    const file = decodeURIComponent(new URL(request.url, 'http://x').pathname).replace(/\/$/, '/index.html');
    const body = await readFile(join(SITE, file)).catch(() => null);
    response.writeHead(body ? 200 : 404, { 'Content-Type': types[extname(file)] ?? 'text/plain' }).end(body ?? '');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const base = `http://127.0.0.1:${server.address().port}`;
    await page.goto(`${base}/`);
    await until(() => page.locator('.card img').first().evaluate(image => image.complete && image.naturalWidth > 0), 'no picture');
    for (const link of await page.locator('.downloads a').evaluateAll(all => all.map(each => each.href))) equal((await fetch(link)).status, 200, link);
    await page.locator('.card .copy').first().click();
    check((await page.locator('.share code').textContent()).startsWith(`${base}/figures/`), 'the address to copy');
    equal(said, [], 'console');
    await shot(page, 'exported');
  } finally {
    server.close();
  }
});

/* ---- for everyone ---- */

const views = { 'desktop, light': {}, 'desktop, dark': DARK, 'phone, light': PHONE, 'phone, dark': { ...PHONE, ...DARK } };

for (const name of ['desktop, light', 'desktop, dark', 'phone, light']) {
  test(`axe finds nothing: the page, ${name}`, async page => {
    await open(page);
    await page.evaluate(() => { document.querySelector('#all').open = true; document.querySelector('#shared').open = true; document.querySelector('#numbers').open = true; });
    equal(await accessibility(page), [], 'violations');
    await page.locator('.card .copy').first().click();
    equal(await accessibility(page, '.share'), [], 'violations in the dialog');
  }, views[name]);
}

test('axe finds nothing: a descent being played', async page => {
  await open(page, '/?study=descent&f=himmelblau&start=0,0&lr=0.01');
  await until(() => page.locator('#player').isVisible(), 'there is nothing to play');
  await page.getByRole('button', { name: 'To the start' }).click();
  equal(await accessibility(page, '#playground'), [], 'violations');
});

test('axe finds nothing: a mistake', async page => {
  await open(page);
  await page.fill('#field-f', 'x*cos(pi*');
  await until(() => page.locator('#problem').isVisible(), 'the problem is not told');
  equal(await accessibility(page), [], 'violations');
});

test('the keyboard reaches everything', async page => {
  await open(page);
  await page.keyboard.press('Tab');
  equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop');
  const reached = new Set();
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const outline = getComputedStyle(element).outlineStyle;
      return { name: element.id || element.className || element.textContent, seen: outline !== 'none', body: element === document.body };
    });
    check(at.seen || at.body, `no focus is seen on ${at.name}`);
    reached.add(at.name);
  }
  for (const name of ['theme', 'field-f', 'canvas', 'share', 'copy needs-script']) check(reached.has(name), `${name} is not reached`);
});

test('the policy allows nothing inline', async page => {
  for (const path of ['/', '/docs', '/docs/cookbook']) {
    const policy = (await page.goto(BASE + path)).headers()['content-security-policy'];
    check(policy && policy.includes("default-src 'none'") && !policy.includes('unsafe'), `${path}: ${policy}`);
  }
});

await import('./formulas.mjs');
await import('./gestures.mjs');
await import('./tiles.mjs');
await import('./kept.mjs');
await import('./live.mjs');
await import('./reach.mjs');
await import('./docs.mjs');
await import('./walk.mjs');

await runAll();
