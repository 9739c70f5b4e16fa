// Two native date fields; what they hold travels as the component's value. The template never writes into them: a drawing
// that comes late would undo what was typed since.
const fields = element.querySelectorAll('input[type=date]');
const read = () => Object.fromEntries([...fields].map((field) => [field.name, field.value]));
let isTyped = false;

element.addEventListener('change', () => {
  isTyped = true;
  props.value = read();
  trigger('days', { first: props.value.from, last: props.value.to });
});

function wear() {
  if (props.value.given) {
    isTyped = false;
    fields.forEach((field) => { field.value = props.value[field.name]; });
  } else if (isTyped && [...fields].some((field) => field.value !== props.value[field.name])) {
    // The page's first value is empty and may come after a day was typed: what the reader typed stands.
    props.value = read();
  }
}

watch('value', wear);
wear(); // what an address limits to is there before the fields are
