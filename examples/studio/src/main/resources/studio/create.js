/** The form for a new video. Its key is made when it is opened, so that a request that is sent twice is paid for once. */
import {el, toast} from './dom.js';
import {follow} from './follow.js';
import {readChanged, send, upload} from './server.js';
import {badge, outcome} from './format.js';
import {snippets} from './snippets.js';

const CHOICES = {
  model: ['Model', [['', 'Default'], ['Gemini-Omini', 'Gemini-Omini'], ['omni-10s', 'omni-10s']],
    'omni-10s always makes 10 s at 720p.'],
  duration: ['Duration', [['', 'Default'], ['4', '4 s'], ['6', '6 s'], ['8', '8 s'], ['10', '10 s']]],
  resolution: ['Resolution', [['', 'Default'], ['720p', '720p'], ['1080p', '1080p'], ['4k', '4K']]],
  orientation: ['Orientation', [['', 'Default'], ['landscape', 'Landscape'], ['portrait', 'Portrait']]],
  generation_type: ['Pictures are', [['', 'Default'], ['reference', 'References'], ['frame', 'The first frame']]],
};
const MORE = ['resolution', 'orientation', 'generation_type'];

export function createPage(main, studio) {
  const given = history.state?.variant ?? {};
  const pictures = (given.image_urls ?? []).map(picture => ({...picture}));
  let key = crypto.randomUUID();
  let accepted = false;
  let checking = false;
  let stopFollowing = () => {};

  const form = el('form', {class: 'card form', novalidate: true, 'aria-label': 'New video'});
  const summary = el('div', {class: 'summary', role: 'alert'});
  const button = el('button', {class: 'primary', id: 'create', type: 'submit'}, 'Create video');
  const cost = el('p', {class: 'hint', id: 'cost', role: 'status'});
  const aside = el('aside', {class: 'stage', 'aria-label': 'Result'});
  const frame = el('div', {class: 'frame'}, el('p', null, 'Your video appears here'));
  const status = el('div', {class: 'status'});
  const pictureList = el('ul', {class: 'pictures'});
  const keptList = el('ul', {class: 'pictures', 'aria-label': 'Reference videos'});
  const code = el('div', {class: 'code'});

  function group(name, label, hint, ...content) {
    return el('div', {class: 'field', 'data-field': name},
        content, hint && el('p', {class: 'hint', id: `hint-${name}`}, hint), el('ul', {class: 'violations', id: `wrong-${name}`}));
  }

  function choice(name) {
    const [label, options, hint] = CHOICES[name];
    return group(name, label, hint, el('fieldset', {'aria-describedby': `wrong-${name}`}, el('legend', null, label),
        el('div', {class: 'segments'}, options.map(([value, text]) => el('label', null,
            el('input', {type: 'radio', name, value, checked: String(given[name] ?? '') === value}),
            el('span', null, text))))));
  }

  function text(name, label, hint, attributes) {
    const input = el('input', {id: name, name, autocomplete: 'off', 'aria-describedby': `wrong-${name}`, ...attributes});
    return group(name, label, hint, el('label', {for: name}, label), input);
  }

  const prompt = el('textarea', {id: 'prompt', name: 'prompt', rows: 4, 'aria-describedby': 'wrong-prompt',
    placeholder: 'A lighthouse at dawn, waves below, slow aerial shot'}, given.prompt ?? '');
  const fileInput = el('input', {type: 'file', id: 'files', accept: 'image/*', multiple: true, class: 'visually-hidden',
    onchange: () => { add([...fileInput.files]); fileInput.value = ''; }});
  const drop = el('div', {class: 'drop',
    ondragover: event => { event.preventDefault(); drop.classList.add('over'); },
    ondragleave: () => drop.classList.remove('over'),
    ondrop: event => { event.preventDefault(); drop.classList.remove('over'); add([...event.dataTransfer.files]); }},
  fileInput, el('label', {for: 'files'}, el('strong', null, 'Choose pictures'), ' or drop them here'));
  const pictureUrl = el('input', {type: 'url', id: 'picture-url', placeholder: 'https://… of a picture', 'aria-label': 'URL of a picture'});
  const addUrl = el('button', {type: 'button', class: 'quiet', onclick: () => {
    if (pictureUrl.value.trim()) {
      pictures.push({reference: pictureUrl.value.trim(), label: pictureUrl.value.trim()});
      pictureUrl.value = '';
      showPictures();
      changed();
    }
  }}, 'Add');

  form.append(summary,
      group('prompt', 'Prompt', null, el('label', {for: 'prompt'}, 'Prompt'), prompt),
      choice('model'), choice('duration'),
      text('aspect_ratio', 'Aspect ratio', null, {list: 'ratios', placeholder: '16:9', value: given.aspect_ratio ?? ''}),
      el('datalist', {id: 'ratios'}, ['16:9', '9:16', '1:1', '4:3', '21:9'].map(value => el('option', {value}))),
      group('image_urls', 'Pictures', null, el('p', {class: 'label', id: 'pictures-label'}, 'Pictures'), drop, pictureList,
          el('div', {class: 'inline'}, pictureUrl, addUrl)),
      el('details', {class: 'more', open: MORE.some(name => given[name]) || Boolean(given.video_urls)}, el('summary', null, 'More settings'),
          MORE.map(choice),
          text('video_urls', 'Reference video', 'The URL of a video; then no duration can be chosen.',
              {type: 'url', placeholder: 'https://…', value: ''}), keptList),
      el('div', {class: 'actions'}, cost, button));
  const keptVideos = [...given.video_urls ?? []];

  function fields() {
    const data = new FormData(form);
    const values = {prompt: prompt.value};
    for (const name of ['model', 'duration', 'resolution', 'aspect_ratio', 'orientation', 'generation_type']) {
      const value = String(data.get(name) ?? '').trim();
      if (value) {
        values[name] = name === 'duration' ? Number(value) : value;
      }
    }
    if (pictures.length) {
      values.image_urls = pictures.map(picture => picture.reference);
    }
    const video = String(data.get('video_urls') ?? '').trim();
    if (video || keptVideos.length) {
      values.video_urls = video ? [video] : keptVideos.map(kept => kept.reference);
    }
    return values;
  }

  function shown() {
    const values = fields();
    const names = new Map([...pictures, ...keptVideos].map(one => [one.reference, one.label]));
    for (const list of ['image_urls', 'video_urls']) {
      values[list] = values[list]?.map(url => url.startsWith('studio:') ? `URL of ${names.get(url)}` : url);
      if (!values[list]) {
        delete values[list];
      }
    }
    return values;
  }

  function showPictures() {
    pictureList.replaceChildren(...pictures.map((picture, index) => el('li', null,
        picture.preview && el('img', {src: picture.preview, alt: ''}),
        el('span', null, picture.busy ? `Uploading ${picture.label} …` : picture.label),
        el('button', {type: 'button', class: 'quiet', 'aria-label': `Remove ${picture.label}`, onclick: () => {
          pictures.splice(index, 1);
          showPictures();
          changed();
        }}, 'Remove'))));
    button.disabled = pictures.some(picture => picture.busy);
  }

  function showKeptVideos() {
    keptList.replaceChildren(...keptVideos.map((kept, index) => el('li', null, el('span', null, kept.label),
        el('button', {type: 'button', class: 'quiet', 'aria-label': `Remove ${kept.label}`, onclick: () => {
          keptVideos.splice(index, 1);
          showKeptVideos();
          changed();
        }}, 'Remove'))));
  }

  async function add(files) {
    for (const file of files) {
      const picture = {label: file.name, busy: true, reference: '', preview: URL.createObjectURL(file)};
      pictures.push(picture);
      showPictures();
      try {
        if (file.size > studio.session.max_upload) {
          throw new Error(`${file.name} has more than ${studio.session.max_upload / 1024 / 1024} MB`);
        }
        picture.reference = (await upload(file)).reference;
        picture.busy = false;
      } catch (failure) {
        pictures.splice(pictures.indexOf(picture), 1);
        toast(`The picture was not uploaded: ${failure.message}`);
      }
      showPictures();
      changed();
    }
  }

  function showViolations(violations) {
    summary.replaceChildren();
    for (const list of form.querySelectorAll('.violations')) {
      list.replaceChildren();
      list.closest('.field').classList.remove('wrong');
    }
    for (const control of form.querySelectorAll('[aria-invalid]')) {
      control.removeAttribute('aria-invalid');
    }
    for (const violation of violations) {
      const name = violation.field.replace(/\[.*/, '').replace(/^images$/, 'image_urls');
      const field = [...form.querySelectorAll('.field')].find(one => one.dataset.field === name);
      const line = `Found ${violation.found}; allowed: ${violation.allowed}${violation.hint ? `. ${violation.hint}` : ''}`;
      if (field) {
        field.classList.add('wrong');
        field.querySelector('.violations').append(el('li', null, line));
        field.querySelector('textarea, input, fieldset')?.setAttribute('aria-invalid', 'true');
        field.closest('details')?.setAttribute('open', '');
      } else {
        summary.append(el('p', {class: 'notice bad'}, `${violation.field}: ${line}`));
      }
    }
    if (violations.length) {
      summary.prepend(el('p', {class: 'notice bad'},
          `${violations.length === 1 ? 'One value is' : `${violations.length} values are`} invalid. Nothing was sent, and nothing was paid.`));
    }
  }

  function showCode() {
    const open = code.querySelector('[aria-selected="true"]')?.textContent ?? 'curl';
    const focused = code.contains(document.activeElement) && document.activeElement.getAttribute('role') === 'tab';
    const all = snippets(shown());
    const body = el('pre', {tabindex: 0, role: 'tabpanel', 'aria-label': `The request as ${open}`}, all.find(([name]) => name === open)[1]);
    code.replaceChildren(
        el('div', {class: 'tabs'}, el('div', {role: 'tablist', 'aria-label': 'Copy as'}, all.map(([name]) => el('button', {
          type: 'button', role: 'tab', 'aria-selected': String(name === open), onclick: event => {
            for (const tab of code.querySelectorAll('[role=tab]')) {
              tab.setAttribute('aria-selected', String(tab === event.target));
            }
            showCode();
          }}, name))),
        el('button', {type: 'button', class: 'quiet', onclick: () => navigator.clipboard.writeText(body.textContent).then(
            () => toast('Copied'), () => toast('The browser does not allow this page to copy: select the text, and copy it'))}, 'Copy')),
        body);
    if (focused) {
      code.querySelector('[aria-selected="true"]').focus();
    }
  }

  function showFrame() {
    const match = /^(\d{1,3}):(\d{1,3})$/.exec(form.elements.aspect_ratio.value.trim());
    const portrait = form.elements.orientation.value === 'portrait';
    const [width, height] = match && Number(match[1]) && Number(match[2]) ? [match[1], match[2]] : portrait ? [9, 16] : [16, 9];
    frame.style.aspectRatio = `${width} / ${height}`;
    frame.classList.toggle('tall', Number(height) > Number(width));
  }

  let latest = 0;
  async function estimate() {
    const mine = ++latest;
    const price = prompt.value.trim() ? await send('estimate', fields()).catch(() => ({})) : {};
    if (mine === latest) {
      cost.textContent = !price.unit ? '' : price.known ? `Estimated cost: ${price.amount} ${price.unit}` : 'The price list has no price for this video';
      cost.title = price.row ?? '';
    }
  }

  let timer;
  let pricing;
  function changed() {
    showCode();
    showFrame();
    clearTimeout(timer);
    clearTimeout(pricing);
    pricing = setTimeout(estimate, 300);
    if (checking && !pictures.some(picture => picture.busy)) {
      timer = setTimeout(() => send('validate', fields()).then(() => showViolations([]),
          failure => showViolations(failure.violations ?? [])), 300);
    }
  }

  function another() {
    key = crypto.randomUUID();
    accepted = false;
    button.textContent = 'Create video';
    stopFollowing();
    status.replaceChildren();
    frame.replaceChildren(el('p', null, 'Your video appears here'));
  }

  form.addEventListener('input', changed);
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (accepted) {
      another();
      toast('The form is ready for another video');
      return;
    }
    button.disabled = true;
    button.textContent = 'Sending …';
    try {
      const task = await send('videos', {key, ...fields()});
      accepted = true;
      checking = false;
      showViolations([]);
      button.textContent = 'Create another';
      watch(task);
    } catch (failure) {
      button.textContent = 'Create video';
      checking = failure.violations?.length > 0;
      showViolations(failure.violations ?? []);
      if (!checking) {
        summary.replaceChildren(el('p', {class: 'notice bad'}, failure.message,
            failure.unknown && el('span', null, ' ', el('a', {href: '/needs-you'}, 'Decide under Needs you'))));
      }
      (form.querySelector('[aria-invalid]') ?? summary).scrollIntoView({block: 'center'});
      form.querySelector('textarea[aria-invalid], input[aria-invalid]')?.focus();
    } finally {
      button.disabled = false;
    }
  });

  function watch(first) {
    const bar = el('progress', {max: 100, 'aria-label': 'Progress of the video'});
    const words = el('p', {class: 'words'});
    status.replaceChildren(bar, words, el('p', {class: 'links'},
        el('a', {href: `/tasks?${new URLSearchParams({prefix: first.key})}`}, 'Show its task')));
    frame.replaceChildren(el('p', null, 'In the making'));
    frame.classList.add('busy');
    update(first);
    const reader = Symbol('task');
    stopFollowing = follow(async () => {
      const task = await readChanged(reader, 'task', {key: first.key});
      if (task) {
        update(task);
      }
    }, 700);

    function update(task) {
      const state = outcome(task);
      bar.value = task.video ? 100 : task.progress ?? 0;
      words.replaceChildren(badge(state), ` ${task.video ? 'Stored in the studio' : task.error_message ?? `${task.status ?? 'sent'}, ${task.progress ?? 0} %`}`);
      if (task.video && task.state === 'DELIVERED') {
        stopFollowing();
        if (!frame.querySelector('video')) {
          frame.classList.remove('busy');
          frame.replaceChildren(el('video', {src: `/media/${task.video}.mp4`, controls: true, playsinline: true, preload: 'auto',
            'aria-label': `Video: ${task.prompt}`}));
        }
      } else if (state === 'FAILED') {
        stopFollowing();
        frame.classList.remove('busy');
        frame.replaceChildren(el('p', null, 'There is no video'));
      }
    }
  }

  aside.append(frame, status, el('h2', {class: 'small'}, 'Copy as'), code);
  main.append(el('div', {class: 'head'}, el('h1', null, given.prompt === undefined ? 'Create a video' : 'Make a variant'),
      el('p', null, studio.session.emulator ? 'The emulator makes it, and nothing is paid for.' : 'Each new video is paid for once, however often you press the button.')),
  el('div', {class: 'columns'}, form, aside));
  showPictures();
  showKeptVideos();
  showCode();
  showFrame();
  estimate();
  return () => {
    stopFollowing();
    clearTimeout(timer);
    clearTimeout(pricing);
  };
}
