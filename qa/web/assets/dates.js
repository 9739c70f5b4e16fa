// Two native date fields; their values travel as the component's value.
element.addEventListener('change', (event) => {
  if (event.target.name) props.value = { ...props.value, [event.target.name]: event.target.value };
});
