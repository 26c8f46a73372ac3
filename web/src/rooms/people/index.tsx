import { useState } from 'preact/hooks';
import { useTablet } from '../../app/tablet';
import type { Staff } from '../../core/tablet';
import { Choose } from './Choose';
import { Password } from './Password';
import { Pin } from './Pin';
import { Unlisted } from './Unlisted';
import './people.scss';

export type Step = { at: 'choose' } | { at: 'pin' | 'password'; who: Staff } | { at: 'unlisted' };

/** Whose hands the tablet is in: a name, six digits, done. Nobody is kept from recording because a PIN is not known here. */
export default function People() {
  const tablet = useTablet();
  const [step, go] = useState<Step>({ at: 'choose' });
  const back = (): void => go({ at: 'choose' });
  const choose = (who: Staff): void => go({ at: tablet.people.hasPin(who.id) ? 'pin' : 'password', who });
  switch (step.at) {
    case 'choose':
      return <Choose onChoose={choose} onUnlisted={() => go({ at: 'unlisted' })} />;
    case 'pin':
      return <Pin who={step.who} onBack={back} onPassword={() => go({ at: 'password', who: step.who })} />;
    case 'password':
      return <Password who={step.who} onBack={back} />;
    case 'unlisted':
      return <Unlisted onBack={back} />;
  }
}
