// The picture first: the scripts are asked for once it is here, or was awaited for long, and then all at once, not as one is found to import the next.

const LONGEST_WAIT = 1500;

const picture = document.querySelector('#picture');
await Promise.race([picture.decode().catch(() => {}), new Promise(resolve => { setTimeout(resolve, LONGEST_WAIT); })]);
for (const name of document.querySelector('#modules').dataset.names.split(' ')) {
  document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: `/web/${name}` }));
}
import('./play.js');
import('./gallery.js');
