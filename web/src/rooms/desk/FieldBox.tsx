import { t } from '../../words';
import { optionsOf, type Field } from './fields';

interface Props {
  field: Field;
  value: string;
  missing: boolean;
  set: (value: string) => void;
}

/** One question of a form: its label, its hint, what is missing, and the box. */
export function FieldBox({ field, value, missing, set }: Props) {
  const id = `f-${field.name}`;
  const described = [field.hint === undefined ? '' : `${id}-hint`, missing ? `${id}-missing` : ''].filter((one) => one !== '').join(' ');
  const box = { id, value, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': missing ? true : undefined };
  const read = (event: Event) => set((event.currentTarget as HTMLInputElement).value);
  return (
    <div class={`nhsuk-form-group${missing ? ' nhsuk-form-group--error' : ''}`}>
      <label class="nhsuk-label" for={id}>
        {t(field.label)} {field.must !== true && <span class="soft">{t('desk.optional')}</span>}
      </label>
      {field.hint !== undefined && (
        <div class="nhsuk-hint" id={`${id}-hint`}>
          {t(field.hint)}
        </div>
      )}
      {missing && (
        <span class="nhsuk-error-message" id={`${id}-missing`}>
          {t('desk.missing')}
        </span>
      )}
      {field.kind === 'words' && <textarea class="nhsuk-textarea" rows={2} {...box} onInput={read} />}
      {field.kind === 'line' && <input class="nhsuk-input" type="text" autocomplete="off" {...box} onInput={read} />}
      {field.kind === 'time' && <input class="nhsuk-input nhsuk-input--width-5" type="time" {...box} onInput={read} />}
      {field.kind === 'choice' && (
        <select class="nhsuk-select" {...box} onChange={read}>
          <option value="">{t('desk.choose')}</option>
          {optionsOf(field).map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
