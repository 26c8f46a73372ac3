import { useState } from 'preact/hooks';
import { useTablet } from '../../app/tablet';
import { Heading } from '../../kit/Heading';
import { PinPad } from '../../kit/PinPad';
import { t } from '../../words';

/** One PIN a person: made once with signal, it reaches every tablet of their areas. */
export function MakePin({ onDone }: { onDone: () => void }) {
  const tablet = useTablet();
  const [first, keep] = useState<string | null>(null);
  const [wrong, say] = useState<string | null>(null);
  const give = async (pin: string): Promise<void> => {
    if (first === null) {
      keep(pin);
      say(null);
      return;
    }
    if (first !== pin) {
      keep(null);
      say(t('people.pin.differ'));
      return;
    }
    const answer = await tablet.people.api()?.PUT('/v1/me/pin', { body: { pin } }).catch(() => undefined);
    if (answer?.response.ok !== true) {
      keep(null);
      say(answer?.error?.detail ?? t('people.no-signal'));
      return;
    }
    void tablet.sync();
    onDone();
  };
  return (
    <div class="people__step">
      <Heading>{t('people.pin.make')}</Heading>
      <p>{t('people.pin.make.why')}</p>
      <PinPad label={first === null ? t('people.pin.new') : t('people.pin.again')} wrong={wrong} busy={false} onPin={(pin) => void give(pin)} />
      <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onDone}>{t('people.pin.later')}</button>
    </div>
  );
}
