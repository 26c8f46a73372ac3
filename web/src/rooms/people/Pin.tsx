import { useState } from 'preact/hooks';
import { switching } from '../../app/switching';
import { useTablet } from '../../app/tablet';
import type { Staff } from '../../core/tablet';
import { Heading } from '../../kit/Heading';
import { PinPad } from '../../kit/PinPad';
import { t } from '../../words';
import { Otherwise } from './Otherwise';
import { why } from './why';

/** Six digits, checked on the tablet itself: it works in a bunker as it does in the corridor. */
export function Pin({ who, onBack, onPassword }: { who: Staff; onBack: () => void; onPassword: () => void }) {
  const { people } = useTablet();
  const [wrong, say] = useState<string | null>(null);
  const [busy, wait] = useState(false);
  const give = async (pin: string): Promise<void> => {
    wait(true);
    say(null); // what was wrong with the last one is not said of this one
    const done = await people.signIn(who.id, pin);
    wait(false);
    if (done.ok) {
      switching.value = false;
    } else {
      say(why(done, people.lockedUntil.value.get(who.id)));
    }
  };
  return (
    <div class="people__step">
      <Heading>{who.name}</Heading>
      <PinPad label={t('people.pin')} wrong={wrong} busy={busy} onPin={(pin) => void give(pin)} />
      <Otherwise who={who} onBack={onBack} onPassword={onPassword} />
    </div>
  );
}
