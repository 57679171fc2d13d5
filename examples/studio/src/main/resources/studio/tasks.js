/** All tasks: how many are in which state, a list that follows their progress, and the history of each. */
import {el, toast} from './dom.js';
import {follow} from './follow.js';
import {read, readChanged} from './server.js';
import {ago, badge, distance, factList, facts, moment, outcome, stateKind, stateMeaning, stateName, stateNames} from './format.js';

export function tasksPage(main, studio) {
  const filter = new URLSearchParams(location.search);
  const query = {state: filter.get('state'), prefix: filter.get('prefix'), after: filter.get('after')};
  const cards = el('ul', {class: 'states', 'aria-label': 'Tasks by state'});
  const spending = el('ul', {class: 'spending muted', 'aria-label': 'What was spent', hidden: true});
  const list = el('ul', {class: 'rows', 'aria-label': 'Tasks, newest first'});
  const empty = el('div', {class: 'empty', hidden: true}, el('h2', null, 'No such tasks'), el('p', null, 'No task matches the state and the search.'));
  // These links stay when the list changes, so that the focus stays where it is.
  const newest = el('a', {href: place({}), class: 'button quiet', hidden: true}, 'To the newest');
  const older = el('a', {class: 'button quiet', rel: 'next', hidden: true}, 'Older tasks');
  const pages = el('nav', {class: 'pages', 'aria-label': 'Parts of the list'}, newest, older);
  const search = el('input', {type: 'search', id: 'search', name: 'prefix', value: query.prefix ?? '', autocomplete: 'off',
    placeholder: 'Key or task id begins with'});
  const rows = new Map();

  function place(changes) {
    const parameters = new URLSearchParams(
        Object.entries({...query, after: null, ...changes}).filter(([, value]) => value));
    return `/tasks${parameters.size ? `?${parameters}` : ''}`;
  }

  function showCounts(counts) {
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const card = (state, name, count, meaning, kind) => el('li', null, el('a', {
      href: place({state}), class: `state ${kind}`, title: meaning, 'aria-current': (query.state ?? null) === state ? 'true' : null},
    el('strong', null, String(count)), el('span', null, name)));
    const focused = cards.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    cards.replaceChildren(card(null, 'All', all, 'All tasks', 'all'),
        ...stateNames.filter(state => counts[state] || query.state === state)
            .map(state => card(state, stateName(state), counts[state] ?? 0, stateMeaning(state), stateKind(state))));
    if (focused) {
      [...cards.querySelectorAll('a')].find(link => link.getAttribute('href') === focused)?.focus();
    }
  }

  function showSpending(channels) {
    spending.hidden = channels.length === 0;
    spending.replaceChildren(...channels.map(each => el('li', null,
        `Channel ${each.channel}: `, el('strong', null, `${each.today} ${each.unit}`), ' today, ',
        el('strong', null, `${each.month} ${each.unit}`), ' this month',
        Number(each.reserved) > 0 ? `, ${each.reserved} ${each.unit} reserved` : '',
        each.unpriced > 0 ? `, ${each.unpriced} of ${each.attempts} requests without a price` : '')));
  }

  function show(answer) {
    showCounts(answer.counts);
    studio.showNeeds(answer.counts);
    const keys = new Set(answer.tasks.map(task => task.key));
    for (const [key, row] of rows) {
      if (!keys.has(key)) {
        row.element.remove();
        rows.delete(key);
      }
    }
    answer.tasks.forEach((task, index) => {
      if (!rows.has(task.key)) {
        rows.set(task.key, taskRow(task.key));
      }
      const row = rows.get(task.key);
      row.update(task);
      if (list.children[index] !== row.element) {
        list.insertBefore(row.element, list.children[index] ?? null);
      }
    });
    empty.hidden = answer.tasks.length > 0;
    newest.hidden = !query.after;
    older.hidden = !answer.next;
    older.href = place({after: answer.next});
  }

  main.append(el('div', {class: 'head'}, el('h1', null, 'Tasks'), el('p', null, 'Each request, from before it is sent until its video is stored.')),
      cards, spending,
      el('form', {class: 'search', role: 'search', onsubmit: event => {
        event.preventDefault();
        studio.go(place({prefix: search.value.trim()}));
      }}, el('label', {for: 'search', class: 'visually-hidden'}, 'Search by the beginning of a key or task id'), search,
      el('button', {class: 'quiet', type: 'submit'}, 'Search')),
      empty, list, pages);
  const reader = Symbol('tasks');
  const stop = follow(async () => {
    const answer = await readChanged(reader, 'tasks', query);
    if (answer) {
      show(answer);
    }
  }, 1000);
  const spendingReader = Symbol('spending');
  const stopSpending = follow(async () => {
    const answer = await readChanged(spendingReader, 'spending', {});
    if (answer) {
      showSpending(answer.channels);
    }
  }, 5000);
  const clock = setInterval(() => rows.forEach(row => row.tick()), 1000);
  return () => {
    stop();
    stopSpending();
    clearInterval(clock);
  };
}

/** One task of the list. It keeps its elements, so that the focus stays where it is when the task changes. */
function taskRow(key) {
  const name = el('span', {class: 'prompt'});
  const mark = el('span', {class: 'mark'});
  const when = el('span', {class: 'muted when'});
  const bar = el('progress', {max: 100, 'aria-label': 'Progress'});
  const words = el('span', {class: 'muted words'});
  const detail = el('div', {class: 'detail', hidden: true});
  const toggle = el('button', {type: 'button', class: 'row', 'aria-expanded': 'false', onclick: open},
      el('span', {class: 'top'}, name, mark), el('span', {class: 'under'}, bar, words, when));
  const element = el('li', {class: 'card task', 'data-key': key}, toggle, detail);
  let task;
  let expires;

  async function open() {
    const opening = detail.hidden;
    detail.hidden = !opening;
    toggle.setAttribute('aria-expanded', String(opening));
    if (opening) {
      await showDetail();
    }
  }

  async function showDetail() {
    const full = await read('task', {key}).catch(failure => toast(failure.message));
    if (!full) {
      return;
    }
    expires = el('span');
    detail.replaceChildren(
        full.error_message ? el('p', {class: `notice ${stateKind(outcome(full))}`}, full.error_message) : '',
        factList(facts(full)),
        el('dl', null,
            pair('Key', el('code', null, full.key)),
            pair('Task id', full.task_id ? el('code', null, full.task_id) : 'none'),
            full.video_url_expires ? pair('At the gateway', expires) : '',
            full.video ? pair('Video', el('a', {href: `/media/${full.video}.mp4`, target: '_blank', rel: 'noopener'}, 'Play the stored video')) : ''),
        el('h3', null, 'Time line'),
        el('ol', {class: 'timeline'}, full.history.map(line => el('li', {class: stateKind(line.to)},
            el('p', null, badge(line.to), ' ', moment(line.at)),
            line.reason && el('p', null, line.reason),
            el('p', {class: 'muted'}, `by ${line.by}`)))));
    tick();
  }

  function pair(term, value) {
    return el('div', null, el('dt', null, term), el('dd', null, value));
  }

  function tick() {
    if (task) {
      when.replaceChildren(ago(task.submitted_at));
    }
    if (expires && task?.video_url_expires) {
      const left = Date.parse(task.video_url_expires) - Date.now();
      expires.textContent = left > 0 ? `is deleted ${distance(left)} (${countdown(left)})` : 'has been deleted';
    }
  }

  function update(changed) {
    const moved = task && (task.state !== changed.state || task.video !== changed.video);
    task = changed;
    const state = outcome(task);
    name.textContent = task.prompt ?? 'A task that was adopted';
    mark.replaceChildren(badge(state));
    bar.hidden = stateKind(state) !== 'busy';
    bar.value = task.progress ?? 0;
    words.textContent = bar.hidden ? facts(task).join(' · ') : `${task.progress ?? 0} %`;
    tick();
    if (moved && !detail.hidden) {
      showDetail();
    }
  }

  return {element, update, tick};
}

function countdown(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const two = number => String(number).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
