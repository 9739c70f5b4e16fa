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

// A page that is left closes its connections by itself. Gradio would close them before, also where a click only saves a
// file and the page stays, and then tells that its connection was lost.
window.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true);
