import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../words';
import { useHere } from './context';
import { Keypad } from './Keypad';
import { systemKeyboard } from './keyboard';
import { keyed, shownNumber, type KeypadKey } from './typed';

/**
 * One box for digits, with our own keys under it while it is in use. What stands in it is handed over by Next, by Enter and
 * by going elsewhere: nobody has to remember to save.
 */
export function Entry({ id, label, hidden, unit, value, digits, signed = false, point = false, describedBy, invalid, onText, onNext, children }: {
  id: string;
  label: string;
  /** The label is said by something else already. */
  hidden?: boolean;
  unit?: string | undefined;
  /** What is on the disk, as text. */
  value: string;
  /** Moves on by itself when so many are in: the boxes of a date. */
  digits?: number;
  signed?: boolean;
  point?: boolean;
  describedBy?: string | undefined;
  invalid?: boolean;
  /** The text as it is handed over. */
  onText: (text: string) => boolean;
  onNext: () => void;
  children?: ComponentChildren;
}) {
  const { doing } = useHere();
  const text = useSignal(value);
  // Only what a person typed is handed over: a box that merely loses the focus says nothing anew.
  const typed = useRef(false);
  const box = useRef<HTMLInputElement>(null);
  const active = doing.active.value === id;
  // Before the next key can come: what is typed must not land behind what was there.
  useLayoutEffect(() => {
    text.value = value;
    typed.current = false;
  }, [value]);
  useLayoutEffect(() => {
    if (active && document.activeElement !== box.current) {
      box.current?.focus();
    }
    if (active) {
      box.current?.closest('.entry, .date')?.querySelector('.keypad')?.scrollIntoView({ block: 'nearest' });
    }
  }, [active]);
  const give = (): boolean => {
    if (!typed.current || text.peek() === value) {
      return true;
    }
    typed.current = !onText(text.peek());
    return !typed.current;
  };
  const next = (): void => {
    if (give()) {
      onNext();
    }
  };
  const set = (now: string): void => {
    text.value = now;
    typed.current = true;
    if (digits !== undefined && now.length >= digits) {
      next();
    }
  };
  return (
    <div class="entry">
      <label class={hidden === true ? 'nhsuk-u-visually-hidden' : 'entry__label'} for={id}>{label}</label>
      <div class="entry__row">
        <input ref={box} id={id} class="entry__box" type="text" inputMode={systemKeyboard.value ? (point || signed ? 'decimal' : 'numeric') : 'none'} enterkeyhint="next" autocomplete="off" spellcheck={false}
          maxLength={digits ?? 16} aria-describedby={describedBy} aria-invalid={invalid === true ? 'true' : undefined} value={text.value}
          onFocus={() => (doing.active.value = id)} onBlur={give} onInput={(e) => set(e.currentTarget.value)}
          onKeyDown={(e) => e.key === 'Enter' && (e.preventDefault(), next())} />
        {unit !== undefined && <span class="entry__unit" aria-hidden="true">{unit}</span>}
        {children}
      </div>
      {active && !systemKeyboard.value && (
        <Keypad label={t('check.keypad', { of: label })} signed={signed} point={point} onKey={(k: KeypadKey) => set(keyed(text.peek(), k))} onNext={next}
          onSystem={() => ((systemKeyboard.value = true), box.current?.blur(), box.current?.focus())} />
      )}
    </div>
  );
}

/** A text that stands for a number, or for none. */
export const textOf = (v: unknown): string => (typeof v === 'number' ? shownNumber(v) : '');
