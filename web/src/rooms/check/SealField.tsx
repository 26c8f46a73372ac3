import { useSignal } from '@preact/signals';
import { own } from '../../judge/given';
import { t } from '../../words';
import { Choose } from './Choose';
import { idOf, useHere } from './context';
import type { Line } from './steps';

/** A seal against the one that was seen last: the same is one tap, another is typed. */
export function SealField({ line, label }: { line: Line; label: string }) {
  const { doing, onward } = useHere();
  const { key, item } = line;
  const value = doing.line(key).reading.value?.value;
  const given = doing.editing.given();
  const last = own(given.lastSeen, key) ?? own(given.lastSeen, item.id);
  const other = useSignal(typeof value === 'string' && value !== last);
  const text = useSignal(typeof value === 'string' && value !== last ? value : '');
  const give = (): void => {
    const now = text.peek().trim();
    if (now !== '' && now !== doing.line(key).reading.peek()?.value) {
      void doing.give(key, now);
    }
  };
  return (
    <>
      {last !== undefined && (
        <Choose name={idOf(key, 'field-same')} wide chosen={value === last ? 'same' : other.value ? 'other' : undefined}
          choices={[{ value: 'same', label: t('check.seal.same', { seal: last }), soft: t('check.seal.same.soft') }, { value: 'other', label: t('check.seal.other') }]}
          onChoose={(v) => {
            other.value = v === 'other';
            if (v === 'same') {
              void doing.give(key, last);
              onward(key);
            }
          }} />
      )}
      {(last === undefined || other.value) && (
        <div class="entry">
          <label class={last === undefined ? 'nhsuk-u-visually-hidden' : 'entry__label'} for={idOf(key, 'field')}>{last === undefined ? label : t('check.seal.now')}</label>
          <input id={idOf(key, 'field')} class="entry__box entry__box--text" type="text" autocomplete="off" autocapitalize="characters" maxLength={64} value={text.value} aria-describedby={idOf(key, 'outcome')}
            onInput={(e) => (text.value = e.currentTarget.value)} onBlur={give} onKeyDown={(e) => e.key === 'Enter' && (give(), onward(key))} />
        </div>
      )}
    </>
  );
}
