// The chips of what questions are limited to. Each has a button that removes it; the page's address holds the same limits.
const NAMES = ['source', 'from', 'until', 'section'];
let isRemoving = false; // until what is left was drawn: a second click would bring back what the first one removed
let next = -1;

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-unlimit]');
  if (!button || isRemoving) return;
  isRemoving = true;
  next = [...element.querySelectorAll('.qa-limit')].indexOf(button);
  trigger('unlimit', { kind: button.dataset.unlimit, name: button.dataset.name ?? '' });
});

// What is removed takes the focus along: it goes on to the next chip, or to the question.
function goOn() {
  const left = element.querySelectorAll('.qa-limit');
  const target = left[Math.min(Math.max(next, 0), left.length - 1)] ?? document.querySelector('#qa-ask textarea');
  target.focus({ preventScroll: true });
}

function address(query) {
  const url = new URL(location.href);
  const before = url.search;
  for (const name of NAMES) url.searchParams.delete(name);
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
  if (url.search !== before) history.replaceState(history.state, '', url);
}

watch('value', () => {
  const drawn = element.querySelector('.qa-limited');
  if (drawn) address(drawn.dataset.query);
  if (isRemoving) goOn();
  isRemoving = false;
});
