import { useRef, useState } from 'preact/hooks';
import { t } from '../words';
import { Icon } from './Icon';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const length = 6;

/**
 * Six digits by large keys that never move; a keyboard, paste and a password manager do as well, and nothing runs out. The
 * sixth digit gives it in. What is wrong stands above the keys and is read out.
 */
export function PinPad({ label, wrong, busy, onPin }: { label: string; wrong: string | null; busy: boolean; onPin: (pin: string) => void }) {
  const [pin, set] = useState('');
  const box = useRef<HTMLInputElement>(null);
  const put = (text: string): void => {
    const next = text.replace(/\D/g, '').slice(0, length);
    if (busy) {
      return;
    }
    set(next.length === length ? '' : next);
    if (next.length === length) {
      onPin(next);
    }
  };
  return (
    <form class="pin" onSubmit={(e) => e.preventDefault()}>
      <label class="nhsuk-label" for="pin">{label}</label>
      <input
        id="pin" ref={box} class="pin__box" type="password" inputMode="none" autocomplete="current-password" value={pin}
        aria-describedby={wrong === null ? undefined : 'pin-wrong'} aria-invalid={wrong !== null} onInput={(e) => put(e.currentTarget.value)}
      />
      <div role="alert">{wrong !== null && <p class="nhsuk-error-message" id="pin-wrong">{wrong}</p>}</div>
      <div class="pin__keys" role="group" aria-label={t('pin.keys')}>
        {digits.map((d) => <PinKey key={d} words={d} onPress={() => put(pin + d)} />)}
        <PinKey words={t('pin.clear')} small onPress={() => set('')} />
        <PinKey words="0" onPress={() => put(`${pin}0`)} />
        <PinKey words={t('pin.delete')} small icon onPress={() => set(pin.slice(0, -1))} />
      </div>
    </form>
  );
}

const PinKey = ({ words, small, icon, onPress }: { words: string; small?: boolean; icon?: boolean; onPress: () => void }) => (
  <button type="button" class={small === true ? 'pin__key pin__key--small' : 'pin__key'} onClick={onPress}>
    {icon === true && <Icon name="back" />}
    {words}
  </button>
);
