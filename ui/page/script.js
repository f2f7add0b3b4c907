/* The little that has to happen in the browser. Called from the components' js_on_load in ui/chat.py. */
const yinju = {
  calm: window.matchMedia('(prefers-reduced-motion: reduce)'),

  /* Somebody wants to see a place. Where the source pane is below the conversation, as on a phone, go there. */
  open(button) {
    yinju.choose(button);
    const pane = document.querySelector('#source');
    yinju.revealSource(pane); // the place may be the one that is shown already, and scrolled away
    if (pane.getBoundingClientRect().top > window.innerHeight / 2) {
      pane.scrollIntoView({behavior: yinju.calm.matches ? 'auto' : 'smooth', block: 'start'});
    }
  },

  /* Mark the buttons of the place that the source pane shows. */
  choose(button) {
    document.querySelectorAll('[data-place]').forEach(one => {
      if (one.dataset.place === button.dataset.place) one.setAttribute('aria-pressed', 'true');
      else one.removeAttribute('aria-pressed');
    });
  },

  /* After each turn: the newest question at the top of the conversation, its first citation chosen. */
  followTranscript(element) {
    const last = [...element.querySelectorAll('.exchange')].pop();
    if (!last) return;
    yinju.scroll(document.querySelector('#transcript'), last, 8);
    const chip = last.querySelector('.chip');
    if (chip) yinju.choose(chip);
  },

  /* Bring the quote into the upper half of the source pane and let it flash. */
  revealSource(element) {
    const pane = document.querySelector('#source');
    const quote = element.querySelector('mark') || element.querySelector('tr.cited, .scroll.cited')
      || element.querySelector('#cited');
    pane.scrollTop = 0;
    if (!quote) return;
    yinju.scroll(pane, quote, pane.clientHeight * 0.4);
    quote.classList.remove('flash');
    void quote.offsetWidth; // restarts the animation
    quote.classList.add('flash');
  },

  /* Scroll a pane, or the window where the pane is as tall as its content, until the target is `above` below its top. */
  scroll(pane, target, above) {
    const by = target.getBoundingClientRect().top - above;
    if (getComputedStyle(pane).overflowY === 'auto') pane.scrollTop += by - pane.getBoundingClientRect().top;
    else window.scrollBy(0, by);
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
