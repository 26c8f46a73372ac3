import { useState } from 'preact/hooks';
import { useTablet } from '../app/tablet';
import { t } from '../words';
import { Notice } from './Notice';

/** What is unsent, as a file or as text, for the day when the tablet itself cannot send it. Nothing is taken from the outbox. */
export function Rescue() {
  const tablet = useTablet();
  const [text, show] = useState<string | null>(null);
  const [failed, fail] = useState(false);
  const rescue = (use: (blob: Blob) => void | Promise<void>) => (): void => {
    tablet.rescue().then(use).catch(() => fail(true));
  };
  return (
    <div class="stack">
      <div class="row">
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={rescue(save)}>{t('rescue.file')}</button>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={rescue(async (blob) => show(await blob.text()))}>{t('rescue.text')}</button>
      </div>
      {failed && <Notice kind="stop" alert>{t('rescue.failed')}</Notice>}
      {text !== null && (
        <label class="nhsuk-label">
          {t('rescue.copy')}
          <textarea class="nhsuk-textarea" rows={8} readOnly value={text} />
        </label>
      )}
    </div>
  );
}

function save(blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = 'runup-unsent.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
