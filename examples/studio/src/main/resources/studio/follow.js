import {toast} from './dom.js';

/**
 * Calls a function again and again while the tab is visible. The first failure of several in a row is told. Returns a
 * function that ends it.
 */
export function follow(look, milliseconds) {
  let timer;
  let ended = false;
  let looking = false;
  let failed = false;

  async function round() {
    if (looking) {
      return;
    }
    looking = true;
    try {
      await look();
      failed = false;
    } catch (failure) {
      if (!failed && !ended) {
        toast(`What is shown may be old: ${failure.message}`);
      }
      failed = true;
    } finally {
      looking = false;
    }
    clearTimeout(timer);
    if (!ended && !document.hidden) {
      timer = setTimeout(round, milliseconds);
    }
  }

  function visibilityChanged() {
    clearTimeout(timer);
    if (!document.hidden && !ended) {
      round();
    }
  }

  document.addEventListener('visibilitychange', visibilityChanged);
  round();
  return () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', visibilityChanged);
  };
}
