// What a script adds to the gallery: the choice of theme, which the pictures follow, and the dialog to copy from.
// The gallery is complete without it.

import { chooseTheme, find, onTheme, theme } from './dom.js';

const button = find('#theme');

button.addEventListener('click', () => chooseTheme(theme() === 'dark' ? 'light' : 'dark'));

/* Pictures drawn with theme=auto follow the system; where the page was told otherwise, they are told too. */
function followTheme(image, current) {
  if (!image.src) return;
  const address = new URL(image.src);
  if (!address.searchParams.has('theme')) return;
  const wanted = document.documentElement.dataset.theme ? current : 'auto';
  if (address.searchParams.get('theme') === wanted) return;
  address.searchParams.set('theme', wanted);
  image.src = address.pathname + address.search;
}

onTheme(current => {
  button.textContent = current === 'dark' ? 'Light' : 'Dark';
  button.setAttribute('aria-label', `Change to the ${current === 'dark' ? 'light' : 'dark'} theme`);
  for (const image of document.querySelectorAll('.card img, .shown img')) followTheme(image, current);
});

/* Loads pictures as they come within a margin around the window. */
function loadWithin(margin, images) {
  const observer = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      target.src = target.dataset.src;
      followTheme(target, theme());
    }
  }, { rootMargin: margin });
  for (const image of images) observer.observe(image);
}

/* What is nearly seen is loaded; lessons, which begin to move when they are, once they are seen. */
loadWithin('150px', document.querySelectorAll('.card img[data-src]'));
loadWithin('-40px', document.querySelectorAll('.shown img[data-src]'));

/* A card is found by its title, its caption and what it is asked of; every word must be in it. */
const textOf = card => `${card.textContent} ${decodeURIComponent(find('.open', card)?.search ?? '').replaceAll('_', ' ')}`.toLowerCase();

find('#search')?.addEventListener('input', event => {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const section of document.querySelectorAll('#gallery section')) {
    const cards = [...section.querySelectorAll('.card')];
    for (const card of cards) card.hidden = !words.every(word => textOf(card).includes(word));
    const left = cards.filter(card => !card.hidden).length;
    section.hidden = left === 0;
    count += left;
  }
  find('#found').textContent = words.length ? `${count} ${count === 1 ? 'figure' : 'figures'}` : '';
});

const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');

/* A card whose figure has a time moves once while it is pointed at or holds the focus; with prefers-reduced-motion it stays still. */
function moveOnCall(card, image) {
  let still = null;
  const start = () => {
    if (still || lessMotion.matches) return;
    still = image.src;
    image.src = `${card.dataset.figure}.webp?theme=${theme()}&loop=1`;
  };
  const stop = () => {
    if (!still || card.matches(':hover, :focus-within')) return;
    image.src = still;
    still = null;
    followTheme(image, theme());
  };
  card.addEventListener('pointerenter', start);
  card.addEventListener('focusin', start);
  card.addEventListener('pointerleave', stop);
  card.addEventListener('focusout', () => setTimeout(stop));
}

for (const card of document.querySelectorAll('.card')) {
  const image = find('img', card);
  if ('moves' in card.dataset) moveOnCall(card, image);
  find('.copy', card).addEventListener('click', async () => (await import('./share.js')).share({
    title: find('h3', card).textContent,
    alternative: image.alt,
    address: new URL(`${card.dataset.figure}.${card.dataset.shown}`, location.href).href,
    width: image.getAttribute('width'),
    height: image.getAttribute('height'),
    moves: 'moves' in card.dataset,
    formats: [...card.querySelectorAll('.downloads a')].map(link => link.textContent),
    ...(find('h3 a', card) && { page: find('h3 a', card).href, frame: find('h3 a', card).href }),
  }));
}
