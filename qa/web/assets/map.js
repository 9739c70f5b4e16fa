// The map: the list beside it is searched.
onChart('map', 'Chunks on a plane, like ones near each other; the lists below open them', () => {});

let waiting;
element.addEventListener('input', (event) => {
  if (!event.target.matches('.qa-find-words')) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => seek('find', { words: event.target.value }), 200);
});
