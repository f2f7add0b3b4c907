/* The little that has to happen in the browser. The files of this folder are joined in the order of their names. */
const yinju = {
  calm: window.matchMedia('(prefers-reduced-motion: reduce)'),
  narrow: window.matchMedia('(max-width: 900px)'),

  /* Buttons (data-do, data-place) and forms (data-form) inside an HTML component become events of the component. */
  attach(element, trigger, names) {
    element.addEventListener('click', event => {
      const target = event.target.closest('[data-do], [data-place]');
      if (!target || !element.contains(target)) return;
      const name = target.dataset.do || 'show';
      if (!names.includes(name)) return;
      if (name === 'show') yinju.open(target);
      if (name === 'preview') yinju.over(target);
      trigger(name, {...target.dataset});
    });
    const send = form => {
      if (!names.includes(form.dataset.form)) return;
      trigger(form.dataset.form, {...form.dataset, ...Object.fromEntries(new FormData(form))});
    };
    element.addEventListener('submit', event => { event.preventDefault(); send(event.target); });
    element.addEventListener('change', event => {
      const form = event.target.closest('form[data-live]');
      if (form) send(form);
    });
    yinju.translate(element);
  },

  /* Put text into the question box, as if it had been typed. */
  put(text) {
    const box = document.querySelector('#question textarea');
    if (!box) return;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, text);
    box.dispatchEvent(new Event('input', {bubbles: true}));
    box.focus();
    box.setSelectionRange(text.length, text.length);
  },

  /* Say something for a moment, also to a screen reader. */
  toast(text) {
    const box = document.querySelector('#toast') || document.body.appendChild(Object.assign(
      document.createElement('div'), {id: 'toast', role: 'status'}));
    box.textContent = yinju.word(text);
    box.classList.add('shown');
    clearTimeout(yinju.toasting);
    yinju.toasting = setTimeout(() => box.classList.remove('shown'), 1800);
  },

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // not a secure address, or not allowed: the old way
      const box = Object.assign(document.createElement('textarea'), {value: text});
      document.body.append(box);
      box.select();
      document.execCommand('copy');
      box.remove();
    }
    yinju.toast('已复制');
  },

  keep(name, value) { try { localStorage.setItem(name, value); } catch { /* private window */ } },
  kept(name) { try { return localStorage.getItem(name); } catch { return null; } },

  dark(on) {
    document.body.classList.toggle('dark', on);
    yinju.keep('yinju-light', on ? 'dark' : 'light');
  },

  /* Light or dark as the reader left it; called when Gradio, which sets its own, has begun. */
  light() {
    const kept = yinju.kept('yinju-light');
    if (kept) document.body.classList.toggle('dark', kept === 'dark');
  },

  /* What is new in the conversation goes into an element of its own: Gradio would compare all of it at each turn. */
  tell(element, trigger, names) {
    const news = element.querySelector('.news');
    if (!news) return;
    let talk = element.parentElement.querySelector(':scope > .talk');
    const arriving = !talk; // the page is there, its conversation is not yet
    if (arriving) {
      talk = Object.assign(document.createElement('div'), {className: 'talk'});
      element.before(talk);
      yinju.attach(talk, trigger, names);
    }
    const length = Number(news.dataset.length);
    yinju.translate(news);
    if (!length) talk.replaceChildren();
    talk.querySelector(':scope > .welcome')?.remove();
    while (talk.children.length > length) talk.lastElementChild.remove();
    for (const one of [...news.children]) {
      const there = talk.children[Number(one.dataset.number) - 1];
      if (there) there.replaceWith(one);
      else talk.append(one);
    }
    talk.dataset.conversation = news.dataset.conversation || '';
    if (length && talk.children.length !== length) return trigger('redraw', {});
    if (!arriving) yinju.follow(talk);
  },

  /* After each turn: the newest question, or the one that the address names, at the top; its first citation chosen. */
  follow(talk) {
    const asked = new URLSearchParams(location.search);
    const named = yinju.arrived ? null : asked.get('a');
    yinju.arrived = true;
    const conversation = talk.dataset.conversation;
    const before = asked.get('c') || '';
    if (conversation !== before) { // from one conversation to another is a step that the browser can take back
      const address = conversation ? `?c=${conversation}` : location.pathname;
      history[before && talk.children.length ? 'pushState' : 'replaceState'](null, '', address);
    }
    const exchanges = [...talk.children].filter(one => one.matches('.exchange'));
    const shown = exchanges.find(one => named && one.dataset.exchange === named) || exchanges.at(-1);
    if (!shown) return;
    const turn = `${conversation}/${exchanges.length}/${talk.querySelector('.waiting') ? 'waiting' : 'answered'}`;
    if (turn === yinju.turn) return yinju.chooseAgain(); // feedback came: leave the reader where he is
    yinju.turn = turn;
    yinju.scroll(document.querySelector('#transcript'), shown, 8);
    const chip = shown.querySelector('.chip');
    if (chip) yinju.choose(chip);
    if (named && chip) chip.click();
  },

  /* Scroll a pane, or the window where the pane is as tall as its content, until the target is `above` below its top. */
  scroll(pane, target, above) {
    const by = target.getBoundingClientRect().top - above;
    if (getComputedStyle(pane).overflowY === 'auto') pane.scrollTop += by - pane.getBoundingClientRect().top;
    else window.scrollBy(0, by);
  },

  /* The answer as text, its citations numbered below it. */
  answerText(exchange) {
    const text = exchange.querySelector('.text')?.innerText.trim() || '';
    const cites = [...exchange.querySelectorAll('.evidence > li')].map(li =>
      `[${li.dataset.number}] ${li.querySelector('[data-copy]').dataset.copy}`);
    return [exchange.querySelector('.question p').innerText, '', text, '', ...cites].join('\n').trim();
  },
};

window.addEventListener('popstate', () => location.reload());
document.addEventListener('click', event => {
  const target = event.target.closest('[data-copy], [data-copy-answer], [data-put], [data-link], [data-open], [data-close], #light');
  if (!target) return;
  if (target.id === 'light') yinju.dark(!document.body.classList.contains('dark'));
  else if ('copy' in target.dataset) yinju.copy(target.dataset.copy);
  else if ('copyAnswer' in target.dataset) yinju.copy(yinju.answerText(target.closest('.exchange')));
  else if ('put' in target.dataset) yinju.put(target.dataset.put);
  else if ('link' in target.dataset) {
    const conversation = target.closest('.talk').dataset.conversation;
    yinju.copy(`${location.origin}${location.pathname}?c=${conversation}&a=${target.dataset.link}`);
  } else if ('open' in target.dataset) document.querySelector(target.dataset.open)?.showModal();
  else target.closest('dialog')?.close();
});
