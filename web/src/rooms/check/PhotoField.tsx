import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { t } from '../../words';
import { idOf, useHere } from './context';
import { redrawn } from './photo';
import type { Line } from './steps';

/** A photo, only where the checklist asks for one. Drawn anew, small, without what the camera knows of the place. */
export function PhotoField({ line, label }: { line: Line; label: string }) {
  const { doing, tablet, onward } = useHere();
  const { key } = line;
  const blob = doing.line(key).reading.value?.blob ?? '';
  const preview = useSignal<string | null>(null);
  const trouble = useSignal<'full' | 'unreadable' | null>(null);
  const busy = useSignal(false);
  useEffect(() => {
    let url: string | null = null;
    let here = true;
    if (blob !== '') {
      void tablet.photos.get(blob).then((b) => {
        if (here && b !== undefined) {
          url = URL.createObjectURL(b);
          preview.value = url;
        }
      });
    }
    return () => {
      here = false;
      preview.value = null;
      url !== null && URL.revokeObjectURL(url);
    };
  }, [blob]);
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) {
      return;
    }
    busy.value = true;
    trouble.value = null;
    try {
      const bytes = await redrawn(file);
      const kept = await tablet.photos.keep(bytes, 'image/jpeg').catch(() => ((trouble.value = 'full'), null));
      if (kept !== null) {
        await doing.answer(key, { ...doing.line(key).reading.peek(), blob: kept });
        onward(key);
      }
    } catch {
      trouble.value = 'unreadable';
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="photo">
      <p class="soft">{t('check.photo.nobody')}</p>
      {preview.value !== null && <img class="photo__seen" src={preview.value} alt={t('check.photo.alt', { of: label })} />}
      <label class="check__big photo__take" for={idOf(key, 'field')}>
        <Icon name="camera" />
        {t(busy.value ? 'check.photo.busy' : blob === '' ? 'check.photo.take' : 'check.photo.again')}
        <input id={idOf(key, 'field')} class="photo__file" type="file" accept="image/*" capture="environment" aria-describedby={idOf(key, 'outcome')} disabled={busy.value} onChange={(e) => void take(e.currentTarget.files?.[0])} />
      </label>
      {trouble.value !== null && <Notice kind="warn" alert>{t(`check.photo.${trouble.value}`)}</Notice>}
    </div>
  );
}
