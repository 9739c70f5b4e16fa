// Two native date fields; what they hold travels as the component's value. The template never writes into them: a drawing
// that comes late would undo what was typed since.
const fields = element.querySelectorAll('input[type=date]');
const read = () => Object.fromEntries([...fields].map((field) => [field.name, field.value]));
let given = false;

element.addEventListener('change', () => {
  given = true;
  props.value = read();
});

watch('value', () => {
  if (props.value.emptied) {
    given = false;
    fields.forEach((field) => { field.value = ''; });
  } else if (given && [...fields].some((field) => field.value !== props.value[field.name])) {
    // The page's first value is empty and may come after a day was typed: what the reader typed stands.
    props.value = read();
  }
});
