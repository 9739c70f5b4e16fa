// The library's list: find, sort, open. What is to be changed is handed on.
const view = { words: '', outlet: '', state: '', sort: 'file', down: '', turn: 0 };
const one = (name) => element.querySelector(name);
const ask = () => trigger('find', { ...view });
const find = () => {
  view.turn += 1;
  ask();
};
document.addEventListener('qa-find', find);

let waiting;
element.addEventListener('input', (event) => {
  if (!event.target.matches('.qa-find-words')) return;
  view.words = event.target.value;
  clearTimeout(waiting);
  waiting = setTimeout(find, 200);
});

element.addEventListener('change', (event) => {
  if (event.target.matches('.qa-find-outlet')) view.outlet = event.target.value;
  else if (event.target.matches('.qa-find-state')) view.state = event.target.value;
  else return;
  find();
});

watch('value', () => {
  const outlets = JSON.parse(one('.qa-holdings')?.dataset.outlets ?? '[]');
  const select = one('.qa-find-outlet');
  select.replaceChildren(new Option('all', ''), ...outlets.map((each) => new Option(each, each)));
  select.value = outlets.includes(view.outlet) ? view.outlet : '';
  // The page follows the folder meanwhile: what it drew may be older than what was asked for.
  if (Number(one('.qa-holdings')?.dataset.turn ?? 0) < view.turn) ask();
});

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { article, sort, down, correct: facts, remove: gone } = button.dataset;
  if (article !== undefined) {
    document.qaReturn = null;
    document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'source' }));
    trigger('read', { article, opened: Math.round(event.timeStamp) });
  } else if (sort !== undefined) {
    Object.assign(view, { sort, down });
    find();
  } else if (facts !== undefined) {
    document.dispatchEvent(new CustomEvent('qa-correct', { detail: { known: JSON.parse(facts), button } }));
  } else if (gone !== undefined) {
    document.dispatchEvent(new CustomEvent('qa-remove', { detail: { article: gone } }));
  }
});
