// Single keys, outside of the fields; the list of them, in which they can be turned off.
{
  const list = element.querySelector('#qa-keys');
  const single = element.querySelector('#qa-single-keys');
  const last = (selector) => [...document.querySelectorAll(selector)].at(-1);

  function goOn(step) {
    const numbers = [...document.querySelectorAll('.qa-numbers .qa-chip')];
    const open = numbers.findIndex((each) => each.getAttribute('aria-current') === 'true');
    if (open < 0) (numbers[0] ?? document.querySelector('.qa-exchange:last-of-type .qa-chip'))?.click();
    else numbers[(open + step + numbers.length) % numbers.length].click();
  }

  const does = {
    j: () => goOn(1),
    k: () => goOn(-1),
    w: () => last('#qa-conversation [data-why]')?.click(),
    e: () => last('#qa-conversation [data-edit]')?.click(),
    '/': () => {
      document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'answer' }));
      document.querySelector('#qa-ask textarea').focus();
    },
    '?': () => list.showModal(),
  };

  single.checked = localStorage.getItem('qa-single-keys') !== 'off';
  single.addEventListener('change', () => localStorage.setItem('qa-single-keys', single.checked ? 'on' : 'off'));
  list.querySelector('[data-close]').addEventListener('click', () => list.close());
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-keys]')) list.showModal();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && event.target.matches?.('#qa-ask textarea')) event.target.blur();
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (typing || list.open || !single.checked || event.ctrlKey || event.altKey || event.metaKey || !does[event.key]) return;
    event.preventDefault();
    does[event.key]();
  });
}
