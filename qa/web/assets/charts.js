// What the views have in common: their chart, which Gradio draws beside them, and rows that open an article or ask.
const chartOf = (name) => document.querySelector(`#qa-${name}-chart`);

// Calls `bind` with each chart that is drawn in there, once.
function onChart(name, label, bind) {
  const known = new WeakSet();
  const look = () => {
    const chart = chartOf(name)?.querySelector('.js-plotly-plot');
    if (!chart?.on || !chart.layout || known.has(chart)) return;
    known.add(chart);
    chart.setAttribute('role', 'img'); // what it shows stands in the list below as well
    chart.setAttribute('aria-label', label);
    chart.on('plotly_click', ({ points: [point] }) => open(point.customdata, 0));
    bind(chart);
  };
  new MutationObserver(look).observe(element.closest('.tabitem') ?? document.body, { childList: true, subtree: true });
  look();
}

function open([article, start = 0, end = 0], opened) {
  document.qaReturn = null;
  document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'source' }));
  trigger('read', { article, start, end, opened: opened || Math.round(performance.now()) });
}

// What is sought goes out as an event of that name. While the library is read, what was drawn meanwhile may be of before.
let turn = 0;
let sought;

function seek(name, given) {
  turn += 1;
  sought = [name, { ...given, turn }];
  trigger(...sought);
}

watch('value', () => {
  if (sought && Number(element.querySelector('[data-turn]')?.dataset.turn ?? 0) < turn) trigger(...sought);
});

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  const { article, start, end, ask } = button?.dataset ?? {};
  if (article !== undefined) open([article, Number(start ?? 0), Number(end ?? 0)], Math.round(event.timeStamp));
  if (ask !== undefined) {
    document.dispatchEvent(new CustomEvent('qa-pane', { detail: 'answer' }));
    trigger('ask', { question: ask });
  }
});
