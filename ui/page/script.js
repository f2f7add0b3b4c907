/* The little that has to happen in the browser. Called from the components' js_on_load in ui/chat.py. */
const yinju = {
  calm: window.matchMedia('(prefers-reduced-motion: reduce)'),

  /* The button of the place that the source pane shows. */
  choose(button) {
    document.querySelectorAll('[data-place][aria-pressed]').forEach(other => other.removeAttribute('aria-pressed'));
    document.querySelectorAll('[data-place]').forEach(other => {
      if (other.dataset.place === button.dataset.place) other.setAttribute('aria-pressed', 'true');
    });
    yinju.chosen = true;
  },

  /* After each turn: the newest question at the top of the conversation, its first citation chosen. */
  followTranscript(element) {
    const last = [...element.querySelectorAll('.exchange')].pop();
    if (!last) return;
    yinju.scroll(document.querySelector('#transcript'), last, 8);
    const chip = last.querySelector('.chip');
    if (chip) yinju.choose(chip);
    yinju.chosen = false;
  },

  /* Bring the quote into the upper half of the source pane; on a phone also the pane into view after a click. */
  revealSource(element) {
    const pane = document.querySelector('#source');
    const quote = element.querySelector('mark') || element.querySelector('tr.cited, .scroll.cited') || element.querySelector('#cited');
    pane.scrollTop = 0;
    if (!quote) return;
    yinju.scroll(pane, quote, pane.clientHeight * 0.4);
    quote.classList.add('flash');
    if (yinju.chosen && pane.getBoundingClientRect().top > window.innerHeight - 120) {
      pane.scrollIntoView({behavior: yinju.calm.matches ? 'auto' : 'smooth', block: 'start'});
    }
  },

  /* Scroll a pane until the target stands `above` pixels below its top; the page itself where the pane is as tall. */
  scroll(pane, target, above) {
    const by = target.getBoundingClientRect().top - above;
    if (pane.scrollHeight > pane.clientHeight + 1 && getComputedStyle(pane).overflowY === 'auto') {
      pane.scrollTop += by - pane.getBoundingClientRect().top;
    } else {
      window.scrollBy(0, by);
    }
  },

  header(element) {
    element.addEventListener('click', event => {
      if (!event.target.closest('#light')) return;
      const dark = document.body.classList.toggle('dark');
      try { localStorage.setItem('yinju-light', dark ? 'dark' : 'light'); } catch { /* private window */ }
    });
    let kept = null;
    try { kept = localStorage.getItem('yinju-light'); } catch { /* private window */ }
    if (kept) document.body.classList.toggle('dark', kept === 'dark');
  },
};
document.documentElement.lang = 'zh-CN';
