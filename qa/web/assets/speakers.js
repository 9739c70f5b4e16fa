// Who says what: search by speaker, and disputed statements alone.
const words = element.querySelector('.qa-find-words');
const disputed = element.querySelector('.qa-find-disputed');
const find = () => seek('find', { words: words.value, disputed: disputed.checked });
let waiting;

words.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, 200);
});
disputed.addEventListener('change', find);
