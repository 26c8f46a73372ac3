import { useEffect, useRef, useState } from 'preact/hooks';
import { useFocus } from '../../kit/useFocus';
import { t } from '../../words';

/** Long enough for a disinfectant wipe over glass and frame, in seconds. */
const long = 30;

/** The screen takes no touch while it is wiped. It ends by itself; a keyboard ends it with Escape. */
export function Wipe() {
  const [left, count] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  const end = (): void => {
    count(0);
    button.current?.focus();
  };
  return (
    <section>
      <h2>{t('help.wipe')}</h2>
      <p>{t('help.wipe.why')}</p>
      <button type="button" class="nhsuk-button" ref={button} onClick={() => count(long)}>{t('help.wipe.go')}</button>
      {left > 0 && <Shield left={left} onSecond={() => (left === 1 ? end() : count(left - 1))} onEnd={end} />}
    </section>
  );
}

function Shield({ left, onSecond, onEnd }: { left: number; onSecond: () => void; onEnd: () => void }) {
  const box = useFocus<HTMLDivElement>();
  useEffect(() => {
    const timer = setTimeout(onSecond, 1000);
    return () => clearTimeout(timer);
  }, [left]);
  const key = (e: KeyboardEvent): void => {
    e.preventDefault(); // a wiped keyboard cover types, and Tab would leave the shield
    if (e.key === 'Escape') {
      onEnd();
    }
  };
  return (
    <div class="shield" ref={box} role="dialog" aria-modal="true" aria-labelledby="shield-title" tabIndex={-1} onKeyDown={key} onTouchMove={(e) => e.preventDefault()}>
      <h2 id="shield-title">{t('help.wipe.now')}</h2>
      <p class="shield__left" role="timer">{left}</p>
      <p>{t('help.wipe.escape')}</p>
    </div>
  );
}
