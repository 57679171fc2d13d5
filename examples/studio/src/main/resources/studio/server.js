/** The studio's interface: reading with ETags, and changing with the token of this run. */

const tags = new Map();
let token = '';

/** What the server refused: its status and what it said. */
export class Refusal extends Error {
  constructor(status, answer) {
    super(answer.message ?? `The studio answered with status ${status}`);
    this.status = status;
    this.violations = answer.violations ?? [];
    this.unknown = answer.unknown === true;
  }
}

async function answerOf(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Refusal(response.status, answer);
  }
  return answer;
}

export async function openSession() {
  const session = await read('session');
  token = session.token;
  return session;
}

export async function read(what, parameters) {
  return answerOf(await fetch(address(what, parameters)));
}

/** As read, but undefined if nothing has changed since this reader's last call. */
export async function readChanged(reader, what, parameters) {
  const url = address(what, parameters);
  const known = tags.get(reader);
  const headers = known?.url === url ? {'If-None-Match': known.tag} : {};
  const response = await fetch(url, {headers, cache: 'no-store'});
  if (response.status === 304) {
    return undefined;
  }
  const answer = await answerOf(response);
  tags.set(reader, {url, tag: response.headers.get('ETag')});
  return answer;
}

export async function send(what, input) {
  return answerOf(await fetch(address(what), {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-Studio-Token': token},
    body: JSON.stringify(input),
  }));
}

export async function upload(file) {
  return answerOf(await fetch(address('pictures', {name: file.name}), {
    method: 'POST',
    headers: {'Content-Type': 'application/octet-stream', 'X-Studio-Token': token},
    body: file,
  }));
}

function address(what, parameters) {
  const query = new URLSearchParams(
      Object.entries(parameters ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  return `/api/${what}${query.size ? `?${query}` : ''}`;
}
