// A card beside a citation's number, while it is pointed at or has the focus by keyboard: what is quoted, and from where.
{
  const card = element.querySelector('#qa-card');
  const parts = ['quote', 'title', 'source'].map((name) => [name, card.querySelector(`.qa-card-${name}`)]);
  const WIDTH = 352;
  let chip = null;
  let leaving;

  function place() {
    const at = chip.getBoundingClientRect();
    const width = Math.min(WIDTH, innerWidth - 16);
    card.style.width = `${width}px`;
    card.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
    const below = at.bottom + card.offsetHeight + 6 < innerHeight || at.top < card.offsetHeight + 6;
    // It touches the number, so that the pointer can go over to it.
    card.style.top = `${below ? at.bottom : at.top - card.offsetHeight}px`;
  }

  function show(button) {
    clearTimeout(leaving);
    if (chip === button) return;
    hide();
    chip = button;
    for (const [name, part] of parts) part.textContent = chip.dataset[name] ?? '';
    card.hidden = false;
    chip.setAttribute('aria-describedby', card.id);
    place();
  }

  function hide() {
    clearTimeout(leaving);
    chip?.removeAttribute('aria-describedby');
    chip = null;
    card.hidden = true;
  }

  const chipAt = (target) => target.closest?.('.qa-chip[data-quote]');
  document.addEventListener('pointerover', (event) => {
    const over = chipAt(event.target);
    if (over && event.pointerType === 'mouse') show(over);
    else if (card.contains(event.target)) clearTimeout(leaving);
    else if (chip && !chip.matches(':focus-visible')) {
      clearTimeout(leaving);
      leaving = setTimeout(hide, 200);
    }
  });
  document.addEventListener('focusin', (event) => {
    const focused = chipAt(event.target);
    if (focused?.matches(':focus-visible')) show(focused);
    else hide();
  });
  document.addEventListener('click', (event) => {
    if (chip && !card.contains(event.target)) hide();
  });
  document.addEventListener('scroll', (event) => {
    if (chip && !card.contains(event.target)) hide();
  }, true);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !chip) return;
    hide();
    event.stopPropagation(); // the first Escape closes the card alone
  }, true);
}
