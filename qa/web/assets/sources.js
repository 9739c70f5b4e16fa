// The sources panel: brings the marked sentence into view, goes back to the answer, shows the clutter.
const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');

function back() {
  document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'answer' }));
  const target = document.qaReturn?.isConnected ? document.qaReturn : document.querySelector('#qa-ask textarea');
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: 'center', behavior: reduced.matches ? 'auto' : 'smooth' });
}

function showClutter(button) {
  const all = element.querySelector('.qa-article').classList.toggle('qa-all');
  button.setAttribute('aria-pressed', String(all));
}

let isShowingAll = false; // once an article is drawn anew, because a line of it was kept

async function keep({ keep: article, start, end, wanted }, opened) {
  const body = JSON.stringify({ start: Number(start), end: Number(end), keep: wanted === '1' });
  const place = `${location.origin}/api/v1/articles/${encodeURIComponent(article)}/keep`;
  const given = await fetch(place, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (!given.ok) return;
  isShowingAll = true;
  trigger('read', { article, opened });
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { citation, passage, exchange, clutter } = button.dataset;
  if (citation !== undefined || passage !== undefined) {
    trigger('cite', {
      exchange: Number(exchange),
      citation: Number(citation ?? 0),
      passage: Number(passage ?? 0),
      opened: Math.round(event.timeStamp),
    });
  } else if (button.dataset.back !== undefined) {
    back();
  } else if (button.dataset.keep !== undefined) {
    button.disabled = true;
    keep(button.dataset, Math.round(event.timeStamp));
  } else if (clutter !== undefined) {
    showClutter(button);
  }
});

element.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') back();
});

watch('value', () => {
  const article = element.querySelector('.qa-article');
  if (!article) return;
  // The component patches the old tree into the new one: what the reader had unfolded belongs to the article before.
  article.classList.toggle('qa-all', isShowingAll);
  element.querySelector('[data-clutter]')?.setAttribute('aria-pressed', String(isShowingAll));
  isShowingAll = false;
  const mark = element.querySelector('mark');
  const panel = element.closest('.qa-sources');
  const asked = Number(element.querySelector('[data-opened]')?.dataset.opened ?? 0) > 0;
  const beside = getComputedStyle(panel).position === 'sticky';
  if (beside && mark) {
    const offset = mark.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    panel.scrollTop += offset - panel.clientHeight * 0.4;
  } else if (beside) {
    panel.scrollTop = 0; // whatever was read before
  } else if (asked) {
    (mark ?? element.querySelector('h3')).scrollIntoView({ block: 'center', behavior: reduced.matches ? 'auto' : 'smooth' });
  }
  if (asked) element.querySelector('h3').focus({ preventScroll: true });
});
