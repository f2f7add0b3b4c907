/* Sorting the table of policies, dropping files anywhere, saving an export. */
Object.assign(yinju, {
  /* Sort a table by the column of a heading; again the other way round. */
  sort(heading) {
    const table = heading.closest('table');
    const at = [...heading.parentElement.children].indexOf(heading);
    const up = heading.getAttribute('aria-sort') !== 'ascending';
    const text = row => row.children[at]?.dataset.sort ?? row.children[at]?.innerText.trim() ?? '';
    const rows = [...table.tBodies[0].rows].sort((one, other) => {
      const [a, b] = [text(one), text(other)];
      if (!a || !b) return a ? -1 : b ? 1 : 0; // what is not told stands last, either way
      return (up ? 1 : -1) * a.localeCompare(b, 'zh-CN', {numeric: true});
    });
    heading.parentElement.querySelectorAll('th').forEach(one => one.setAttribute('aria-sort', 'none'));
    heading.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    table.tBodies[0].append(...rows);
  },

  /* Files for the library go the way of the upload button, which the server checks. */
  upload(files) {
    const input = document.querySelector('#below input[type=file]');
    if (!input || !files.length) return;
    const box = new DataTransfer();
    [...files].forEach(file => box.items.add(file));
    input.files = box.files;
    input.dispatchEvent(new Event('change', {bubbles: true}));
    yinju.toast('正在上传…');
  },

  /* The conversation on the page as a file. */
  export(form) {
    const conversation = document.querySelector('.talk')?.dataset.conversation;
    if (!conversation) return yinju.toast('这段对话还没有内容可以导出。');
    Object.assign(document.createElement('a'), {href: `export/conversations/${conversation}.${form}`, download: ''}).click();
  },
});

document.addEventListener('click', event => {
  const heading = event.target.closest('th[aria-sort] button');
  if (heading) yinju.sort(heading.closest('th'));
  const form = event.target.closest('[data-export]');
  if (form) yinju.export(form.dataset.export);
  const menu = event.target.closest('details.menu :not(summary)') && event.target.closest('a, button');
  document.querySelectorAll('details.menu[open]').forEach(one => {
    if (!one.contains(event.target) || menu) one.open = false; // as menus do
  });
  if (event.target.closest('[data-choose]')) document.querySelector('#attach')?.click();
});
const carriesFiles = event => [...event.dataTransfer?.types || []].includes('Files');
document.addEventListener('dragover', event => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  document.body.classList.add('dropping');
});
document.addEventListener('dragleave', event => {
  if (!event.relatedTarget) document.body.classList.remove('dropping');
});
document.addEventListener('drop', event => {
  document.body.classList.remove('dropping');
  if (!carriesFiles(event)) return;
  event.preventDefault();
  yinju.upload(event.dataTransfer.files);
});
