import { t } from '../../words';
import type { KeypadKey } from './typed';

const rows: readonly (readonly KeypadKey[])[] = [
  ['7', '8', '9'],
  ['4', '5', '6'],
  ['1', '2', '3'],
];

/**
 * Our own keys: a tablet's number keyboard may have no minus, and covers half the question. They leave the focus where it is,
 * in the field, so a real keyboard goes on working; they stay out of the tab order because the field takes typing itself.
 */
export function Keypad({ label, signed, point, onKey, onNext, onSystem }: {
  label: string;
  signed: boolean;
  point: boolean;
  onKey: (key: KeypadKey) => void;
  onNext: () => void;
  onSystem: () => void;
}) {
  const key = (k: KeypadKey, words?: string) => (
    <button type="button" class="key" tabIndex={-1} aria-label={words} onPointerDown={keepFocus} onClick={() => onKey(k)}>
      {k}
    </button>
  );
  return (
    <div class="keypad" role="group" aria-label={label}>
      {rows.map((row) => row.map((k) => key(k)))}
      {signed ? key('±', t('check.key.sign')) : <span />}
      {key('0')}
      {point ? key('.', t('check.key.point')) : <span />}
      <button type="button" class="key key--system" tabIndex={-1} onPointerDown={keepFocus} onClick={onSystem}>{t('check.key.system')}</button>
      {key('⌫', t('check.key.back'))}
      <button type="button" class="key key--next" tabIndex={-1} onPointerDown={keepFocus} onClick={onNext}>{t('check.key.next')}</button>
    </div>
  );
}

const keepFocus = (e: Event): void => e.preventDefault();
