// Adding, correcting and removing articles: over the same REST as for programs. What stands here is never drawn anew.
const API = `${location.origin}/api/v1`;
const UPLOADS_AT_ONCE = 2;
const one = (name) => element.querySelector(name);
const place = (article) => `${API}/articles/${encodeURIComponent(article)}`;
const find = () => document.dispatchEvent(new CustomEvent('qa-find'));

function tell(said, undo) {
  const told = one('.qa-told');
  told.textContent = said;
  if (!undo) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'qa-tool';
  button.textContent = 'Undo';
  button.addEventListener('click', undo, { once: true });
  told.append(' ', button);
}

async function send(address, method, body) {
  try {
    const headers = body ? { 'content-type': 'application/json' } : {};
    const given = await fetch(address, { method, headers, body: body && JSON.stringify(body) });
    const record = given.status === 204 ? {} : await given.json();
    return given.ok ? { record } : { trouble: record.detail };
  } catch {
    return { trouble: 'The server does not answer.' };
  }
}

async function change(address, method, body, said, undo) {
  const { record, trouble } = await send(address, method, body);
  tell(trouble ?? said(record), trouble ? undefined : undo?.(record));
  if (!trouble) find();
}

// Adding

function upload(file) {
  const row = document.createElement('li');
  const name = document.createElement('span');
  const bar = document.createElement('progress');
  const said = document.createElement('span');
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute('aria-label', file.name);
  row.append(name, ' ', bar, ' ', said);
  one('.qa-uploads').append(row);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const end = (text, failed) => {
      bar.remove();
      said.textContent = text;
      row.classList.toggle('qa-failed', failed);
      done(!failed);
    };
    request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    request.addEventListener('error', () => end('The server does not answer.', true));
    request.addEventListener('load', () => {
      let record = {};
      try { record = JSON.parse(request.responseText); } catch { record = { detail: request.statusText }; }
      if (request.status !== 201) return end(record.detail, true);
      const count = record.articles.length === 1 ? '' : `, ${record.articles.length} articles`;
      end(record.is_new ? `added as ${record.file}${count}` : `is there already, as ${record.file}`, false);
    });
    request.open('POST', `${API}/articles?name=${encodeURIComponent(file.name)}`);
    request.send(file);
  });
}

async function add(files) {
  one('.qa-uploads').replaceChildren();
  const left = [...files];
  let added = 0;
  const work = async () => {
    while (left.length) {
      if (await upload(left.shift())) added += 1;
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, work));
  one('.qa-files').value = '';
  tell(`${added} of ${files.length} ${files.length === 1 ? 'file' : 'files'} added.`);
  if (added) await read();
}

async function read() {
  const { trouble } = await send(`${API}/sync`, 'POST', {});
  if (trouble) tell(trouble);
  find();
}

// Files may be dropped anywhere on the library.
const drops = (event) => event.dataTransfer?.types.includes('Files') && event.target.closest?.('.qa-library')
  && document.querySelector('[data-can-edit]');
for (const kind of ['dragenter', 'dragover']) {
  document.addEventListener(kind, (event) => {
    if (!drops(event)) return;
    event.preventDefault();
    one('.qa-drop').classList.add('qa-over');
  });
}
for (const kind of ['dragleave', 'drop']) document.addEventListener(kind, () => one('.qa-drop').classList.remove('qa-over'));
document.addEventListener('drop', (event) => {
  if (!drops(event)) return;
  event.preventDefault();
  add([...event.dataTransfer.files]);
});

element.addEventListener('change', (event) => {
  if (event.target.matches('.qa-files')) add([...event.target.files]);
});

element.addEventListener('submit', async (event) => {
  if (!event.target.matches('.qa-paste')) return;
  event.preventDefault();
  const { title, text } = event.target.elements;
  const { record, trouble } = await send(`${API}/articles/paste`, 'POST', { title: title.value, text: text.value });
  tell(trouble ?? `Added as ${record.file}.`);
  if (trouble) return;
  event.target.reset();
  await read();
});

element.addEventListener('submit', async (event) => {
  if (!event.target.matches('.qa-fetch')) return;
  event.preventDefault();
  const { address } = event.target.elements;
  const button = event.target.querySelector('button');
  button.disabled = true;
  tell('Fetching …');
  const { record, trouble } = await send(`${API}/articles/fetch`, 'POST', { address: address.value });
  button.disabled = false;
  tell(trouble ?? (record.is_new ? `Added as ${record.file}.` : `It is there already, as ${record.file}.`));
  if (trouble) return;
  event.target.reset();
  await read();
});

// Changing

function correct(known, button) {
  const dialog = one('.qa-correcting');
  const fields = dialog.querySelector('form').elements;
  for (const name of ['title', 'outlet', 'published']) fields[name].value = known[name];
  dialog.onclose = () => {
    button.focus();
    if (dialog.returnValue === 'reset') {
      const facts = { title: null, outlet: null, published: null };
      change(place(known.id), 'PATCH', facts, () => 'The article has title, outlet and day of its file again.');
    } else if (dialog.returnValue === 'save') {
      const changed = ['title', 'outlet', 'published'].filter((name) => fields[name].value !== known[name]);
      if (!changed.length) return;
      const facts = Object.fromEntries(changed.map((name) => [name, fields[name].value]));
      change(place(known.id), 'PATCH', facts, () => 'Saved.');
    }
  };
  dialog.returnValue = '';
  dialog.showModal();
}

function remove(article) {
  const back = (record) => () => change(`${place(record.file)}/restore`, 'POST', null, () => `${record.file} is back.`);
  const said = ({ file, articles }) => `Removed ${file}${articles.length > 1 ? `, with ${articles.length} articles` : ''}.`;
  change(place(article), 'DELETE', null, said, back);
}

document.addEventListener('qa-correct', ({ detail }) => correct(detail.known, detail.button));
document.addEventListener('qa-remove', ({ detail }) => remove(detail.article));
