// A map of two settings, zoomed in by its tiles: what hands do, what the address says, and what is drawn meanwhile.
import { check, equal, gate, shot, test, until } from './harness.mjs';
import { open, PHONE } from './page.mjs';

/* The map of two rates, and Newton's fractal. */
const MAP = '/?study=sweep&f=x%5E2/2&x=lr,0:1.2&y=momentum,0:1&optimizer=momentum&samples=33&steps=40&measure=rate';
const FRACTAL = '/?study=sweep&f=x%5E4%2F4-3*x%5E2*y%5E2%2F2%2By%5E4%2F4-x&optimizer=newton&x=start.x,-2:2&y=start.y,-2:2&measure=outcome&samples=65&steps=40';

const nearOf = page => (/#map=(.+)$/.exec(page.url())?.[1] ?? '0/0.5/0.5').split('/').map(Number);
const layer = page => page.locator('.deep');
const rested = page => until(() => layer(page).evaluate(it => !it.hidden && it.dataset.awaited === '0'), 'the tiles do not come');

/* Where the panel lies in the window. */
async function boxOf(page) {
  await page.locator('#picture').scrollIntoViewIfNeeded();
  return page.locator('#picture').evaluate(image => {
    const { left, top, width, height } = image.getBoundingClientRect();
    return { left, top, width, height, at: [left + 0.4 * width, top + 0.5 * height] };
  });
}

/* Pixels of the map as it is drawn; they come as one text, which is soon here, where a list of a million numbers takes seconds. */
const drawn = async page => Buffer.from(await layer(page).locator('canvas').evaluate(pixels => {
  const copy = new OffscreenCanvas(pixels.width, pixels.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(pixels, 0, 0);
  const reader = new FileReader(), { data } = copy.getImageData(0, 0, pixels.width, pixels.height);
  return new Promise(resolve => {
    reader.onload = () => resolve(reader.result.split(',')[1]);
    reader.readAsDataURL(new Blob([data]));
  });
}), 'base64');

/* How many of the numbers of two drawings differ, as a part of all. */
const differing = (one, other) => one.filter((value, i) => Math.abs(value - other[i]) > 8).length / one.length;

/* The browser takes turns of a wheel that come too fast together. */
async function wheel(page, at, depth) {
  await page.mouse.move(...at);
  await page.keyboard.down('Control');
  for (let i = 0; i < 40 && nearOf(page)[0] < depth; i++) {
    await page.mouse.wheel(0, -100);
    await page.waitForTimeout(50);
  }
  await page.keyboard.up('Control');
  await page.waitForTimeout(400);
}

for (const [size, options] of [['desktop', {}], ['phone', PHONE]]) {
  test(`tiles: a map is zoomed ten decades deep, ${size}`, async (page, said) => {
    await open(page, FRACTAL);
    const { at } = await boxOf(page), asked = [];
    page.on('request', request => asked.push(request.url()));
    check(await layer(page).isHidden(), 'tiles lie over the whole map');

    await wheel(page, at, 2);
    check(nearOf(page)[0] > 2, page.url());
    await rested(page);
    await shot(page, `tiles-${size}-wheel`);
    check(asked.some(url => /\/v1\/sweep\/\d+\/\d+\/\d+\.png\?/.test(url)) && !asked.some(url => url.includes('/v1/sweep.svg')), `asked for ${asked}`);

    /* Buttons and keys go on, about the middle; the coarser tiles stand in while the finer ones are awaited. */
    const afterWheel = page.url();
    const finer = gate();
    await page.route('**/v1/sweep/*/*/*.png*', route => finer.passed.then(() => route.continue().catch(() => {})));
    await page.click('#nearer');
    await until(() => page.url() !== afterWheel, 'the button does not zoom');
    const standing = await drawn(page);
    check(standing.filter((_, i) => i % 4 === 3).every(alpha => alpha === 255), 'nothing stands in');
    finer.open();
    await rested(page);
    check(differing(await drawn(page), standing) > 0.002, 'no finer tile came');
    await page.unroute('**/v1/sweep/*/*/*.png*');
    const afterButton = page.url();
    await page.goBack();
    await until(() => page.url() === afterWheel, () => `${page.url()}, not ${afterWheel}`);
    await rested(page);
    await page.goForward();
    await until(() => page.url() === afterButton, () => page.url());

    await page.locator('#canvas').focus();
    for (let i = 0; i < 36; i++) await page.keyboard.press('+');
    await until(() => nearOf(page)[0] > 33.2, () => page.url());
    await rested(page);
    await shot(page, `tiles-${size}-deep`);
    const { search, hash } = new URL(page.url()), before = await drawn(page);
    const ends = await layer(page).locator('.across span').allTextContents();
    check(new Set(ends).size === 3 && ends[0].length > 10, `the ends ${ends}`);
    const [depth, x] = nearOf(page), left = Number(ends[0].replace('−', '-'));
    check(Math.abs((left + 2) / 4 - (x - 2 ** -depth / 2)) < 1e-12, `the axis begins at ${left}, the map at ${x}`);

    /* Ten decades deep at a place that Newton's method takes to 0, a pole: all three roots are near. */
    await page.goto('about:blank');
    await open(page, `${FRACTAL.replace('steps=40', 'steps=200')}#map=33.2/0.30157486850397506/0.5`);
    await rested(page);
    await shot(page, `tiles-${size}-pole`);
    const pixels = await drawn(page), colours = new Map();
    for (let i = 0; i < pixels.length; i += 4) {
      const most = [0, 1, 2].reduce((one, k) => (pixels[i + k] > pixels[i + one] ? k : one), 0);
      colours.set(most, (colours.get(most) ?? 0) + 4 / pixels.length);
    }
    check(colours.size === 3 && [...colours.values()].every(part => part > 0.05), `parts that are red, green and blue: ${[...colours.values()]}`);

    /* The address alone leads to the same place, and 0 back to the whole. */
    await page.goto('about:blank');
    await open(page, `/${search}${hash}`);
    await rested(page);
    equal(differing(await drawn(page), before), 0, 'pixels that differ at the same address');
    await page.locator('#canvas').focus();
    await page.keyboard.press('0');
    await until(() => !page.url().includes('#map') && layer(page).isHidden(), () => page.url());
    equal(said, [], 'console');
  }, options);
}

test('tiles: two fingers zoom, a drag moves, and readings are of what is seen', async (page, said, context) => {
  await open(page, MAP);
  const { at: [x, y] } = await boxOf(page), session = await context.newCDPSession(page);
  const send = (type, points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })) });
  await send('touchStart', [[x - 20, y], [x + 20, y]]);
  for (let i = 1; i <= 10; i++) await send('touchMove', [[x - 20 - 6 * i, y], [x + 20 + 6 * i, y]]);
  await send('touchEnd', []);
  await until(() => nearOf(page)[0] > 1.8 && nearOf(page)[0] < 2.2, () => page.url());
  await rested(page);
  await shot(page, 'tiles-phone-pinch');
  const before = nearOf(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 60, y, { steps: 4 });
  await page.mouse.up();
  await until(() => nearOf(page)[1] > before[1], () => page.url());
  await rested(page);
  await page.locator('#canvas').focus();
  await page.keyboard.press('ArrowRight');
  const [low, , high] = (await layer(page).locator('.across span').allTextContents()).map(Number), read = Number(/lr = ([\d.e−]+)/.exec(await page.textContent('#reading'))[1]);
  check(read > low && read < high && Math.abs(read - (low + high) / 2) < 0.1 * (high - low), `${read} is read between ${low} and ${high}`);
  equal(said, [], 'console');
}, PHONE);
