import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Done, Refusal, Staff } from '../../core/tablet';
import { t, type Key } from '../../words';
import { Choose } from './Choose';

/** A second person confirms with a PIN of their own, here and without a signal; whoever holds the tablet goes on holding it. */
export function ConfirmPin({ title, why, among, confirm, onDone, onCancel }: {
  title: string;
  why: string;
  among: readonly Staff[];
  confirm: (staff: string, pin: string) => Promise<Done>;
  onDone: () => void;
  onCancel: () => void;
}) {
  const who = useSignal<string | undefined>(among.length === 1 ? among[0]?.id : undefined);
  const pin = useSignal('');
  const refused = useSignal<Key | null>(null);
  const busy = useSignal(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const give = async (): Promise<void> => {
    if (who.peek() === undefined || pin.peek() === '') {
      refused.value = who.peek() === undefined ? 'check.pin.who' : 'check.pin.empty';
      return;
    }
    busy.value = true;
    const done = await confirm(who.peek() ?? '', pin.peek()).catch((): Done => ({ ok: false, reason: 'problem' }));
    busy.value = false;
    pin.value = '';
    refused.value = done.ok ? null : refusals[done.reason] ?? 'check.pin.problem';
    if (done.ok) {
      onDone();
    }
  };
  return (
    <div class="panel" role="group" aria-labelledby="confirm-title">
      <h3 id="confirm-title" class="echo__question" tabIndex={-1} ref={heading}>{title}</h3>
      <p>{why}</p>
      <fieldset class="now">
        <legend>{t('check.pin.choose')}</legend>
        <Choose name="confirm-who" wide chosen={who.value} choices={among.map((s) => ({ value: s.id, label: s.name }))} onChoose={(v) => (who.value = v)} />
      </fieldset>
      <div class="entry">
        <label class="entry__label" for="confirm-pin">{t('check.pin')}</label>
        <input id="confirm-pin" class="entry__box" type="password" inputMode="numeric" autocomplete="off" value={pin.value} aria-describedby={refused.value === null ? undefined : 'confirm-refused'}
          onInput={(e) => (pin.value = e.currentTarget.value)} onKeyDown={(e) => e.key === 'Enter' && (e.preventDefault(), void give())} />
      </div>
      {refused.value !== null && <p class="odd" id="confirm-refused" role="alert">{t(refused.value)}</p>}
      <div class="row">
        <button type="button" class="big big--main" disabled={busy.value} onClick={() => void give()}>{t('check.pin.go')}</button>
        <button type="button" class="big" onClick={onCancel}>{t('common.cancel')}</button>
      </div>
    </div>
  );
}

const refusals: Partial<Record<Refusal, Key>> = {
  'wrong-pin': 'check.pin.wrong',
  locked: 'check.pin.locked',
  'no-pin-here': 'check.pin.none',
  'same-person': 'check.pin.same',
  'not-registered': 'check.pin.not-registered',
  'not-authorised': 'check.pin.not-authorised',
};
