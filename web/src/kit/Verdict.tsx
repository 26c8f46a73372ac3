import type { Verdict as Of } from '../core/tablet';
import { t } from '../words';
import { Icon } from './Icon';

/** A verdict is a word, an icon and a colour, in that order of weight. */
export const Verdict = ({ of, words }: { of: Of; words?: string }) => (
  <span class={`verdict verdict--${of}`}>
    <Icon name={of} />
    {words ?? t(`verdict.${of}`)}
  </span>
);
