/** Makes elements. Text always becomes a text node, so that a prompt cannot become markup. */
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) {
      element.setAttribute(key, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Shows a short message, which a screen reader reads. */
export function toast(text) {
  const box = document.getElementById('toast');
  box.textContent = text;
  box.classList.add('shown');
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => box.classList.remove('shown'), 6000);
}

/** Asks before something is changed. The answer is true if the user confirms. */
export function confirmed({title, paragraphs, action}) {
  const dialog = document.getElementById('confirm');
  return new Promise(resolve => {
    dialog.replaceChildren(el('form', {method: 'dialog'},
        el('h2', {id: 'confirm-title'}, title),
        paragraphs.map(text => el('p', null, text)),
        el('div', {class: 'actions'},
            el('button', {value: 'cancel', class: 'quiet', autofocus: true}, 'Cancel'),
            el('button', {value: 'yes', class: 'danger', 'data-action': 'confirm'}, action))));
    dialog.returnValue = 'cancel';
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), {once: true});
    dialog.showModal();
  });
}
