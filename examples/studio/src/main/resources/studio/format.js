/** How values look on the page. */
import {el} from './dom.js';

const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];
const relative = new Intl.RelativeTimeFormat('en', {numeric: 'auto'});
const exact = new Intl.DateTimeFormat('en', {dateStyle: 'medium', timeStyle: 'medium'});

const STATES = {
  SUBMITTING: ['Submitting', 'busy', 'The request is being sent.'],
  WAITING: ['In progress', 'busy', 'The gateway makes the video.'],
  COMPLETED: ['Storing', 'busy', 'The video exists and is being stored here.'],
  DELIVERED: ['Done', 'good', 'Stored here, or its failure was reported.'],
  FAILED: ['Failed', 'bad', 'There will be no video.'],
  REJECTED: ['Rejected', 'bad', 'The gateway refused the request. Nothing was paid.'],
  NOT_ACCEPTED: ['Not accepted', 'bad', 'The gateway did not take the request. Nothing was paid.'],
  UNKNOWN: ['Unknown', 'warn', 'The request may have been paid for. You decide.'],
  PARKED: ['Parked', 'warn', 'Kept until you unpark it.'],
};

export const stateNames = Object.keys(STATES);

export function stateName(state) {
  return STATES[state]?.[0] ?? state;
}

export function stateMeaning(state) {
  return STATES[state]?.[2] ?? '';
}

export function stateKind(state) {
  return STATES[state]?.[1] ?? 'busy';
}

/** The outcome of a task in one word; a reported failure is no success. */
export function outcome(task) {
  return task.state === 'DELIVERED' && task.error_message ? 'FAILED' : task.state;
}

export function badge(state) {
  return el('span', {class: `badge ${stateKind(state)}`}, stateName(state));
}

export function ago(iso) {
  return time(iso, distance(Date.parse(iso) - Date.now()));
}

export function moment(iso) {
  return time(iso, exact.format(new Date(iso)));
}

function time(iso, text) {
  return el('time', {datetime: iso, title: exact.format(new Date(iso))}, text);
}

export function distance(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  return relative.format(Math.trunc(seconds / size), unit);
}

export function bytes(count) {
  return count < 1_000_000 ? `${Math.max(1, Math.round(count / 1000))} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

/** What a request asks for, without its prompt, as short words. */
export function facts(task) {
  return [
    task.model,
    task.duration && `${task.duration} s`,
    task.resolution,
    task.aspect_ratio ?? task.orientation,
    task.image_urls?.length && `${task.image_urls.length} picture${task.image_urls.length > 1 ? 's' : ''}`,
    task.video_urls?.length && 'reference video',
  ].filter(Boolean);
}

export function factList(words) {
  return el('ul', {class: 'facts'}, words.map(word => el('li', null, word)));
}
