/** The gallery of stored videos, newest first. */
import {el} from './dom.js';
import {follow} from './follow.js';
import {read, readChanged} from './server.js';
import {ago, bytes, factList, facts} from './format.js';

export function videosPage(main, studio) {
  const grid = el('ul', {class: 'gallery', 'aria-label': 'Videos, newest first'});
  const empty = el('div', {class: 'empty', hidden: true}, el('h2', null, 'No videos yet'),
      el('p', null, 'Each finished video is stored here, and stays when the gateway has deleted it.'),
      el('a', {class: 'button primary', href: '/create'}, 'Create a video'));
  const more = el('button', {class: 'quiet more', hidden: true, onclick: showMore}, 'Show older videos');
  const shown = new Map();
  let next = null;

  // A poster is the first picture of the video, which is fetched when it comes into view.
  const near = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(({target}) => {
    target.preload = 'metadata';
    target.src = target.dataset.src;
    near.unobserve(target);
  }), {rootMargin: '300px'});

  function card(video) {
    const prompt = video.prompt ?? 'A task that was adopted';
    const player = el('video', {controls: true, playsinline: true, preload: 'none', 'data-src': `/media/${video.video}.mp4#t=0.1`,
      'aria-label': `Video: ${prompt}`});
    near.observe(player);
    return el('li', {class: 'card video'}, el('div', {class: 'screen'}, player),
        el('div', {class: 'about'}, el('h2', {class: 'prompt', title: prompt}, prompt),
            factList([...facts(video), bytes(video.bytes)]),
            el('div', {class: 'foot'}, el('span', {class: 'muted'}, ago(video.stored_at)),
                el('span', {class: 'links'},
                    el('a', {href: `/media/${video.video}.mp4?download=yes`, download: `${video.video}.mp4`,
                      'aria-label': `Download: ${prompt}`}, 'Download'),
                    el('button', {class: 'link', type: 'button', 'aria-label': `Make a variant: ${prompt}`,
                      onclick: () => studio.go('/create', {variant: request(video)})}, 'Make a variant')))));
  }

  function show(part, older) {
    const cards = part.videos.filter(video => !shown.has(video.video)).map(video => {
      const made = card(video);
      shown.set(video.video, made);
      return made;
    });
    grid[older ? 'append' : 'prepend'](...cards);
    empty.hidden = shown.size > 0;
  }

  async function showMore() {
    const part = await read('videos', {after: next});
    show(part, true);
    next = part.next;
    more.hidden = !next;
  }

  main.append(el('div', {class: 'head'}, el('h1', null, 'Videos'), el('p', null, 'Stored in the folder of the studio, newest first.')),
      empty, grid, more);
  const reader = Symbol('videos');
  let first = true;
  const stop = follow(async () => {
    const part = await readChanged(reader, 'videos');
    if (part) {
      show(part, false);
      if (first) {
        next = part.next;
        more.hidden = !next;
        first = false;
      }
    }
  }, 3000);
  return () => {
    stop();
    near.disconnect();
  };
}

/** What of a video a new request takes over. */
function request(video) {
  const names = ['prompt', 'model', 'duration', 'resolution', 'aspect_ratio', 'orientation', 'generation_type', 'image_urls', 'video_urls'];
  return Object.fromEntries(names.filter(name => video[name] !== undefined).map(name => [name, video[name]]));
}
