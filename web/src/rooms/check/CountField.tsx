import { useSignal } from '@preact/signals';
import { t } from '../../words';
import { Choose } from './Choose';
import { idOf, useHere } from './context';
import { NumberField } from './NumberField';
import type { Line } from './steps';

/** How many are there: around what there should be it is one tap, anything else is typed. */
export function CountField({ line, label }: { line: Line; label: string }) {
  const { doing, onward } = useHere();
  const { item, key } = line;
  const value = doing.line(key).reading.value?.value;
  const few = fewOf(item.atLeast);
  const typing = useSignal(typeof value === 'number' && !few.includes(value));
  if (few.length === 0 || typing.value) {
    return <NumberField line={line} label={label} />;
  }
  return (
    <div class="count">
      <Choose name={idOf(key, 'field')} chosen={typeof value === 'number' ? String(value) : undefined}
        choices={few.map((n) => ({ value: String(n), label: String(n) }))} onChoose={(v) => (void doing.give(key, Number(v)), onward(key))} />
      <button type="button" class="check__plain" onClick={() => ((typing.value = true), doing.enter(idOf(key, 'field')))}>{t('check.another-number')}</button>
    </div>
  );
}

/** From none to a little more than enough; many are typed. */
export function fewOf(atLeast: number | undefined): number[] {
  return atLeast === undefined || atLeast > 6 ? [] : Array.from({ length: atLeast + 3 }, (_, n) => n);
}
