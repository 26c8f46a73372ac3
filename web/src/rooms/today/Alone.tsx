import { Icon } from '../../kit/Icon';
import { t } from '../../words';
import type { Alone as Of } from './allowed';
import { whoToAsk } from './names';

/** Whom to ask first: seen before the start, never after twenty minutes. Who may do it alone is told nothing. */
export function Alone({ of }: { of: Of }) {
  return of.why === 'fine' ? null : (
    <p class="due__ask">
      <Icon name="person" />
      <span>{t(`today.alone.${of.why}`, { who: whoToAsk(of.ask) })}</span>
    </p>
  );
}
