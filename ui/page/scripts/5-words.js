/* Fixed words in the browser's language. YINJU_ENGLISH comes from ui/page/english.json; Chinese is in the page itself. */
Object.assign(yinju, {
  chinese: /^zh\b/i.test(navigator.language),

  word(text) {
    if (yinju.chinese) return text;
    const exact = YINJU_ENGLISH[text.trim()];
    if (exact) return exact;
    const numbers = [];
    const form = text.trim().replace(/\d[\d,.]*/g, number => { numbers.push(number); return '{}'; });
    return YINJU_ENGLISH[form]?.replace(/\{\}/g, () => numbers.shift()) ?? text;
  },

  translate(element) {
    if (yinju.chinese) return;
    element.querySelectorAll('[data-t]').forEach(one => {
      if (!one.children.length && one.textContent) one.textContent = yinju.word(one.textContent);
      for (const name of ['aria-label', 'title', 'placeholder']) {
        if (one.hasAttribute(name)) one.setAttribute(name, yinju.word(one.getAttribute(name)));
      }
    });
  },
});
document.documentElement.lang = yinju.chinese ? 'zh-CN' : 'en';
