import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import type { Item } from '../../judge/definition';
import type { Reading } from '../../judge';
import { useFocus } from '../../kit/useFocus';
import { t } from '../../words';
import { idOf, useHere } from './context';
import { dayWords } from './days';
import { PutRight, canBePutRight } from './PutRight';
import { mistyped, valueWords } from './readings';
import { asking, usedBy, type Line } from './steps';
import { shownNumber, shownWorked } from './typed';
import { short } from './Worked';

/**
 * A failing answer is put back once: a slip of the finger must not take a machine out of use, and what is so must be told.
 * Nothing is sent before the person has said which it is.
 */
export function Echo({ line }: { line: Line }) {
  const { doing } = useHere();
  const { item, key } = line;
  const state = doing.line(key);
  const putting = useSignal(false);
  const reading = state.reading.value;
  useLayoutEffect(() => {
    doing.active.value = null;
  }, []);
  const question = useFocus<HTMLParagraphElement>([putting.value]);
  if (putting.value) {
    return <PutRight line={line} onDone={() => (putting.value = false)} />;
  }
  const slip = (): void => {
    const before = state.reading.peek();
    if (before !== undefined) {
      void doing.answer(key, mistyped(before));
    }
    doing.enter(idOf(key, item.kind === 'date' ? 'field-day' : item.kind === 'lot-range' ? 'field-value' : 'field'));
  };
  return (
    <div class="echo" role="group" aria-labelledby={idOf(key, 'echo')}>
      <p class="echo__question" id={idOf(key, 'echo')} tabIndex={-1} ref={question}>{asked(item, reading, state.result.value?.computed)}</p>
      <div class="echo__answers">
        <button type="button" class="check__big check__big--stop" onClick={() => void doing.confirm(key)}>{t(item.kind === 'number' || item.kind === 'lot-range' || item.kind === 'computed' ? 'check.echo.so.number' : 'check.echo.so')}</button>
        {item.kind === 'computed' ? <Inputs line={line} /> : <button type="button" class="check__big" onClick={slip}>{t(item.kind === 'confirm' || item.kind === 'choice' ? 'check.echo.slip.tapped' : 'check.echo.slip')}</button>}
        {canBePutRight(item) && <button type="button" class="check__big check__big--good" onClick={() => (putting.value = true)}>{t('check.echo.put-right')}</button>}
      </div>
    </div>
  );
}

/** Of what was worked out, each number that went into it may be what was mistyped. */
function Inputs({ line }: { line: Line }) {
  const { doing } = useHere();
  const used = new Set(usedBy(doing.editing.definition, line.item.formula ?? '').map((i) => i.id));
  return (
    <>
      {asking(doing.form, line.point).filter((l) => used.has(l.item.id)).map((l) => {
        const value = doing.line(l.key).reading.value?.value;
        return (
          <button key={l.key} type="button" class="check__big" onClick={() => {
            const before = doing.line(l.key).reading.peek();
            if (before !== undefined) {
              void doing.answer(l.key, mistyped(before));
            }
            doing.enter(idOf(l.key, 'field'));
          }}>
            {t('check.echo.slip.input', { of: short(l.item.prompt ?? l.item.id), value: typeof value === 'number' ? shownNumber(value) : '' })}
          </button>
        );
      })}
    </>
  );
}

function asked(item: Item, reading: Reading | undefined, computed: number | undefined): string {
  const unit = item.unit === undefined ? '' : ` ${item.unit}`;
  const value = reading?.value;
  switch (item.kind) {
    case 'number':
      return t('check.echo.number', { value: typeof value === 'number' ? `${shownNumber(value)}${unit}` : '' });
    case 'computed':
      return t('check.echo.computed', { value: computed === undefined ? '' : `${shownWorked(computed)}${unit}` });
    case 'lot-range':
      return t('check.echo.number', { value: typeof value === 'object' && value !== null ? `${shownNumber(value.value ?? 0)}${unit}` : '' });
    case 'count':
      return t('check.echo.count', { value: typeof value === 'number' ? String(value) : '' });
  }
  const words = item.kind === 'date' && typeof value === 'string' ? dayWords(value) : valueWords(item, value, t('check.yes'), t('check.no'));
  return t(item.kind === 'date' || item.kind === 'compare-to-last' ? 'check.echo.says' : 'check.echo.answer', { value: words });
}
