/** What waits for a person: requests of unknown outcome, and parked tasks. */
import {confirmed, el, toast} from './dom.js';
import {follow} from './follow.js';
import {readChanged, send} from './server.js';
import {ago, badge, factList, facts, stateName} from './format.js';

export function needsPage(main, studio) {
  const {operate, risk} = studio.session;
  const unknown = el('ul', {class: 'rows', 'aria-label': 'Requests of unknown outcome'});
  const parked = el('ul', {class: 'rows', 'aria-label': 'Parked tasks'});
  const unparkSelected = el('button', {type: 'button', class: 'quiet', disabled: true, onclick: () => unpark(selected())}, 'Unpark selected');
  const unparkAll = el('button', {type: 'button', class: 'quiet', onclick: () => unpark(null)}, 'Unpark all');
  const done = el('div', {class: 'empty', hidden: true}, el('h2', null, 'Nothing needs you'),
      el('p', null, 'No request has an unknown outcome, and no task is parked.'));
  const unknownPart = el('section', {hidden: true, 'aria-labelledby': 'unknown-title'},
      el('h2', {id: 'unknown-title'}, 'Unknown outcome'),
      el('p', {class: 'lead'}, 'The request was sent, but its answer did not arrive. It may have been paid for, so it is never sent again by itself. '
        + 'Look at the account of the gateway, and record here what it shows.'), unknown);
  const parkedPart = el('section', {hidden: true, 'aria-labelledby': 'parked-title'},
      el('h2', {id: 'parked-title'}, 'Parked'),
      el('p', {class: 'lead'}, 'These tasks are paid for and kept, but nothing is done with them. Remove the reason, then unpark them. Nothing is paid for again.'),
      operate && el('div', {class: 'actions start'}, unparkSelected, unparkAll), parked);
  const further = el('p', {class: 'notice', hidden: true});
  let again = () => {};

  function selected() {
    return [...parked.querySelectorAll('input:checked')].map(box => box.value);
  }

  async function change(action, input, told) {
    try {
      const answer = await send(`operate/${action}`, input);
      toast(typeof told === 'function' ? told(answer) : told);
    } catch (failure) {
      toast(failure.message);
    }
    await again();
  }

  async function unpark(ids) {
    const what = ids ? `${ids.length} task${ids.length === 1 ? '' : 's'}` : 'all parked tasks';
    if (await confirmed({title: `Unpark ${what}?`, action: 'Unpark',
      paragraphs: ['They are polled again, or their videos stored again, with all attempts left. Nothing is paid for again.',
        'If the reason is still there, they are parked again.']})) {
      await change('unpark', ids ? {task_ids: ids} : {all: true}, answer => `Unparked: ${answer.unparked}`);
    }
  }

  function unknownCard(task) {
    const id = `id-${task.key}`;
    const taskId = el('input', {id, autocomplete: 'off', placeholder: 'task id of the gateway'});
    const asTask = el('form', {class: 'decision', onsubmit: async event => {
      event.preventDefault();
      const given = taskId.value.trim();
      if (given && await confirmed({title: 'Record that it was accepted?', action: 'Record the task',
        paragraphs: [`The request becomes the task ${given}. The studio asks the gateway for it, and stores its video when it is finished. Nothing is paid for again.`]})) {
        await change('resolve-as-task', {key: task.key, task_id: given}, `Recorded as task ${given}`);
      }
    }}, el('h4', null, 'The account shows its task'),
    el('p', {class: 'muted'}, 'Give its id, and the studio fetches the video. Nothing is paid for again.'),
    el('div', {class: 'inline'}, el('label', {for: id, class: 'visually-hidden'}, 'Task id'), taskId,
        el('button', {class: 'primary', type: 'submit'}, 'Record the task')));
    const free = el('div', {class: 'decision'}, el('h4', null, 'The account shows no charge'),
        el('p', {class: 'muted'}, 'Its key becomes free: the request can be sent again. If it was charged after all, a second video is paid for.'),
        el('button', {type: 'button', class: 'quiet', onclick: async () => {
          if (await confirmed({title: 'Free the key?', action: 'Nothing was charged: free the key', paragraphs: [
            `The request with the key ${task.key} is recorded as not submitted.`, risk]})) {
            await change('resolve-as-not-submitted', {key: task.key}, 'The key is free');
          }
        }}, 'Free the key'));
    return card(task, operate && el('div', {class: 'decisions'}, asTask, free));
  }

  function parkedCard(task) {
    const box = operate && el('input', {type: 'checkbox', value: task.task_id, 'aria-label': `Select: ${task.prompt ?? task.task_id}`,
      onchange: () => { unparkSelected.disabled = selected().length === 0; }});
    return card(task, operate && el('div', {class: 'actions start'},
        el('button', {type: 'button', class: 'quiet', onclick: () => unpark([task.task_id])}, 'Unpark')), box);
  }

  function card(task, decision, box) {
    return el('li', {class: 'card need', 'data-key': task.key},
        el('div', {class: 'top'}, box, el('h3', {class: 'prompt'}, task.prompt ?? 'A task that was adopted'), badge(task.state)),
        el('p', {class: 'notice warn'}, task.error_message ?? 'No reason is known.'),
        evidence(task),
        factList([...facts(task), `key ${task.key}`, task.task_id && `task ${task.task_id}`].filter(Boolean)),
        el('p', {class: 'muted'}, 'Submitted ', ago(task.submitted_at)),
        decision);
  }

  /** What the balance of the account says. Times are UTC. */
  function evidence({evidence}) {
    if (!evidence) {
      return el('p', {class: 'evidence', hidden: true});
    }
    const {verdict, reason, from, to, spent, known, others, price, by_key: byKey} = evidence;
    const figures = from ? `between ${from} and ${to} UTC the account spent ${spent}, the API key ${byKey}; `
      + `accounted for by known tasks: ${known ?? 'not known'}; ${others ? `${others} more in flight` : 'no other in flight'}; `
      + `price of this request: ${price ?? 'not known'}` : '';
    return el('p', {class: 'evidence', 'data-verdict': verdict}, 'Evidence: ', el('strong', null, verdict),
        reason ? `, as ${reason}` : '', figures ? `: ${figures}` : '');
  }

  /** Keeps the cards that are there, with what the user has typed in them. */
  function show(list, tasks, make) {
    const present = new Map([...list.children].map(item => [item.dataset.key, item]));
    const keys = new Set(tasks.map(task => task.key));
    present.forEach((item, key) => keys.has(key) || item.remove());
    tasks.forEach((task, index) => {
      const item = present.get(task.key) ?? make(task);
      // It comes some seconds after the request, and once more some minutes later.
      item.querySelector('.evidence').replaceWith(evidence(task));
      if (list.children[index] !== item) {
        list.insertBefore(item, list.children[index] ?? null);
      }
    });
    unparkSelected.disabled = selected().length === 0;
  }

  const adoptId = el('input', {id: 'adopt-id', autocomplete: 'off', placeholder: 'task id of the gateway'});
  const adopt = operate && el('details', {class: 'card more adopt'}, el('summary', null, 'A task of the account that is missing here'),
      el('p', {class: 'muted'}, 'The studio asks the gateway for it from then on, and stores its video.'),
      el('form', {class: 'inline', onsubmit: async event => {
        event.preventDefault();
        const given = adoptId.value.trim();
        if (given && await confirmed({title: 'Adopt the task?', action: 'Adopt', paragraphs: [`The studio keeps the task ${given} and stores its video. Nothing is paid for.`]})) {
          await change('adopt', {task_id: given}, `Adopted: ${given}`);
        }
      }}, el('label', {for: 'adopt-id', class: 'visually-hidden'}, 'Task id'), adoptId, el('button', {class: 'quiet'}, 'Adopt')));

  main.append(el('div', {class: 'head'}, el('h1', null, 'Needs you'),
      el('p', null, 'What the studio does not decide by itself, because money is at stake.')),
  operate ? '' : el('p', {class: 'notice'}, 'This page is read-only. Start the studio with --operate to decide here.'),
  done, unknownPart, parkedPart, further, adopt || '');
  const readers = {UNKNOWN: Symbol('unknown'), PARKED: Symbol('parked')};
  const present = {};
  const look = async () => {
    // Apart, so that many parked tasks do not hide a request of unknown outcome.
    for (const [state, list, part, make] of [['UNKNOWN', unknown, unknownPart, unknownCard], ['PARKED', parked, parkedPart, parkedCard]]) {
      const answer = await readChanged(readers[state], 'tasks', {state});
      if (answer) {
        present[state] = answer;
        show(list, answer.tasks, make);
        part.hidden = !answer.tasks.length;
        studio.showNeeds(answer.counts);
      }
    }
    const states = Object.keys(readers);
    const hidden = states.filter(state => present[state].next).map(state => el('a', {href: `/tasks?state=${state}`}, stateName(state)));
    done.hidden = states.some(state => present[state].tasks.length > 0);
    further.hidden = !hidden.length;
    further.replaceChildren('There are more than are shown here. All of them: ', ...hidden.flatMap((link, index) => index ? [', ', link] : [link]));
  };
  again = look;
  return follow(look, 2000);
}
