// Light or dark, by the system's choice or by hand; kept in this browser.
const choice = element.querySelector('#qa-theme');
const system = window.matchMedia('(prefers-color-scheme: dark)');

function wear() {
  const dark = choice.value === 'dark' || (choice.value === 'system' && system.matches);
  if (document.body.classList.contains('dark') !== dark) document.body.classList.toggle('dark', dark);
}

choice.value = localStorage.getItem('qa-theme') ?? 'system';
choice.addEventListener('change', () => {
  localStorage.setItem('qa-theme', choice.value);
  wear();
});
// Gradio follows the system whatever was chosen here.
new MutationObserver(wear).observe(document.body, { attributes: true, attributeFilter: ['class'] });
system.addEventListener('change', wear);
wear();
