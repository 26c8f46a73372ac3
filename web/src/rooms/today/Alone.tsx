import { Icon } from '../../kit/Icon';
import { t } from '../../words';
import type { Alone as Of } from './allowed';
import { whoToAsk } from './names';

/** In which capacity somebody would do it, and whom to ask first: seen before the start, never after twenty minutes. */
export function Alone({ of }: { of: Of }) {
  if (of.why === 'fine') {
    return of.capacity === null ? null : <p class="due__small soft">{t(`today.capacity.${of.capacity}`)}</p>;
  }
  return (
    <p class="due__ask">
      <Icon name="person" />
      <span>{t(`today.alone.${of.why}`, { who: whoToAsk(of.ask) })}</span>
    </p>
  );
}
