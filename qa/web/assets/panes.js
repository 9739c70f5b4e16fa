// On a phone one pane is seen at a time; the bar switches between them. Also copies what a button anywhere offers.
function turn(pane) {
  document.querySelector('.qa-desk').dataset.pane = pane;
  element.querySelectorAll('[data-pane]').forEach((each) => each.setAttribute('aria-pressed', String(each.dataset.pane === pane)));
}

document.addEventListener('qa-pane', (event) => turn(event.detail));
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-pane]');
  if (button) turn(button.dataset.pane);
});

async function copy(button, words) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(words);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Copying is not allowed here';
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-copy], [data-link], [data-answer-link]');
  if (!button) return;
  const { copy: words, link, answerLink } = button.dataset;
  if (answerLink) return void copy(button, location.href.split('#')[0] + answerLink);
  copy(button, words ?? new URL(link, location.origin + location.pathname).href);
});
