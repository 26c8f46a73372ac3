import { useSignal } from '@preact/signals';
import { plausible } from '../../judge/definition';
import { t } from '../../words';
import { Choose } from './Choose';
import { idOf, useHere } from './context';
import { Entry, textOf } from './Entry';
import { measuredAgain } from './readings';
import type { Line } from './steps';
import { numberOf, perhaps, shownNumber } from './typed';

/** A number off an instrument. One that cannot be is asked about, never refused. */
export function NumberField({ line, again, label, onDone }: { line: Line; /** Why it is measured again. */ again?: string; label: string; onDone?: () => void }) {
  const { doing, onward } = useHere();
  const { item, key } = line;
  const state = doing.line(key);
  const value = again === undefined ? state.reading.value?.value : undefined;
  const odd = useSignal<number | null>(null);
  const error = useSignal(false);
  const id = idOf(key, again === undefined ? 'field' : 'again');

  const take = (v: number): void => {
    odd.value = null;
    const before = state.reading.peek();
    void (again === undefined || before === undefined ? doing.give(key, v) : doing.answer(key, measuredAgain(before, v, again)));
    onDone?.();
  };
  if (again === undefined && typeof value === 'number' && doing.stands(key)) {
    return <p class="worked__value" id={id}>{shownNumber(value)}{item.unit === undefined ? '' : ` ${item.unit}`}</p>;
  }
  const hear = (text: string): boolean => {
    const v = numberOf(text);
    error.value = v === undefined && text.trim() !== '';
    if (v === undefined) {
      return false;
    }
    if (!plausible(item, v) || (item.kind === 'count' && !(Number.isInteger(v) && v >= 0))) {
      odd.value = v;
      doing.active.value = null; // the question stands where the keys were
      return false;
    }
    take(v);
    return true;
  };
  return (
    <>
      <Entry id={id} label={label} hidden unit={item.unit} value={textOf(value)} signed={item.kind === 'number' && (item.plausible?.min ?? -1) < 0} point={item.kind === 'number'}
        describedBy={`${idOf(key, 'outcome')}${odd.value === null && !error.value ? '' : ` ${idOf(key, 'odd')}`}`} invalid={error.value || odd.value !== null} onText={hear} onNext={() => onward(key)} />
      {error.value && <p class="odd" id={idOf(key, 'odd')} role="alert">{t('check.not-a-number')}</p>}
      {odd.value !== null && <Odd line={line} value={odd.value} onTake={(v) => (take(v), onward(key))} onBack={() => ((odd.value = null), (doing.active.value = id))} />}
    </>
  );
}

/** "Did you mean 101.2?" Soft: what the instrument shows can always be kept. */
function Odd({ line, value, onTake, onBack }: { line: Line; value: number; onTake: (v: number) => void; onBack: () => void }) {
  const { item, key } = line;
  const meant = perhaps(item, value);
  const unit = item.unit === undefined ? '' : ` ${item.unit}`;
  const said = `${shownNumber(value)}${unit}`;
  const question = meant.length > 0 ? t('check.did-you-mean', { value: meant.map((m) => `${shownNumber(m)}${unit}`).join(t('check.or')) }) : t('check.odd', { value: said });
  return (
    <fieldset class="odd" id={idOf(key, 'odd')}>
      <legend class="odd__question"><span role="alert">{question}</span></legend>
      <Choose name={idOf(key, 'meant')} chosen={undefined} wide onChoose={(v) => (v === 'back' ? onBack() : onTake(Number(v)))}
        choices={[
          ...meant.map((m) => ({ value: String(m), label: `${shownNumber(m)}${unit}` })),
          { value: 'back', label: t('check.type-again') },
          { value: String(value), label: t('check.it-shows', { value: said }), soft: t('check.it-shows.soft') },
        ]} />
    </fieldset>
  );
}
