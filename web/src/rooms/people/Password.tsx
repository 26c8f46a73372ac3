import { useState } from 'preact/hooks';
import { switching } from '../../app/switching';
import { useTablet } from '../../app/tablet';
import type { Staff } from '../../core/tablet';
import { Heading } from '../../kit/Heading';
import { t } from '../../words';
import { MakePin } from './MakePin';
import { Otherwise } from './Otherwise';
import { PasswordForm } from './PasswordForm';

/** For whom no PIN is known here: with signal a password does, and a PIN can be made for the next time. */
export function Password({ who, onBack }: { who: Staff; onBack: () => void }) {
  const { people } = useTablet();
  const [making, make] = useState(false);
  if (making) {
    return <MakePin onDone={() => (switching.value = false)} />;
  }
  return (
    <div class="people__step">
      <Heading>{who.name}</Heading>
      {!people.hasPin(who.id) && <p>{t('people.no-pin-here')}</p>}
      <PasswordForm username={who.username} onIn={() => (people.hasPin(who.id) ? (switching.value = false) : make(true))} />
      <Otherwise who={who} onBack={onBack} />
    </div>
  );
}
