import { useTablet } from '../../app/tablet';
import { Icon, type IconName } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import type { Standing } from './standing';

const icons: Readonly<Record<Standing['kind'], IconName>> = { alarm: 'fail', out: 'fail', restricted: 'out-of-tolerance', 'before-use': 'out-of-tolerance' };

const grave = (s: Standing): boolean => s.kind === 'alarm' || s.kind === 'out';

/** On top of everything: what must not be used as usual, and who deals with it. */
export function Standings({ of, now }: { of: readonly Standing[]; now: number }) {
  if (of.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="standings">
      <h2 id="standings" class="today__group">
        {t('today.standings')}
      </h2>
      <ul role="list" class="rows">
        {of.map((s) => (
          <li key={`${s.equipment.id} ${s.kind} ${s.escalation ?? s.reason}`}>
            <Notice kind={grave(s) ? 'stop' : 'warn'} alert={s.kind === 'alarm'}>
              <h3 class="hold__name">
                <Icon name={icons[s.kind]} />
                <span>
                  <a href={`#/start/${s.equipment.id}`}>{s.equipment.name}</a>: {s.words}
                </span>
              </h3>
              <HoldWhy of={s} now={now} />
            </Notice>
          </li>
        ))}
      </ul>
    </section>
  );
}

export const HoldWords = ({ of, now }: { of: Standing; now: number }) => (
  <>
    <p class="hold__words">{of.words}</p>
    <HoldWhy of={of} now={now} />
  </>
);

function HoldWhy({ of, now }: { of: Standing; now: number }) {
  const who = of.owner === null ? t('standing.nobody') : t('standing.owner', { name: of.owner });
  return (
    <>
      {of.reason !== '' && <p class="hold__reason">{of.reason}</p>}
      <p class="hold__who">
        {[t('standing.since', { time: momentOf(of.since, now) }), of.escalation === null ? '' : who, of.ref === '' ? '' : t('standing.ref', { ref: of.ref })]
          .filter((w) => w !== '')
          .join(' · ')}
      </p>
      <ToDesk escalation={of.escalation} about={of.equipment.name} />
    </>
  );
}

/** Who may answer is one tap from where it is answered. */
export function ToDesk({ escalation, about }: { escalation: string | null; about: string }) {
  const registered = useTablet().people.holder.value?.registered === true;
  if (!registered || escalation === null) {
    return null;
  }
  return (
    <a class="hold__answer" href={`#/desk/${escalation}`}>
      {t('standing.answer')}
      <span class="nhsuk-u-visually-hidden"> {about}</span>
    </a>
  );
}

/** The same on the row of a check, in one line: nobody starts without having seen it. */
export const HoldOnRow = ({ of }: { of: Standing }) => (
  <p class={`due__hold due__hold--${grave(of) ? 'stop' : 'warn'}`}>
    <Icon name={icons[of.kind]} />
    <span>
      <strong>{of.words}</strong>
      {of.reason !== '' && ` ${of.reason}`}
    </span>
  </p>
);
