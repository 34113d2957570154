// The form of a study, made from its rows: its formula above the picture, its first parameters in order, the others and those that all
// pictures have folded away behind them.
// A field shows what is given or the default; what the service says against a parameter is shown at its field.

import { make } from './dom.js';
import { controlOf } from './controls.js';
import { explained } from './formula.js';

const words = name => name.replaceAll(/[_-]/g, ' ');

function fieldOf(parameter, names, change) {
  const id = `field-${parameter.name}`;
  const help = make('p', { class: 'help', id: `${id}-help` }, parameter.help + (parameter.unit ? ` (${parameter.unit})` : ''));
  let said = 'null';
  const trouble = make('div', { class: 'trouble', id: `${id}-trouble`, hidden: true });
  const control = controlOf(parameter, { id, names: names(parameter), change });
  const target = control.element.querySelector(`#${id}`) ?? control.element;
  target.setAttribute?.('aria-describedby', `${id}-trouble ${id}-help`);
  const element = make('div', { class: `field kind-${parameter.kind}${control.element.className === 'number-control' ? ' is-number' : ''}`, 'data-parameter': parameter.name },
    make('label', { for: id }, parameter.kind === 'function' ? 'f =' : words(parameter.name)), control.element, trouble, help);
  return {
    element,
    parameter,
    show: values => {
      element.classList.toggle('given', values.length > 0);
      control.show(values);
    },
    mark: given => element.classList.toggle('given', given),
    complain(error, correct) {
      /* The same complaint again leaves its button there: it may be under the pointer, pressed and not yet released. */
      if (JSON.stringify(error) === said) return;
      said = JSON.stringify(error);
      trouble.hidden = !error;
      element.classList.toggle('wrong', Boolean(error));
      control.field?.setAttribute('aria-invalid', String(Boolean(error)));
      trouble.replaceChildren(...(error ? explained(error.detail) : []));
      const also = Object.entries(error?.also ?? {});
      const repaired = [error?.repair, ...also.map(([name, text]) => `${name}=${text}`)].join(', ');
      if (error?.repair) trouble.append(make('button', { type: 'button', click: () => correct([error.repair], also) }, `Use ${repaired}`));
      else if (error?.nearest) trouble.append(make('button', { type: 'button', click: () => correct([error.nearest]) }, `Use ${error.nearest}`));
      else if (error && !parameter.required && element.classList.contains('given')) trouble.append(make('button', { type: 'button', click: () => correct([]) }, 'Leave it out'));
    },
  };
}

/** {build(study), show(values), showOne(name, texts), complain(errors)} over the containers {formula, first, others, shared}; onChange(name, texts, ongoing, anew). */
export function formOf(containers, names, onChange) {
  const placeOf = ({ kind, shared, primary }) => (shared ? 'shared' : kind === 'function' ? 'formula' : primary ? 'first' : 'others');
  let fields = [];
  const field = name => fields.find(candidate => candidate.parameter.name === name);

  return {
    build(study) {
      fields = study.parameters.map(parameter => {
        const built = fieldOf(parameter, names, (texts, ongoing, anew) => {
          built.mark(texts.length > 0);
          onChange(parameter.name, texts, ongoing, anew);
        });
        return built;
      });
      for (const [place, container] of Object.entries(containers))
        container.replaceChildren(...fields.filter(({ parameter }) => placeOf(parameter) === place).map(({ element }) => element));
      containers.formula.hidden = !containers.formula.childElementCount;
    },
    show(values) {
      for (const { parameter, show } of fields) show(values.get(parameter.name) ?? []);
    },
    showOne(name, texts) {
      field(name)?.show(texts);
    },
    /** Marks the fields at fault and returns the errors that no field shows. */
    complain(errors) {
      for (const guilty of fields) {
        const { name } = guilty.parameter;
        guilty.complain(errors.find(error => error.parameter === name) ?? null, (texts, also = []) => {
          guilty.show(texts);
          onChange(name, texts, false);
          for (const [other, text] of also) {
            field(other)?.show([text]);
            onChange(other, [text], false);
          }
        });
      }
      return errors.filter(error => !field(error.parameter));
    },
  };
}
