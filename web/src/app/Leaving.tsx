import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { useFocus } from '../kit/useFocus';
import { t } from '../words';
import { useTablet } from './tablet';

/** Before the tablet locks by itself (WCAG 2.2.1). Any touch and any key keeps whoever holds it, and does nothing else. */
export function Leaving() {
  const at = useTablet().people.leaving.value;
  return at === null ? null : <Warning at={at} />;
}

function Warning({ at }: { at: number }) {
  const { people, clock } = useTablet();
  const [now, look] = useState(() => clock.now());
  useGivesBack();
  const stay = useFocus<HTMLButtonElement>();
  useEffect(() => {
    const timer = setInterval(() => look(clock.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const key = (e: KeyboardEvent): void => {
    e.preventDefault();
    people.stay();
  };
  return (
    <div class="leaving" role="alertdialog" aria-modal="true" aria-labelledby="leaving-title" aria-describedby="leaving-why" onClick={() => people.stay()} onKeyDown={key}>
      <div class="leaving__card">
        <h2 id="leaving-title">{t('shell.leaving')}</h2>
        <p id="leaving-why">{t('shell.leaving.why')}</p>
        <p class="leaving__left" role="timer">{t('shell.leaving.left', { count: Math.max(0, Math.ceil((at - now) / 1000)) })}</p>
        <button type="button" class="nhsuk-button" ref={stay}>{t('shell.leaving.stay')}</button>
      </div>
    </div>
  );
}

/** What had the focus has it again at once: the next key must not fall into nothing. */
function useGivesBack(): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => before instanceof HTMLElement && before.focus({ preventScroll: true });
  }, []);
}
