/** Calls a function again and again while the tab is visible. Returns a function that ends it. */
export function follow(look, milliseconds) {
  let timer;
  let ended = false;
  let looking = false;

  async function round() {
    if (looking) {
      return;
    }
    looking = true;
    try {
      await look();
    } catch (failure) {
      console.warn('The studio did not answer', failure);
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
