import { useState } from 'preact/hooks';
import { switching } from '../../app/switching';
import { useTablet } from '../../app/tablet';
import { t } from '../../words';
import { why } from './why';

/** Signs in at the server. Without signal it cannot, and says so. */
export function PasswordForm({ username, onIn }: { username?: string; onIn: () => void }) {
  const { people } = useTablet();
  const [name, setName] = useState(username ?? '');
  const [password, setPassword] = useState('');
  const [wrong, say] = useState<string | null>(null);
  const [busy, wait] = useState(false);
  const give = async (): Promise<void> => {
    wait(true);
    switching.value = true; // what follows stands here until it is done
    const done = await people.signInByPassword(name.trim(), password);
    wait(false);
    setPassword('');
    if (done.ok) {
      onIn();
    } else {
      say(why(done));
    }
  };
  return (
    <form
      class="stack"
      onSubmit={(e) => {
        e.preventDefault();
        void give();
      }}
    >
      <div>
        <label class="nhsuk-label" for="username">{t('people.username')}</label>
        <input id="username" class="nhsuk-input" autocomplete="username" autocapitalize="none" spellcheck={false} value={name} onInput={(e) => setName(e.currentTarget.value)} />
      </div>
      <div>
        <label class="nhsuk-label" for="password">{t('people.password')}</label>
        <input id="password" class="nhsuk-input" type="password" autocomplete="current-password" value={password} aria-describedby={wrong === null ? undefined : 'password-wrong'} onInput={(e) => setPassword(e.currentTarget.value)} />
      </div>
      <div role="alert">{wrong !== null && <p class="nhsuk-error-message" id="password-wrong">{wrong}</p>}</div>
      <button type="submit" class="nhsuk-button" disabled={busy}>{t('people.sign-in')}</button>
    </form>
  );
}
