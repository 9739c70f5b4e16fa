// The conversation: a click (or Enter, or Space: these are real buttons) on an example asks it, on a number opens the source.
// Runs once for the component; the component patches its own tree in place, so one listener on the root is enough.
const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
const exchangesOf = () => element.querySelectorAll('.qa-exchange:not(.qa-beside)'); // the second of two answers to a question moves nothing
let shown = exchangesOf().length;

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { ask, exchange, citation, passage, thumb, place, why } = button.dataset;
  if (thumb !== undefined) {
    // Pressed once more, it is taken back.
    const given = button.getAttribute('aria-pressed') === 'true' ? '' : thumb;
    trigger('rate', { place: Number(place), thumb: given, fault: '', words: '' });
  } else if (why !== undefined) {
    document.qaReturn = button;
    document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'source' }));
    trigger('why', { place: Number(why), opened: Math.round(event.timeStamp) });
  } else if (ask !== undefined) {
    trigger('ask', { question: ask });
  } else if (citation !== undefined || passage !== undefined) {
    document.qaReturn = button;
    document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'source' }));
    trigger('cite', {
      exchange: Number(exchange),
      citation: Number(citation ?? 0),
      passage: Number(passage ?? 0),
      opened: Math.round(event.timeStamp),
    });
  }
});

element.addEventListener('submit', (event) => {
  const form = event.target.closest('.qa-reason');
  if (!form) return;
  event.preventDefault();
  const { place, thumb } = form.dataset;
  trigger('rate', { place: Number(place), thumb, fault: form.elements.fault?.value ?? '', words: form.elements.words.value });
});

// What is read out: each answer once, when it is whole; nothing of what was answered before the page was opened.
let isGrowing = false;

function readOut(exchanges) {
  const said = document.querySelector('#qa-said');
  const running = element.querySelector('.qa-running');
  if (said && running && !isGrowing) {
    said.textContent = running.innerText;
  } else if (said && isGrowing && !running) {
    const last = exchanges[exchanges.length - 1];
    const parts = last?.querySelectorAll('.qa-answer, .qa-reply, .qa-conflict, .qa-abstention, .qa-trouble, .qa-notice') ?? [];
    said.textContent = [...parts].filter((part) => !part.parentElement.closest('.qa-abstention')).map((part) => part.innerText).join('\n');
  }
  isGrowing = Boolean(running);
}

// The address names the open conversation, so that a reload, a bookmark or a link leads back to it.
function address(conversation) {
  const url = new URL(location.href);
  if (conversation === (url.searchParams.get('c') ?? '')) return;
  if (conversation) url.searchParams.set('c', conversation);
  else url.searchParams.delete('c');
  url.hash = '';
  history.replaceState(history.state, '', url);
}

watch('value', () => {
  const exchanges = exchangesOf();
  const drawn = element.querySelector('[data-conversation]');
  const named = /^#answer-\d+$/.test(location.hash) && shown === 0 && element.querySelector(location.hash);
  // Only a new question moves the page; text that grows under the reader's eyes does not.
  if (exchanges.length > shown) {
    const target = named || exchanges[exchanges.length - 1];
    target.scrollIntoView({ block: 'start', behavior: reduced.matches ? 'auto' : 'smooth' });
  }
  shown = exchanges.length;
  readOut(element.querySelectorAll('article.qa-exchange'));
  if (drawn) address(drawn.dataset.conversation);
});
