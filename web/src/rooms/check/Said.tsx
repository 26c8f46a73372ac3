import { useSignal } from '@preact/signals';
import { Notice } from '../../kit/Notice';
import { t } from '../../words';
import { seemsToHoldNHSNumber } from './nhs';

/** Words of one's own, with ready ones to tap. Never a name or number of a patient: it asks, and never refuses. */
export function Said({ id, label, hint, value, rows = 2, picks = [], onText }: { id: string; label: string; hint?: string; value: string; rows?: number; picks?: readonly string[]; onText: (text: string) => void }) {
  return (
    <div class="said">
      <label class="said__label" for={id}>{label}</label>
      {hint !== undefined && <p class="soft" id={`${id}-hint`}>{hint}</p>}
      {picks.length > 0 && (
        <div class="row said__picks">
          {picks.map((p) => (
            <button key={p} type="button" class="check__plain" aria-pressed={value === p} onClick={() => onText(p)}>{p}</button>
          ))}
        </div>
      )}
      <textarea id={id} class="nhsuk-textarea" rows={rows} maxLength={1000} aria-describedby={hint === undefined ? undefined : `${id}-hint`} value={value} onInput={(e) => onText(e.currentTarget.value)} />
      {seemsToHoldNHSNumber(value) && <Notice kind="warn" alert>{t('check.nhs-number')}</Notice>}
    </div>
  );
}

/** A reason, asked for when something is left out, ended or measured again. */
export function Reason({ id, label, hint, picks = [], go, onReason, onCancel }: { id: string; label: string; hint?: string; picks?: readonly string[]; go: string; onReason: (reason: string) => void; onCancel: () => void }) {
  const text = useSignal('');
  const empty = useSignal(false);
  const give = (): void => {
    empty.value = text.peek().trim() === '';
    if (!empty.peek()) {
      onReason(text.peek().trim());
    }
  };
  return (
    <div class="panel">
      <Said id={id} label={label} {...(hint === undefined ? {} : { hint })} picks={picks} value={text.value} onText={(x) => (text.value = x)} />
      {empty.value && <p class="odd" role="alert">{t('check.reason.empty')}</p>}
      <div class="row">
        <button type="button" class="check__big check__big--main" onClick={give}>{go}</button>
        <button type="button" class="check__big" onClick={onCancel}>{t('common.cancel')}</button>
      </div>
    </div>
  );
}
