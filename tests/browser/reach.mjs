// Whom the page reaches: slow networks and slow phones, small windows, large text, programs that read aloud.
import { accessibility, BASE, check, equal, test, until } from './harness.mjs';
import { changed, DARK, open, PHONE, query, settled, source } from './page.mjs';

const SIZES = { phone: PHONE, desktop: {} };

/* ---- the first picture, soon and at its place ---- */

const ROUND_TRIP = 150, BYTES_PER_SECOND = 1.6e6 / 8, SLOWER = 4;
const LATEST_PAINT = 1200, MOST_SHIFT = 0.05, TRIES = 3;

/* Seconds of the processor that the page's main thread has used. */
const threadTime = async session => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ThreadTime').value;

/* How many times slower other programs make the browser just now: seconds that pass in one of the processor's time that its main thread gets. */
async function disturbance(page, session) {
  const before = await threadTime(session), seconds = await page.evaluate(() => {
    const begun = performance.now();
    while (performance.now() - begun < 300);
    return (performance.now() - begun) / 1000;
  });
  return Math.max(1, seconds / (await threadTime(session) - before));
}

const watchPaints = () => {
  globalThis.seen = { shift: 0, shifts: [], paint: 0, what: '' };
  new PerformanceObserver(list => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      globalThis.seen.shift += value;
      globalThis.seen.shifts.push(`${value.toFixed(3)} ${sources.map(({ node }) => node?.id || node?.className || node?.nodeName).join(' ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver(list => {
    const last = list.getEntries().at(-1);
    Object.assign(globalThis.seen, { paint: last.startTime, what: last.element?.id || last.element?.className || last.element?.nodeName });
  }).observe({ type: 'largest-contentful-paint', buffered: true });
};

const isPainted = page => page.evaluate(() => globalThis.seen?.what === 'picture').catch(() => false);

/*
 * Where other programs take so much of the processor that the page is slower than it is to be made, it is judged by what it asks for until the picture is
 * painted, one after the other though they overlap: two ways there and back (the page, then the picture), the bytes that have come by then, and the
 * work of its main thread, so many times slower.
 */
for (const [name, options] of Object.entries(SIZES)) {
  test(`the first picture is soon there and nothing moves: ${name}, 1.6 Mbit/s, ${ROUND_TRIP} ms, a processor ${SLOWER} times slower`, async (page, said, context) => {
    await context.addInitScript(watchPaints);
    const session = await context.newCDPSession(page);
    let bytes = 0, told = '', soon = false;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await session.send('Network.enable');
    await session.send('Performance.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    for (let i = 0; i < TRIES && !soon; i++) {
      await page.goto('about:blank');
      /* What other programs take of the processor is a part of how much slower it is to be. */
      const disturbed = await disturbance(page, session);
      await session.send('Emulation.setCPUThrottlingRate', { rate: Math.max(1, SLOWER / disturbed) });
      await session.send('Network.emulateNetworkConditions', { offline: false, latency: ROUND_TRIP, downloadThroughput: BYTES_PER_SECOND, uploadThroughput: BYTES_PER_SECOND });
      const worked = await threadTime(session);
      bytes = 0;
      await page.goto(`${BASE}/`, { waitUntil: 'commit' });
      await until(() => isPainted(page), 'the picture is not the largest paint');
      const work = (await threadTime(session) - worked) / Math.max(1, SLOWER / disturbed), came = bytes;
      await until(() => page.evaluate(() => document.querySelector('#playground').getAttribute('aria-busy') === 'false'), 'the playground is not ready');
      await page.waitForTimeout(1500);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      const seen = await page.evaluate(() => globalThis.seen), asked = 2 * ROUND_TRIP + 1000 * (came / BYTES_PER_SECOND + SLOWER * work);
      told = `${seen.what} painted after ${seen.paint.toFixed(0)} ms, by ${asked.toFixed(0)} ms of way, ${came} bytes and ${(1000 * work).toFixed(0)} ms of work; layout shift ${seen.shift.toFixed(3)}; disturbed by a factor of ${disturbed.toFixed(1)}`;
      console.log(`    ${name}: ${told}`);
      check(seen.shift < MOST_SHIFT, `${told}: ${seen.shifts.join('; ')}`);
      equal(seen.what, 'picture', 'the largest paint');
      soon = seen.paint <= LATEST_PAINT * Math.max(1, disturbed / SLOWER) || (disturbed > SLOWER / 2 && asked <= LATEST_PAINT);
    }
    check(soon, told);
  }, options);
}

for (const [name, options] of Object.entries(SIZES)) {
  test(`a descent by one click without scrolling: ${name}`, async page => {
    await open(page);
    const before = await source(page), box = await page.locator('#picture').boundingBox(), { start } = Object.fromEntries(query(page));
    check(box.y >= 0 && box.y + box.height <= page.viewportSize().height, `the picture is at ${JSON.stringify(box)}`);
    await page.mouse.click(box.x + 0.4 * box.width, box.y + 0.4 * box.height);
    await changed(page, before);
    check(query(page).get('study') === 'descent' && query(page).get('start') && query(page).get('start') !== start, page.url());
    equal(await page.evaluate(() => scrollY), 0, 'scrolled');
  }, options);
}

/* ---- large text ---- */

/* What of the text cannot be seen: texts wider or higher than the boxes that hide what does not fit, and parts that stand over the window's edge. */
const lost = page => page.evaluate(width => {
  /* Telephones make the window wider where something stands over its edge. */
  const found = [], wide = document.documentElement.scrollWidth - width;
  if (wide > 0) found.push(`the page is ${wide} pixels too wide`);
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || element.closest('svg, math, .unseen, .skip')) continue;
    const style = getComputedStyle(element), name = element.id || `${element.className}: ${element.textContent.trim().slice(0, 30)}`;
    const text = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (text && style.overflowX !== 'visible' && !/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 2) found.push(`cut: ${name}`);
    if (text && style.overflowY !== 'visible' && !/auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 4) found.push(`cut below: ${name}`);
    const box = element.getBoundingClientRect();
    let scrolls = false;
    for (let above = element.parentElement; above; above = above.parentElement) scrolls ||= /auto|scroll/.test(getComputedStyle(above).overflowX);
    if (text && !scrolls && box.width > 0 && (box.right > width + 1 || box.left < -1)) found.push(`over the edge: ${name}`);
  }
  return found.slice(0, 8);
}, page.viewportSize().width);

const LARGE = { 'a desktop': {}, 'a phone': PHONE, 'a window of 320 pixels': { viewport: { width: 320, height: 640 } } };

for (const [name, options] of Object.entries(LARGE)) {
  test(`nothing is lost with text twice as large: ${name}`, async page => {
    await open(page);
    if (options.viewport?.width !== 320) await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    for (const act of [
      () => {},
      () => page.evaluate(() => { document.querySelector('#all').open = true; document.querySelector('#shared').open = true; document.querySelector('#numbers').open = true; document.querySelector('#experiments').open = true; }),
      () => page.fill('#field-f', 'x*cos(pi*'),
    ]) {
      await act();
      await page.waitForTimeout(700);
      equal(await lost(page), [], `${act}`);
    }
    await page.evaluate(() => { document.querySelector('#experiments').open = false; });
    await page.locator('#share').evaluate(button => button.click());
    await page.locator('.share').waitFor();
    equal(await lost(page), [], 'the dialog');
  }, options);
}

/* ---- axe, in every state ---- */

for (const [name, options] of Object.entries({ light: {}, dark: DARK })) {
  test(`axe finds nothing: every verb and experiment, ${name}`, async page => {
    await open(page);
    const studies = await page.locator('#studies a').evaluateAll(all => all.map(link => link.href)), found = [];
    for (const address of studies) {
      await page.goto(address);
      await settled(page);
      await page.evaluate(() => { document.querySelector('#all').open = true; });
      for (const violation of await accessibility(page, '#playground')) found.push(`${address}: ${violation}`);
    }
    equal(found, [], 'violations');
  }, options);

  test(`axe finds nothing: settings, numbers, a refusal, the dialog, ${name}`, async page => {
    await open(page);
    await page.evaluate(() => { for (const id of ['all', 'shared', 'numbers', 'experiments']) document.querySelector(`#${id}`).open = true; });
    await until(() => page.locator('#numbers .tables dl').count(), 'no numbers');
    equal(await accessibility(page), [], 'violations with everything open');
    await page.evaluate(() => { document.querySelector('#experiments').open = false; });
    await page.fill('#field-f', 'rosenbrok');
    await until(() => page.getByRole('button', { name: 'Use rosenbrock' }).count(), 'no repair');
    await until(() => page.locator('#problem').isVisible(), 'the problem is not told');
    equal(await accessibility(page, '#playground'), [], 'violations of a refusal');
    await page.locator('#share').click();
    equal(await accessibility(page, '.share'), [], 'violations of the dialog');
  }, options);
}
