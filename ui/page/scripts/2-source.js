/* The source pane: what is shown in it, the places before and after, and what hovering over a chip shows. */
Object.assign(yinju, {
  /* Somebody wants to see a place. */
  open(button) {
    yinju.choose(button);
    yinju.hidePeek();
    yinju.over(button);
    yinju.revealSource(document.querySelector('#source')); // the place may be the one that is shown already
  },

  /* On a phone the pane lies over the page. */
  over(button) {
    if (!button.closest('#source')) yinju.from = button;
    if (!yinju.narrow.matches) return;
    document.querySelector('#source-side').classList.add('over');
    setTimeout(() => document.querySelector('#source [data-back]')?.focus(), 50);
  },

  back() {
    document.querySelector('#source-side')?.classList.remove('over');
    yinju.from?.focus();
  },

  /* Mark the buttons of the place that the source pane shows. */
  choose(button) {
    yinju.chosen = button.dataset.place;
    document.querySelectorAll('[data-place][aria-pressed]').forEach(one => one.removeAttribute('aria-pressed'));
    document.querySelectorAll('[data-place]').forEach(one => {
      if (one.dataset.place === button.dataset.place) one.setAttribute('aria-pressed', 'true');
    });
    const row = button.closest('.exchange, .rows') || document;
    yinju.places = [...row.querySelectorAll('.evidence .cite[data-place], .rivals .cite[data-place], .related .cite[data-place], .row[data-place], .name[data-place]')];
    if (!yinju.places.length) yinju.places = [button];
    yinju.number();
  },

  /* The same after the conversation has been drawn anew. */
  chooseAgain() {
    const again = [...document.querySelectorAll('#transcript [data-place]')].filter(one => one.dataset.place === yinju.chosen);
    if (again.length) yinju.choose(again.at(-1));
  },

  /* Which of how many places is shown. */
  number() {
    const counter = document.querySelector('#source .counter');
    if (!counter || !yinju.places) return;
    const at = yinju.places.findIndex(one => one.getAttribute('aria-pressed') === 'true');
    counter.textContent = at < 0 ? '' : `${at + 1} / ${yinju.places.length}`;
    document.querySelectorAll('#source [data-step]').forEach(one => {
      const next = at + Number(one.dataset.step);
      one.disabled = at < 0 || next < 0 || next >= yinju.places.length;
    });
  },

  step(by) {
    if (!yinju.places) return;
    const at = yinju.places.findIndex(one => one.getAttribute('aria-pressed') === 'true');
    const next = yinju.places[at + by];
    if (!next) return;
    next.closest('details:not([open])')?.setAttribute('open', '');
    next.click();
    if (!yinju.narrow.matches) next.scrollIntoView({block: 'nearest', behavior: yinju.calm.matches ? 'auto' : 'smooth'});
  },

  /* Bring the quote into the upper half of the source pane and let it flash. */
  revealSource(element) {
    yinju.translate(element);
    yinju.number();
    const pane = document.querySelector('#source');
    const quote = element.querySelector('mark') || element.querySelector('tr.cited, .scroll.cited')
      || element.querySelector('#cited');
    pane.scrollTop = 0;
    if (!quote) return;
    yinju.scroll(pane, quote, pane.clientHeight * 0.4);
    element.querySelectorAll('mark').forEach(one => yinju.flash(one));
    if (quote.tagName !== 'MARK') yinju.flash(quote);
  },

  flash(element) {
    element.classList.remove('flash');
    void element.offsetWidth; // restarts the animation
    element.classList.add('flash');
  },

  /* The quote of a chip beside it. It stays while the pointer is over it. */
  showPeek(chip) {
    const number = chip.textContent.replace(/\D/g, '');
    const content = chip.closest('.exchange')?.querySelector(`.evidence > li[data-number="${number}"] > template`);
    if (!content) return;
    const box = document.querySelector('#peek') || document.body.appendChild(Object.assign(
      document.createElement('div'), {id: 'peek', role: 'tooltip'}));
    box.replaceChildren(content.content.cloneNode(true));
    yinju.translate(box);
    box.hidden = false;
    chip.setAttribute('aria-describedby', 'peek');
    const at = chip.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left - 40), window.innerWidth - box.offsetWidth - 8);
    const below = at.bottom + 8 + box.offsetHeight < window.innerHeight;
    box.style.left = `${left}px`;
    box.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - box.offsetHeight - 6)}px`;
  },

  hidePeek() {
    const box = document.querySelector('#peek');
    if (box) box.hidden = true;
    document.querySelectorAll('[aria-describedby=peek]').forEach(one => one.removeAttribute('aria-describedby'));
  },
});

for (const [over, away] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
  document.addEventListener(over, event => {
    if (event.target.closest?.('#peek')) return clearTimeout(yinju.peeking);
    const chip = event.target.closest?.('.chip');
    if (!chip) return;
    clearTimeout(yinju.peeking);
    yinju.peeking = setTimeout(() => yinju.showPeek(chip), over === 'focusin' ? 0 : 120);
  });
  document.addEventListener(away, event => {
    if (!event.target.closest?.('.chip, #peek')) return;
    clearTimeout(yinju.peeking);
    yinju.peeking = setTimeout(yinju.hidePeek, 180);
  });
}

document.addEventListener('click', event => {
  const step = event.target.closest('#source [data-step]');
  if (step) yinju.step(Number(step.dataset.step));
  else if (event.target.closest('#source [data-back]')) yinju.back();
  else if (event.target.closest('[data-drawer]')) yinju.toggleHistory();
});

Object.assign(yinju, {
  /* The drawer of earlier conversations. */
  toggleHistory() {
    const side = document.querySelector('#history-side');
    const open = side.classList.toggle('open');
    document.querySelector('#history-button')?.setAttribute('aria-expanded', open);
    if (open) setTimeout(() => side.querySelector('input')?.focus(), 80);
    else document.querySelector('#history-button')?.focus();
  },
});
