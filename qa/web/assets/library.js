// The library: a click on a title opens the article in the sources panel.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-article]');
  if (button) {
    document.qaReturn = null;
    document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'source' }));
    trigger('read', { article: button.dataset.article, opened: Math.round(event.timeStamp) });
  }
});
