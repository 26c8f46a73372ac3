import { useState } from 'preact/hooks';
import { switching } from '../../app/switching';
import { useTablet } from '../../app/tablet';
import { Heading } from '../../kit/Heading';
import { t } from '../../words';

/** Agency, new, or from another site: the name is written down, and the check counts once somebody has confirmed it. */
export function Unlisted({ onBack }: { onBack: () => void }) {
  const { people } = useTablet();
  const [name, set] = useState('');
  const [missing, say] = useState(false);
  const begin = (): void => {
    if (name.trim() === '') {
      say(true);
      return;
    }
    people.unverified(name.trim());
    switching.value = false;
  };
  return (
    <form
      class="people__step stack"
      onSubmit={(e) => {
        e.preventDefault();
        begin();
      }}
    >
      <Heading>{t('people.unlisted')}</Heading>
      <p>{t('people.carry-on.hint')}</p>
      <div>
        <label class="nhsuk-label" for="name">{t('people.name')}</label>
        <div role="alert">{missing && <p class="nhsuk-error-message" id="name-missing">{t('people.name.missing')}</p>}</div>
        <input id="name" class="nhsuk-input" autocomplete="name" maxLength={200} value={name} aria-describedby={missing ? 'name-missing' : undefined} onInput={(e) => set(e.currentTarget.value)} />
      </div>
      <div class="row">
        <button type="submit" class="nhsuk-button">{t('people.begin')}</button>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onBack}>{t('people.other')}</button>
      </div>
    </form>
  );
}
