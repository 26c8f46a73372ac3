import { useState } from 'preact/hooks';
import type { Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { t } from '../../words';
import { redrawn } from '../check/photo';

/** A photo of the fault: drawn anew and small, kept on the tablet, sent after the report. The report never waits for it. */
export function Photos({ tablet, blobs, set }: { tablet: Tablet; blobs: readonly string[]; set: (blobs: readonly string[]) => void }) {
  const [state, setState] = useState<'open' | 'busy' | 'failed'>('open');
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) {
      return;
    }
    setState('busy');
    try {
      const sha = await tablet.photos.keep(await redrawn(file), 'image/jpeg');
      set([...blobs.filter((b) => b !== sha), sha]);
      setState('open');
    } catch {
      setState('failed');
    }
  };
  return (
    <div class="report__part">
      <p class="nhsuk-hint" id="report-photo-hint">
        {t('report.photo.hint')}
      </p>
      <label class="nhsuk-button nhsuk-button--secondary report__photo" for="report-photo">
        <Icon name="camera" /> {t(state === 'busy' ? 'report.photo.busy' : blobs.length > 0 ? 'report.photo.again' : 'report.photo')}
        <input
          id="report-photo" class="report__file" type="file" accept="image/*" capture="environment" aria-describedby="report-photo-hint" disabled={state === 'busy' || blobs.length >= 20}
          onChange={(e) => void take(e.currentTarget.files?.[0])}
        />
      </label>
      <div aria-live="polite">
        {blobs.length > 0 && <p>{t('report.photo.kept', { count: blobs.length })}</p>}
        {state === 'failed' && <Notice kind="warn">{t('report.photo.failed')}</Notice>}
      </div>
      {blobs.length > 0 && (
        <button type="button" class="nhsuk-button nhsuk-button--secondary report__photo" onClick={() => set([])}>
          {t('report.photo.remove')}
        </button>
      )}
    </div>
  );
}
