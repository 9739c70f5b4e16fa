// The timeline: what is zoomed in to is the stretch of days in the fields, and the other way round.
const DAY = 86_400_000;
const COLUMNS = 100;
const [first, last] = element.querySelectorAll('input[type=date]');
const told = element.querySelector('.qa-told');
let chart;
let whole; // from when to when there are marks, with some room

const iso = (time) => new Date(time).toISOString().slice(0, 10);
// Plotly writes "2024-05-04" or "2024-05-04 06:00:00.123", and means the same time everywhere.
const times = (axis) => axis.range.map((each) => Date.parse(/[ T]/.test(each) ? `${String(each).replace(' ', 'T').replace('Z', '')}Z` : each));
const stretch = () => ({ first: first.value, last: last.value });

function choose(from, until) {
  [first.value, last.value] = from && until && until < from ? [until, from] : [from, until];
  told.textContent = '';
  seek('find', stretch());
}

// The heights of all marks, so that none covers another in as many columns as are shown; events count downwards.
function piled([from, until]) {
  const width = Math.max(DAY, (until - from) / COLUMNS);
  const marks = chart.data.flatMap((trace, number) => trace.x.map((day, place) => ({ number, place, time: Date.parse(day), side: Math.sign(trace.y[place]) })));
  const heights = chart.data.map((trace) => [...trace.y]);
  const piles = new Map();
  for (const { number, place, time, side } of marks.sort((one, other) => one.time - other.time)) {
    const key = `${Math.floor((time - from) / width)} ${side}`;
    piles.set(key, (piles.get(key) ?? 0) + 1);
    heights[number][place] = side * piles.get(key);
  }
  return heights;
}

const show = (range) => window.Plotly.update(chart, { y: piled(range) }, { 'xaxis.range': range.map((each) => new Date(each).toISOString()) });

// The chart follows the fields: half a day is left at either side, so that marks of these days are whole.
function follow() {
  if (!chart) return;
  show([first.value ? Date.parse(first.value) - DAY / 2 : whole[0], last.value ? Date.parse(last.value) + DAY / 2 : whole[1]]);
}

onChart('timeline', 'Articles and dated events on a line of days; the table below lists them', (drawn) => {
  const isFirst = !chart;
  chart = drawn;
  const { main, whole: every, all: isAll } = chart.layout.meta;
  whole = every.map(Date.parse);
  if (isFirst && !isAll && !first.value && !last.value) choose(...main);
  follow();
  chart.on('plotly_relayout', (change) => {
    if (change['xaxis.range[0]'] === undefined) return;
    const [from, until] = times(chart.layout.xaxis);
    choose(iso(Math.ceil(from / DAY) * DAY), iso(Math.floor(until / DAY) * DAY)); // a mark stands where its day begins
    follow();
  });
});

element.addEventListener('change', (event) => {
  if (!event.target.matches('input[type=date]')) return;
  choose(first.value, last.value);
  follow();
});

element.addEventListener('click', (event) => {
  const { zoom, limitDays } = event.target.closest('button')?.dataset ?? {};
  if (zoom === 'all') {
    choose('', '');
    follow();
  } else if (zoom !== undefined && chart) {
    const [from, until] = times(chart.layout.xaxis);
    const half = Math.max(DAY, (until - from) * Number(zoom)) / 2;
    const middle = (from + until) / 2;
    choose(iso(middle - half), iso(middle + half));
    follow();
  } else if (limitDays !== undefined) {
    if (!first.value && !last.value) {
      told.textContent = 'Choose days first.';
      return;
    }
    trigger('limit', stretch());
    told.textContent = 'The chat is limited to articles of these days.';
  }
});
