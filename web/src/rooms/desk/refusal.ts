import type { Problem } from '../../api/client';
import { t } from '../../words';

/** Why nothing was recorded and what to do, one line each: in the server's words where it has better ones than ours. */
export function refusal({ code, detail, fix, errors }: Problem): string[] {
  if (code === 'no-answer') {
    return [t('desk.no-answer')];
  }
  if (code === 'stale-version') {
    return [t('desk.stale'), t('desk.stale.do')];
  }
  return [detail, fix, ...(errors ?? []).map((one) => one.detail)].filter((line) => line !== '');
}
