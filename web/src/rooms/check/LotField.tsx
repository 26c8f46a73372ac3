import { useSignal } from '@preact/signals';
import type { LotValue } from '../../judge';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { idOf, useHere } from './context';
import { Entry, textOf } from './Entry';
import { measuredAgain } from './readings';
import { answered, type Line } from './steps';
import { useLast } from './last';
import { numberOf, shownNumber } from './typed';

/** A control: the range printed for its lot, and what the meter shows. The range of last time may be used again. */
export function LotField({ line }: { line: Line }) {
  const { doing, tablet, onward } = useHere();
  const { key, item } = line;
  const reading = doing.line(key).reading.value;
  const lot: LotValue = typeof reading?.value === 'object' && reading.value !== null ? reading.value : {};
  const wrong = useSignal(false);
  const last = useLast(key);
  const before = rangeOf(last?.value);
  const put = (part: keyof LotValue, v: number): void => {
    const was = doing.line(key).reading.peek();
    const now = { ...lotOf(was?.value), [part]: v };
    // While parts are missing it is being filled in; a whole one that changes is another answer.
    void (answered(item, was) ? doing.give(key, now) : doing.answer(key, { ...was, value: now }));
  };
  const hear = (part: keyof LotValue) => (text: string): boolean => {
    const v = numberOf(text);
    wrong.value = v === undefined && text.trim() !== '';
    if (v === undefined) {
      return false;
    }
    put(part, v);
    return true;
  };
  const id = (part: string): string => idOf(key, `field-${part}`);
  const named = (words: 'check.lot.low' | 'check.lot.high' | 'check.lot.value'): string => (item.unit === undefined ? t(words) : `${t(words)} (${item.unit})`);
  const to = (part: string) => (): void => {
    doing.enter(id(part));
  };
  return (
    <div class="lot">
      {before !== undefined && last !== undefined && lot.low === undefined && lot.high === undefined && (
        <p class="carried">
          <span>{t('check.lot.last', { low: shownNumber(before.low), high: shownNumber(before.high), unit: item.unit ?? '', from: t('check.from', { when: momentOf(last.at, tablet.clock.now()), by: last.by }) })}</span>
          <button type="button" class="check__plain" onClick={() => (put('low', before.low), put('high', before.high), to('value')())}>{t('check.lot.same')}</button>
        </p>
      )}
      <div class="date__boxes">
        <Entry id={id('low')} label={named('check.lot.low')} point value={textOf(lot.low)} onText={hear('low')} onNext={to('high')} />
        <Entry id={id('high')} label={named('check.lot.high')} point value={textOf(lot.high)} onText={hear('high')} onNext={to('value')} />
        <Entry id={id('value')} label={named('check.lot.value')} point value={textOf(lot.value)} onText={hear('value')} onNext={() => ((doing.active.value = null), onward(key))} />
      </div>
      {wrong.value && <p class="odd" role="alert">{t('check.not-a-number')}</p>}
    </div>
  );
}

/** The control is run once more: another value of the meter, within the range of the same lot. */
export function LotAgain({ line, why, onDone }: { line: Line; why: string; onDone: () => void }) {
  const { doing, onward } = useHere();
  const { key, item } = line;
  const wrong = useSignal(false);
  const hear = (text: string): boolean => {
    const v = numberOf(text);
    wrong.value = v === undefined && text.trim() !== '';
    const before = doing.line(key).reading.peek();
    if (v === undefined || before === undefined) {
      return false;
    }
    void doing.answer(key, measuredAgain(before, { ...lotOf(before.value), value: v }, why));
    onDone();
    return true;
  };
  const label = item.unit === undefined ? t('check.lot.value') : `${t('check.lot.value')} (${item.unit})`;
  return (
    <>
      <Entry id={idOf(key, 'again')} label={label} point value="" onText={hear} onNext={() => onward(key)} />
      {wrong.value && <p class="odd" role="alert">{t('check.not-a-number')}</p>}
    </>
  );
}

const lotOf = (v: unknown): LotValue => (typeof v === 'object' && v !== null ? (v as LotValue) : {});

function rangeOf(v: unknown): { low: number; high: number } | undefined {
  const { low, high } = lotOf(v);
  return low !== undefined && high !== undefined ? { low, high } : undefined;
}
