// Whose words the next question is answered in. What is chosen travels as the component's value, with the chat model's name.
const radios = [...element.querySelectorAll('input[type=radio]')];

element.addEventListener('change', (event) => {
  props.value = { ...props.value, wording: event.target.value };
});

function wear() {
  const { wording, model } = props.value;
  element.querySelector('.qa-model').textContent = model && `Chat model: ${model}`;
  for (const radio of radios) radio.checked = radio.value === wording;
}

watch('value', wear);
wear();
