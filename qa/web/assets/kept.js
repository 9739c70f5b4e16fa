// The list of conversations: open, rename in place, delete, undo, search. Buttons carry what they do as data.
const send = (name, given) => trigger(name, given);

let renaming = null; // the field in which a title is typed, and whose it is

function rename(button, typed) {
  const row = button.closest('li');
  const open = row.querySelector('[data-open]');
  const field = document.createElement('input');
  field.className = 'qa-kept-name';
  field.value = typed ?? open.textContent;
  field.maxLength = 200;
  field.setAttribute('aria-label', 'Title');
  let isDone = false; // taking the field away takes its focus away, which ends the renaming once more
  const finish = (keep) => {
    if (isDone) return;
    isDone = true;
    renaming = null;
    field.replaceWith(open);
    if (keep && field.value.trim() && field.value !== open.textContent) {
      send('rename', { conversation: button.dataset.rename, title: field.value });
    }
    open.focus();
  };
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') finish(true);
    if (event.key === 'Escape') finish(false);
  });
  // A list that is drawn anew takes the field away as well: then it comes back, with what was typed.
  field.addEventListener('blur', () => setTimeout(() => { if (field.isConnected) finish(true); }));
  open.replaceWith(field);
  renaming = { field, conversation: button.dataset.rename };
  if (typed === undefined) field.select();
  else field.focus();
}

watch('value', () => {
  if (!renaming || renaming.field.isConnected) return;
  const { field, conversation } = renaming;
  renaming = null;
  const again = element.querySelector(`[data-rename="${CSS.escape(conversation)}"]`);
  if (again) rename(again, field.value);
});

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.dataset.open !== undefined) {
    document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'answer' }));
    send('open', { conversation: button.dataset.open });
  } else if (button.dataset.rename !== undefined) {
    rename(button);
  } else if (button.dataset.delete !== undefined) {
    send('delete', { conversation: button.dataset.delete });
  } else if (button.dataset.undo !== undefined) {
    send('undo', { conversation: button.dataset.undo });
  }
});

let waiting;
element.addEventListener('input', (event) => {
  if (!event.target.matches('.qa-kept-search')) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => send('search', { words: event.target.value.slice(0, 200) }), 200);
});
