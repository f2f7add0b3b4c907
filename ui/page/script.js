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
    const turns = element.querySelectorAll('.exchange');
    const last = turns[turns.length - 1];
    if (!last) return;
    yinju.scrollWithin(element, last, 12);
    const chip = last.querySelector('.chip');
    if (chip) yinju.choose(chip);
    yinju.chosen = false;
  },

  /* Bring the quote into the middle of the source pane; on a phone also bring the pane into view after a click. */
  revealSource(element) {
    const quote = element.querySelector('mark, .scroll.cited, #cited');
    if (!quote) return;
    yinju.scrollWithin(element, quote, Math.max(40, element.clientHeight / 3));
    if (yinju.chosen && element.getBoundingClientRect().top > window.innerHeight - 120) {
      element.scrollIntoView({behavior: yinju.calm.matches ? 'auto' : 'smooth', block: 'start'});
    }
    quote.classList.add('flash');
  },

  scrollWithin(pane, target, above) {
    const box = [pane, ...pane.querySelectorAll('*')].find(one => one.scrollHeight > one.clientHeight + 1
      && /auto|scroll/.test(getComputedStyle(one).overflowY) && one.contains(target)) || pane;
    box.scrollTop += target.getBoundingClientRect().top - box.getBoundingClientRect().top - above;
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
