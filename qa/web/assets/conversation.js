// The conversation: a click (or Enter, or Space: these are real buttons) on an example asks it, on a number opens the source.
// Runs once for the component; the component patches its own tree in place, so one listener on the root is enough.
const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
let shown = element.querySelectorAll('.qa-exchange').length;

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { ask, exchange, citation, passage } = button.dataset;
  if (ask !== undefined) {
    trigger('ask', { question: ask });
  } else if (citation !== undefined || passage !== undefined) {
    document.qaReturn = button;
    trigger('cite', {
      exchange: Number(exchange),
      citation: Number(citation ?? 0),
      passage: Number(passage ?? 0),
      opened: Math.round(event.timeStamp),
    });
  }
});

watch('value', () => {
  const exchanges = element.querySelectorAll('.qa-exchange');
  // Only a new question moves the page; text that grows under the reader's eyes does not.
  if (exchanges.length > shown) {
    exchanges[exchanges.length - 1].scrollIntoView({ block: 'start', behavior: reduced.matches ? 'auto' : 'smooth' });
  }
  shown = exchanges.length;
});
