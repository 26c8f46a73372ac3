import { t } from '../../words';
import { idOf, useHere } from './context';
import { usedBy, type Line } from './steps';
import { shownNumber, shownWorked } from './typed';

/** What is worked out from other answers, by the judge that decides, while they come in. */
export function Worked({ line }: { line: Line }) {
  const { doing } = useHere();
  const { item, key, point } = line;
  const result = doing.line(key).result.value;
  const unit = item.unit === undefined ? '' : ` ${item.unit}`;
  const parts = usedBy(doing.editing.definition, item.formula ?? '').filter((i) => i.id !== item.id).map((i) => {
    const at = point === '' ? i.id : `${point}/${i.id}`;
    const state = doing.line(at);
    const value = i.kind === 'computed' ? state.result.value?.computed : state.reading.value?.value;
    const shown = typeof value === 'number' ? (i.kind === 'computed' ? shownWorked(value) : shownNumber(value)) : typeof value === 'object' && value !== null ? shownNumber(value.value ?? Number.NaN) : undefined;
    return { at, words: short(i.prompt ?? i.id), shown: shown === undefined ? undefined : `${shown}${i.unit === undefined ? '' : ` ${i.unit}`}` };
  });
  const missing = parts.filter((p) => p.shown === undefined);
  return (
    <div class="worked" id={idOf(key, 'field')}>
      {result?.computed === undefined ? (
        <p class="worked__wait">{missing.length === 0 ? t('check.worked.cannot') : t('check.worked.waits', { for: missing.map((p) => p.words).join(t('check.and')) })}</p>
      ) : (
        <>
          <p class="worked__value">{shownWorked(result.computed)}{unit}</p>
          <p class="soft">{t('check.worked.from', { parts: parts.map((p) => `${p.words} ${p.shown ?? ''}`).join(', ') })}</p>
        </>
      )}
    </div>
  );
}

/** A question's first words: what stands before its first comma or full stop. */
export const short = (prompt: string): string => (prompt.split(/[.,?](?:\s|$)/)[0] ?? prompt).trim();
