/* Keyboard: the help on the page lists these. */
Object.assign(yinju, {
  tab(number) { document.querySelectorAll('#ways [role=tab]')[number - 1]?.click(); },

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key === 'Escape') {
      if (document.querySelector('dialog[open]')) return; // closes by itself
      yinju.hidePeek();
      if (document.querySelector('#history-side.open')) yinju.toggleHistory();
      else if (document.querySelector('#source-side.over')) yinju.back();
      else if (typing) typing.blur();
      return;
    }
    if (event.altKey && /^Digit[1-4]$/.test(event.code)) yinju.tab(Number(event.code.at(-1)));
    else if (event.altKey && event.code === 'KeyN') document.querySelector('#fresh')?.click();
    else if (event.altKey && event.code === 'KeyH') document.querySelector('#history-button')?.click();
    else if (event.altKey || typing) return;
    else if (event.key === '/') { yinju.tab(1); setTimeout(() => document.querySelector('#question textarea')?.focus(), 30); }
    else if (event.key === 'j' || event.key === ']') yinju.step(1);
    else if (event.key === 'k' || event.key === '[') yinju.step(-1);
    else if (event.key === '?') document.querySelector('#help')?.showModal();
    else return;
    event.preventDefault();
  },
});
document.addEventListener('keydown', yinju.key);
