/** Shows the page of the URL, and follows what needs the user. */
import {el, toast} from './dom.js';
import {openSession, read} from './server.js';
import {follow} from './follow.js';
import {createPage} from './create.js';
import {videosPage} from './videos.js';
import {tasksPage} from './tasks.js';
import {needsPage} from './needs.js';

const PAGES = {
  create: [createPage, 'Create'],
  videos: [videosPage, 'Videos'],
  tasks: [tasksPage, 'Tasks'],
  'needs-you': [needsPage, 'Needs you'],
};
const main = document.getElementById('main');
let leave = () => {};

/** What each page gets: the session, and how to go to another page. */
const studio = {session: undefined, go, showNeeds};

function go(url, state = null) {
  history.pushState(state, '', url);
  show(true);
}

function show(moved) {
  const place = location.pathname.slice(1) || 'create';
  const [page, title] = PAGES[place] ?? PAGES.create;
  leave();
  document.title = `${title} · Studio`;
  for (const link of document.querySelectorAll('[data-place]')) {
    if (link.dataset.place === place) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  main.replaceChildren();
  leave = page(main, studio) ?? (() => {});
  if (moved) {
    window.scrollTo(0, 0);
    main.focus({preventScroll: true});
  }
}

function showNeeds(counts) {
  const count = (counts.UNKNOWN ?? 0) + (counts.PARKED ?? 0);
  const box = document.getElementById('needs-count');
  box.textContent = count;
  box.hidden = count === 0;
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="/"]');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (link && plain && !link.hasAttribute('download') && !link.target) {
    event.preventDefault();
    go(link.getAttribute('href'));
  }
});
window.addEventListener('popstate', () => show(true));

try {
  studio.session = await openSession();
  const gateway = document.getElementById('gateway');
  gateway.textContent = studio.session.emulator ? 'Emulator: nothing is paid for' : `Paid at ${new URL(studio.session.gateway).host}`;
  gateway.classList.toggle('paid', !studio.session.emulator);
  show(false);
  follow(async () => showNeeds((await read('tasks', {state: 'UNKNOWN,PARKED'})).counts), 5000);
} catch (failure) {
  main.replaceChildren(el('p', {class: 'notice bad'}, `The studio does not answer: ${failure.message}`));
  toast('The studio does not answer');
}
