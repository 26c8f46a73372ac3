import { Icon, type IconName } from '../../kit/Icon';
import { t } from '../../words';
import type { Escalation } from './desk';

const looks: Record<Escalation['severity'], { icon: IconName; verdict: string }> = {
  'do-not-use': { icon: 'fail', verdict: 'fail' },
  'put-right': { icon: 'fail', verdict: 'fail' },
  'before-use': { icon: 'out-of-tolerance', verdict: 'out-of-tolerance' },
  advice: { icon: 'out-of-tolerance', verdict: 'out-of-tolerance' },
  information: { icon: 'not-evaluated', verdict: 'not-applicable' },
};

/** How grave it is: a word, an icon and a colour. */
export const Severity = ({ of }: { of: Escalation['severity'] }) => (
  <span class={`verdict verdict--${looks[of].verdict}`}>
    <Icon name={looks[of].icon} />
    {t(`severity.${of}`)}
  </span>
);
