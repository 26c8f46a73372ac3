import { Icon, type IconName } from '../../kit/Icon';
import { t } from '../../words';
import type { State as Of } from './due';

type Tone = 'calm' | 'now' | 'warn' | 'stop' | 'good' | 'unsure';

const looks: Readonly<Record<Of, { icon: IconName; tone: Tone }>> = {
  upcoming: { icon: 'clock', tone: 'calm' },
  due: { icon: 'clock', tone: 'now' },
  overdue: { icon: 'out-of-tolerance', tone: 'warn' },
  missed: { icon: 'fail', tone: 'stop' },
  done: { icon: 'pass', tone: 'good' },
  repeated: { icon: 'pass', tone: 'good' },
  'done-here': { icon: 'up', tone: 'good' },
  sent: { icon: 'pass', tone: 'good' },
  'awaiting-confirmation': { icon: 'person', tone: 'unsure' },
  contested: { icon: 'not-evaluated', tone: 'warn' },
  'set-aside': { icon: 'not-evaluated', tone: 'warn' },
  exempt: { icon: 'not-applicable', tone: 'calm' },
};

/** How a check due stands: a word and an icon, and a colour that repeats them. */
export const State = ({ of }: { of: Of }) => (
  <span class={`state state--${looks[of].tone}`}>
    <Icon name={looks[of].icon} />
    {t(`today.state.${of}`)}
  </span>
);

export const toneOf = (state: Of): Tone => looks[state].tone;
