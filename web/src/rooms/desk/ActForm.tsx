import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { useFocus } from '../../kit/useFocus';
import { t, type Key } from '../../words';
import { useDesk } from './context';
import type { Check, Escalation, Names } from './desk';
import { FieldBox } from './FieldBox';
import { fieldsOf, type Field, type Given } from './fields';
import type { Offer } from './offers';
import { refusal } from './refusal';
import { send } from './send';

interface Props {
  offer: Offer;
  e: Escalation;
  names: Names;
  since: readonly Check[];
  done: (now: Escalation) => void;
  cancel: () => void;
}

/** Asks what an act needs, says what is missing beside it, and shows the server's refusal in its own words. */
export function ActForm({ offer, e, names, since, done, cancel }: Props) {
  const desk = useDesk();
  const given = useSignal<Given>({});
  const missing = useSignal<readonly string[]>([]);
  const refused = useSignal<readonly string[]>([]);
  const busy = useSignal(false);
  const heading = useFocus<HTMLHeadingElement>([offer.act]);
  useLayoutEffect(() => heading.current?.scrollIntoView({ block: 'start' }), [offer.act]);
  const fields = fieldsOf(offer.act, e, names, since).filter((field) => field.when?.(given.value) !== false);

  const submit = async (event: Event) => {
    event.preventDefault();
    missing.value = fields.filter((field) => lacks(field, given.value)).map((field) => field.name);
    if (missing.value.length > 0) {
      document.getElementById(`f-${missing.value[0]}`)?.focus();
      return;
    }
    busy.value = true;
    const acted = await send(desk, e, offer.act, given.value);
    busy.value = false;
    if (acted.ok) {
      done(acted.now);
      return;
    }
    refused.value = refusal(acted.problem);
  };

  return (
    <form class="card desk-form" noValidate aria-labelledby="desk-form" onSubmit={(event) => void submit(event)}>
      <h2 class="nhsuk-heading-m" id="desk-form" tabIndex={-1} ref={heading}>
        {t(`desk.act.${offer.act}` as Key)}
      </h2>
      {offer.act === 'close' && <p>{t('desk.close.what')}</p>}
      {fields.map((field) => (
        <FieldBox key={field.name} field={field} value={given.value[field.name] ?? ''} missing={missing.value.includes(field.name)} set={(value) => (given.value = { ...given.value, [field.name]: value })} />
      ))}
      {refused.value.length > 0 && (
        <div class="notice notice--stop" role="alert">
          {refused.value.map((one) => (
            <p key={one}>{one}</p>
          ))}
        </div>
      )}
      <div class="row">
        <button type="submit" class="nhsuk-button" disabled={busy.value}>
          {t('desk.record')}
        </button>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={cancel}>
          {t('common.cancel')}
        </button>
      </div>
    </form>
  );
}

const lacks = (field: Field, given: Given): boolean => field.must === true && (given[field.name] ?? '').trim() === '';
