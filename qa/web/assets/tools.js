// What can be done below an answer, apart from asking and opening: edit its question, copy.
{
  const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-edit]');
    if (!button) return;
    document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'answer' }));
    const field = document.querySelector('#qa-ask textarea');
    setter.call(field, button.dataset.edit); // past the framework, which then hears of it as of typing
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
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
}
