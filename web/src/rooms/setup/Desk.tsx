import { switching } from '../../app/switching';
import { t } from '../../words';
import { Held } from '../people/Choose';
import { PasswordForm } from '../people/PasswordForm';

/** A computer at a desk records nothing without a network, so it need not be enrolled: a password is enough. */
export const Desk = () => (
  <details class="nhsuk-details setup__desk">
    <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{t('setup.desk')}</span></summary>
    <div class="nhsuk-details__text stack">
      <p>{t('setup.desk.why')}</p>
      <Held />
      <PasswordForm onIn={() => (switching.value = false)} />
    </div>
  </details>
);
