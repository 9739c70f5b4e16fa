// Two native date fields; what they hold travels as the component's value. The template never writes into them: a drawing
// that comes late would undo what was typed since.
const fields = element.querySelectorAll('input[type=date]');
let given = false; // the first value is empty too, and may come after a day was typed

element.addEventListener('change', () => {
  given = true;
  props.value = Object.fromEntries([...fields].map((field) => [field.name, field.value]));
});

watch('value', () => {
  const emptied = Object.values(props.value).every((day) => day === '');
  if (emptied && given) {
    given = false;
    fields.forEach((field) => { field.value = ''; });
  }
});
