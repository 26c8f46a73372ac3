import { useState } from 'preact/hooks';
import { replace } from '../../app/route';
import { secure } from '../../app/secure';
import { standalone } from '../../app/standalone';
import { useTablet } from '../../app/tablet';
import type { Done } from '../../core/tablet';
import { Notice } from '../../kit/Notice';
import { ScanButton, Scanner } from '../../kit/Scanner';
import { t } from '../../words';
import { coded, openedWith } from './code';

/** A code from an administrator, and a name: then the tablet is one of the department's. */
export function Enrol() {
  const tablet = useTablet();
  const [code, setCode] = useState(openedWith);
  const [name, setName] = useState('');
  const [scanning, scan] = useState(false);
  const [wrong, say] = useState<string | null>(null);
  const [busy, wait] = useState(false);
  const take = (text: string): void => {
    const read = coded(text, location.origin);
    scan(false);
    setCode(read.ok ? read.code : '');
    say(read.ok ? null : t('setup.other-server', { host: read.host }));
  };
  const enrol = async (): Promise<void> => {
    if (code.trim() === '' || name.trim() === '') {
      say(t('setup.missing'));
      return;
    }
    wait(true);
    const done = await tablet.device.enrol(code.trim().toUpperCase(), name.trim()).catch((): Done => ({ ok: false, reason: 'problem' }));
    wait(false);
    if (done.ok) {
      replace('/setup');
    } else {
      say(why(done));
    }
  };
  return (
    <form
      class="stack"
      onSubmit={(e) => {
        e.preventDefault();
        void enrol();
      }}
    >
      <h1>{t('setup.title')}</h1>
      {!secure() && <Notice kind="stop"><p>{t('setup.insecure')}</p></Notice>}
      {!standalone() && <Notice><p>{t('setup.home-first')}</p></Notice>}
      <div class="nhsuk-form-group">
        <label class="nhsuk-label nhsuk-label--m" for="code">{t('setup.code')}</label>
        <div class="nhsuk-hint" id="code-hint">{t('setup.code.hint')}</div>
        <input id="code" class="nhsuk-input setup__code" autocapitalize="characters" autocomplete="off" spellcheck={false} value={code} aria-describedby="code-hint" onInput={(e) => setCode(e.currentTarget.value)} />
      </div>
      {scanning ? <Scanner onRead={take} onClose={() => scan(false)} /> : <ScanButton words={t('setup.scan')} onPress={() => scan(true)} />}
      <div class="nhsuk-form-group">
        <label class="nhsuk-label nhsuk-label--m" for="tablet-name">{t('setup.name')}</label>
        <div class="nhsuk-hint" id="name-hint">{t('setup.name.hint')}</div>
        <input id="tablet-name" class="nhsuk-input" autocomplete="off" maxLength={100} value={name} aria-describedby="name-hint" onInput={(e) => setName(e.currentTarget.value)} />
      </div>
      <div role="alert">{wrong !== null && <Notice kind="stop"><p>{wrong}</p></Notice>}</div>
      <button type="submit" class="nhsuk-button" disabled={busy}>{busy ? t('setup.busy') : t('setup.go')}</button>
    </form>
  );
}

function why(done: Done & { ok: false }): string {
  switch (done.reason) {
    case 'no-signal':
      return t('setup.no-signal');
    case 'used-code':
      return t('setup.used-code');
    default:
      return done.problem?.detail ?? t('setup.problem');
  }
}
