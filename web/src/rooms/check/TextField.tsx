import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { idOf, useHere } from './context';
import { answeredWith } from './readings';
import type { Line } from './steps';

const settle = 300;

/** A few words, kept while they are typed. */
export function TextField({ line, label }: { line: Line; label: string }) {
  const { doing } = useHere();
  const { key } = line;
  const value = doing.line(key).reading.value?.value;
  const text = useSignal(typeof value === 'string' ? value : '');
  const later = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const give = (): void => {
    clearTimeout(later.current);
    const before = doing.line(key).reading.peek();
    const now = text.peek().trim();
    if (now !== (before?.value ?? '')) {
      // A text still being typed is no slip of before: only the last stands.
      const { value: _, ...kept } = before ?? {};
      void doing.answer(key, now === '' ? (Object.keys(kept).length === 0 ? undefined : kept) : answeredWith(kept, now));
    }
  };
  useLayoutEffect(() => give, []); // before the check gives up its editor, which it does after the paint
  return (
    <>
      <label class="nhsuk-u-visually-hidden" for={idOf(key, 'field')}>{label}</label>
      <input id={idOf(key, 'field')} class="entry__box entry__box--text" type="text" autocomplete="off" maxLength={200} aria-describedby={idOf(key, 'outcome')} value={text.value} onBlur={give}
        onInput={(e) => {
          text.value = e.currentTarget.value;
          clearTimeout(later.current);
          later.current = setTimeout(give, settle);
        }} />
    </>
  );
}
