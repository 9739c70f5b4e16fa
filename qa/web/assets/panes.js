// On a phone one pane is seen at a time; the bar switches between them.
function turn(pane) {
  document.querySelector('.qa-desk').dataset.pane = pane;
  element.querySelectorAll('[data-pane]').forEach((each) => each.setAttribute('aria-pressed', String(each.dataset.pane === pane)));
}

document.addEventListener('qa-pane', (event) => turn(event.detail));
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-pane]');
  if (button) turn(button.dataset.pane);
});
