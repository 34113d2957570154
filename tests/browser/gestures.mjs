// Hands on the picture: a mouse, fingers, the wheel, keys, buttons, and what takes back what they did.
import { check, equal, gate, test, until } from './harness.mjs';
import { changed, open, PHONE, query, settled, source } from './page.mjs';

const MAP = '/?study=landscape&f=himmelblau&view=contour', SURFACE = '/?study=landscape&f=himmelblau&view=surface';

/* The ends of an interval of the address, or of one that was not given. */
const ends = (page, name, otherwise) => (query(page).get(name) ?? otherwise).split(':').map(Number);
const near = (found, expected, off) => found.every((value, i) => Math.abs(value - expected[i]) <= off);

/* Where the panel of the picture is in the window, and what its axes show. */
async function panelOf(page) {
  const { box, size, address } = await page.locator('#picture').evaluate(image => {
    const { left, top, width } = image.getBoundingClientRect();
    return { box: { left, top, width }, size: [image.naturalWidth, image.naturalHeight], address: [...document.querySelectorAll('#downloads a')].find(link => link.textContent === 'svg').href };
  });
  const svg = await (await fetch(`${address}&width=${size[0]}&height=${size[1]}`)).text();
  const numbers = name => new RegExp(`data-${name}="([^"]*)"`).exec(svg)[1].split(' ').slice(0, 4).map(Number);
  const scale = box.width / size[0], [left, top, right, bottom] = numbers('frame');
  const at = (x, y) => [box.left + scale * (left + x * (right - left)), box.top + scale * (top + y * (bottom - top))];
  return { x: numbers('x').slice(0, 2), y: numbers('y').slice(0, 2), middle: at(0.5, 0.5), corner: at(0.25, 0.25), width: scale * (right - left) };
}

/* The address rests once the true picture of it is here. */
async function rested(page, before) {
  await changed(page, before);
  await page.waitForTimeout(400);
  await settled(page);
}

async function drag(page, [x, y], [dx, dy], steps = 12) {
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= steps; i++) await page.mouse.move(x + dx * i / steps, y + dy * i / steps);
  await page.mouse.up();
}

/* Fingers by way of the browser's own input, as [[x, y], …] for each moment. */
async function touch(page, context, moments) {
  const session = await context.newCDPSession(page);
  const send = (type, points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  await send('touchStart', moments[0]);
  for (const points of moments.slice(1)) {
    await send('touchMove', points);
    await page.waitForTimeout(16);
  }
  await send('touchEnd', []);
}

/* Two clicks, or two taps, whose second one does not wait for what the page does at the first. */
async function twice(page, context, [x, y], isTouch = false) {
  const session = await context.newCDPSession(page), act = (type, clickCount) => (isTouch
    ? session.send('Input.dispatchTouchEvent', { type: `touch${type}`, touchPoints: type === 'Start' ? [{ x, y }] : [] })
    : session.send('Input.dispatchMouseEvent', { type: type === 'Start' ? 'mousePressed' : 'mouseReleased', x, y, button: 'left', clickCount }));
  await Promise.all([1, 2].flatMap(count => [act('Start', count), act('End', count)]));
}

test('a drag pans a map, which goes along at once', async page => {
  await open(page, MAP);
  const { middle: [x, y], width } = await panelOf(page), before = await source(page);
  const answers = gate();
  await page.route('**/v1/landscape.svg*', route => answers.passed.then(() => route.continue().catch(() => {})));
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + width / 8, y, { steps: 3 });
  const shifted = () => page.locator('.window canvas').evaluate(copy => new DOMMatrix(getComputedStyle(copy).transform).e);
  await until(async () => Math.abs(await shifted() - width / 8) < 3, async () => `the picture has gone ${await shifted()} pixels of ${width / 8}`);
  answers.open();
  await page.mouse.move(x + width / 4, y, { steps: 3 });
  await page.mouse.up();
  await rested(page, before);
  check(near(ends(page, 'x'), [-7.5, 2.5], 0.05) && near(ends(page, 'y'), [-5, 5], 0.05), page.url());
  equal(await page.locator('.window').count(), 0, 'windows over the true picture');
  const { x: shown } = await panelOf(page);
  check(near(shown, ends(page, 'x'), 0.02), `the axis shows ${shown}`);
});

test('the wheel with Ctrl zooms about its place, and scrolls without', async page => {
  await open(page, MAP);
  const { corner } = await panelOf(page), before = await source(page);
  await page.mouse.move(...corner);
  await page.keyboard.down('Control');
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await rested(page, before);
  const [low, high] = ends(page, 'x');
  check(high - low < 5 && Math.abs((-2.5 - low) / (high - low) - 0.25) < 0.02, page.url());
  const still = page.url();
  await page.mouse.wheel(0, 200);
  await until(() => page.evaluate(() => scrollY > 50), 'the wheel does not scroll');
  equal(page.url(), still, 'the address');
});

test('a double click resets the view, and leaves no descent behind', async (page, said, context) => {
  await open(page, `${MAP}&x=-4:4&y=-4:4`);
  const { middle: [x, y] } = await panelOf(page), before = await source(page);
  await drag(page, [x, y], [90, 40]);
  await rested(page, before);
  check(!near(ends(page, 'x'), [-4, 4], 0.1), page.url());
  await twice(page, context, [x, y]);
  await until(() => query(page).get('study') === 'landscape' && query(page).get('x') === '-4:4', () => page.url());
  await settled(page);
  equal([query(page).get('x'), query(page).get('y')], ['-4:4', '-4:4'], 'the view');
});

test('buttons and keys zoom, pan and reset', async page => {
  await open(page, MAP);
  for (const [act, x] of [
    [() => page.click('#nearer'), [-4, 4]], [() => page.click('#farther'), [-5, 5]], [() => page.click('#nearer'), [-4, 4]], [() => page.click('#reset'), null],
    [() => page.keyboard.press('+'), [-4, 4]], [() => page.keyboard.press('-'), [-5, 5]], [() => page.keyboard.press('+'), [-4, 4]], [() => page.keyboard.press('0'), null],
  ]) {
    const before = await source(page);
    await page.locator('#canvas').focus();
    await act();
    await rested(page, before);
    if (x) check(near(ends(page, 'x'), x, 0.05), page.url());
    else check(!query(page).has('x'), page.url());
  }
  const before = await source(page);
  await page.locator('#canvas').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await rested(page, before);
  check(ends(page, 'x')[0] > -4.9 && near(ends(page, 'y'), [-5, 5], 0.05), page.url());
});

test('keys read, and go from one extremum to the next', async page => {
  await open(page, MAP);
  await page.locator('#canvas').focus();
  const read = () => page.textContent('#reading'), seen = new Set();
  for (let i = 0; i < 5; i++) {
    const before = await read();
    await page.keyboard.press('n');
    await until(async () => await page.locator('#reading').isVisible() && await read() !== before, 'no next extremum');
    seen.add(await read());
  }
  check([...seen].filter(text => /value = −?0(\.0\d*)?$/.test(text)).length === 4, `the four minima are not among ${[...seen]}`);
  const before = await read();
  await page.keyboard.press('p');
  await until(async () => await read() !== before, 'not back');
  await page.keyboard.press('Enter');
  await until(() => query(page).get('study') === 'descent', 'Enter drops no ball');
});

test('a surface turns by keys and by a drag', async page => {
  await open(page, SURFACE);
  const before = await source(page);
  await page.locator('#canvas').focus();
  await page.keyboard.press('ArrowRight');
  await rested(page, before);
  check(query(page).has('azimuth'), page.url());
  const azimuth = Number(query(page).get('azimuth')), box = await page.locator('#picture').boundingBox(), other = await source(page);
  await drag(page, [box.x + box.width / 2, box.y + box.height / 2], [100, 0]);
  await rested(page, other);
  check(Number(query(page).get('azimuth')) < azimuth - 35, page.url());
});

test('a click keeps the frame', async page => {
  await open(page, MAP);
  const first = await panelOf(page), before = await source(page);
  await page.mouse.click(...first.corner);
  await rested(page, before);
  equal(query(page).get('study'), 'descent', 'the study');
  const second = await panelOf(page);
  check(near(second.x, first.x, 0.01) && near(second.y, first.y, 0.01), `${second.x} and ${second.y}`);
  const other = await source(page);
  await page.mouse.click(...second.middle);
  await rested(page, other);
  const third = await panelOf(page);
  check(near(third.x, first.x, 0.01) && near(third.y, first.y, 0.01), `${third.x} and ${third.y}`);
});

test('undo and redo go through what hands, fields and verbs did', async page => {
  await open(page, MAP);
  const addresses = [page.url()];
  const { middle: [x, y] } = await panelOf(page);
  check(await page.locator('#undo').isDisabled() && await page.locator('#redo').isDisabled(), 'there is something to undo');
  for (const act of [
    () => drag(page, [x, y], [80, 0]), () => page.fill('#field-f', 'x^2+y^2'), () => page.locator('#studies').getByRole('link', { name: 'Find the minima' }).click(),
  ]) {
    const before = await source(page);
    await act();
    await rested(page, before);
    addresses.push(page.url());
  }
  equal(new Set(addresses).size, 4, `addresses of ${addresses}`);
  const arrives = async at => {
    await until(() => page.url() === addresses[at], () => `${page.url()}, not ${addresses[at]}`);
    await settled(page);
  };
  await page.locator('#canvas').focus();
  await page.keyboard.press('Control+z');
  await arrives(2);
  await page.click('#undo');
  await arrives(1);
  await page.goBack();
  await arrives(0);
  check(await page.locator('#undo').isDisabled(), 'there is more to undo');
  await page.locator('#canvas').focus();
  await page.keyboard.press('Control+Shift+Z');
  await arrives(1);
  await page.click('#redo');
  await arrives(2);
  equal(await page.inputValue('#field-f'), 'x^2+y^2', 'the field');
  /* Within a field they are the field's. */
  await page.focus('#field-f');
  await page.keyboard.press('Control+z');
  await page.waitForTimeout(200);
  equal(page.url(), addresses[2], 'the address after Ctrl+Z in a field');
});

test('one finger scrolls and moves no axis', async (page, said, context) => {
  await open(page, MAP);
  const { middle: [x, y] } = await panelOf(page), before = page.url();
  await touch(page, context, Array.from({ length: 15 }, (_, i) => [[x, y - 12 * i]]));
  await until(() => page.evaluate(() => scrollY > 60), 'it does not scroll');
  await page.evaluate(() => scrollTo(0, 0));
  equal(page.url(), before, 'the address');
}, PHONE);

test('two fingers zoom about their middle, and move it', async (page, said, context) => {
  await open(page, MAP);
  const { corner: [x, y], width } = await panelOf(page), before = await source(page);
  /* From 40 to 80 pixels apart: twice as near, about the first quarter. */
  await touch(page, context, Array.from({ length: 11 }, (_, i) => [[x - 20 - 2 * i, y], [x + 20 + 2 * i, y]]));
  await rested(page, before);
  const [low, high] = ends(page, 'x');
  check(near([low, high], [-3.75, 1.25], 0.15), page.url());
  equal(await page.evaluate(() => [scrollY, visualViewport.scale]), [0, 1], 'the page itself');
  const other = await source(page), panel = await panelOf(page), [mx, my] = panel.middle;
  await touch(page, context, Array.from({ length: 11 }, (_, i) => [[mx - 30 + width * i / 40, my], [mx + 30 + width * i / 40, my]]));
  await rested(page, other);
  const [newLow, newHigh] = ends(page, 'x');
  check(near([newLow, newHigh], [low - 1.25, high - 1.25], 0.15), page.url());
}, PHONE);

test('two fingers turn a surface', async (page, said, context) => {
  await open(page, SURFACE);
  const box = await page.locator('#picture').boundingBox(), before = await source(page), x = box.x + box.width / 2, y = box.y + box.height / 2;
  await touch(page, context, Array.from({ length: 11 }, (_, i) => [[x - 30 + 8 * i, y], [x + 30 + 8 * i, y]]));
  await rested(page, before);
  check(Number(query(page).get('azimuth')) < -80, page.url());
}, PHONE);

test('a finger drops a ball, and two taps reset the view', async (page, said, context) => {
  await open(page, MAP);
  const { corner, middle } = await panelOf(page), before = await source(page);
  await touch(page, context, [[corner]]);
  await rested(page, before);
  equal(query(page).get('study'), 'descent', 'the study');
  const start = query(page).get('start'), other = await source(page);
  await page.click('#nearer');
  await rested(page, other);
  check(ends(page, 'xlim')[1] < 4.5, page.url());
  await twice(page, context, middle, true);
  await until(() => ends(page, 'xlim')[1] === 5 && query(page).get('start') === start, () => page.url());
}, PHONE);
