import { useSignal } from '@preact/signals';
import type { Done, Refusal, Staff } from '../../core/tablet';
import { PinPad } from '../../kit/PinPad';
import { useFocus } from '../../kit/useFocus';
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
  const refused = useSignal<Key | null>(null);
  const busy = useSignal(false);
  const heading = useFocus<HTMLHeadingElement>();
  const give = async (staff: string, pin: string): Promise<void> => {
    busy.value = true;
    const done = await confirm(staff, pin).catch((): Done => ({ ok: false, reason: 'problem' }));
    busy.value = false;
    refused.value = done.ok ? null : (refusals[done.reason] ?? 'check.pin.problem');
    if (done.ok) {
      onDone();
    }
  };
  const chosen = who.value;
  return (
    <div class="panel" role="group" aria-labelledby="confirm-title">
      <h2 id="confirm-title" class="echo__question" tabIndex={-1} ref={heading}>{title}</h2>
      <p>{why}</p>
      <fieldset class="now">
        <legend>{t('check.pin.choose')}</legend>
        <Choose name="confirm-who" wide chosen={chosen} choices={among.map((s) => ({ value: s.id, label: s.name }))} onChoose={(v) => ((who.value = v), (refused.value = null))} />
      </fieldset>
      {chosen !== undefined && <PinPad label={t('check.pin.of', { name: among.find((s) => s.id === chosen)?.name ?? '' })} wrong={refused.value === null ? null : t(refused.value)} busy={busy.value} onPin={(pin) => void give(chosen, pin)} />}
      <div class="row">
        <button type="button" class="check__big" onClick={onCancel}>{t('common.cancel')}</button>
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
