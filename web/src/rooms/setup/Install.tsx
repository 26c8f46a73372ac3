import { useState } from 'preact/hooks';
import { asked, type Installing } from '../../app/install';
import { Notice } from '../../kit/Notice';
import { t } from '../../words';

/** The browser's own question where it has one (Android); the steps in words where it has none (iPad). */
export function Install() {
  const [used, use] = useState(false);
  const ask: Installing | null = used ? null : asked.value;
  const install = (): void => {
    use(true);
    void ask?.prompt();
  };
  return (
    <Notice>
      <p><strong>{t('setup.install')}</strong></p>
      <p>{t('setup.install.why')}</p>
      {ask !== null ? <button type="button" class="nhsuk-button" onClick={install}>{t('setup.install.go')}</button> : <ul><li>{t('setup.install.ipad')}</li><li>{t('setup.install.android')}</li></ul>}
    </Notice>
  );
}
