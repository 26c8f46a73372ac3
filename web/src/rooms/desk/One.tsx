import './desk.scss';
import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Notice } from '../../kit/Notice';
import { lasting, momentOf } from '../../kit/when';
import { t, type Key } from '../../words';
import { ActForm } from './ActForm';
import { useDesk, WithDesk } from './context';
import type { Check, Desk, Escalation, Names } from './desk';
import { actions, closing, first, isNeverWithdrawn, type Offer } from './offers';
import { Recheck, isPassed } from './Recheck';
import { refusal } from './refusal';
import { matter, standing, title } from './say';
import { Severity } from './Severity';
import { Timeline } from './Timeline';
import { WhatFailed } from './WhatFailed';

/** One matter: what is wrong, who has it, what to do next, and everything that happened. */
export default function OneRoom({ gaps }: { gaps: Record<string, string> }) {
  return (
    <>
      <a class="desk-back" href="#/desk">
        ‹ {t('desk.title')}
      </a>
      <WithDesk>
        <Matter id={gaps['id'] ?? ''} />
      </WithDesk>
    </>
  );
}

interface Read {
  matter: Escalation | undefined | null;
  since: readonly Check[];
}

function Matter({ id }: { id: string }) {
  const desk = useDesk();
  const read = useSignal<Read>({ matter: undefined, since: [] });
  const doing = useSignal<Offer | null>(null);
  const moved = desk.at.value;
  useEffect(() => {
    void reading(desk, id, read);
  }, [id, moved]);
  const names = desk.names.value;
  const e = read.value.matter;
  if (e === null) {
    return <Notice kind="warn">{t('desk.gone')}</Notice>;
  }
  if (e === undefined || names === null) {
    return <p class="soft">{t('common.loading')}</p>;
  }
  const done = (now: Escalation) => {
    read.value = { ...read.value, matter: now };
    doing.value = null;
  };
  return (
    <>
      <Head e={e} names={names} />
      <Next e={e} names={names} done={done} />
      {doing.value !== null && <ActForm key={doing.value.act} offer={doing.value} e={e} names={names} since={read.value.since} done={done} cancel={() => (doing.value = null)} />}
      <WhatFailed e={e} names={names} />
      <Recheck e={e} names={names} since={read.value.since} />
      <More e={e} names={names} since={read.value.since} choose={(offer) => (doing.value = offer)} />
      <Timeline e={e} names={names} />
    </>
  );
}

async function reading(desk: Desk, id: string, into: Signal<Read>): Promise<void> {
  const matter = await desk.one(id).catch(() => into.value.matter ?? undefined);
  if (matter === undefined || matter === null) {
    into.value = { matter: into.value.matter ?? (desk.at.value === null ? undefined : null), since: [] };
    return;
  }
  into.value = { matter, since: into.value.since };
  into.value = { matter, since: await desk.since(matter).catch(() => into.value.since) };
}

function Head({ e, names }: { e: Escalation; names: Names }) {
  const opened = Date.parse(e.openedAt);
  const status = e.equipment === null ? undefined : names.equipment.get(e.equipment);
  return (
    <header class="desk-head">
      <p class="row">
        <Severity of={e.severity} /> <span class="soft">{e.ref}</span>
      </p>
      <h1 class="nhsuk-heading-l" tabIndex={-1}>
        {title(e, names)}
      </h1>
      <p class="desk-matter">{matter(e, names)}</p>
      {status !== undefined && <p>{t('desk.status', { status: t(`desk.status.${status.status}` as Key) })}{status.restriction === null ? '' : ` ${status.restriction}`}</p>}
      {isNeverWithdrawn(e, names) && e.state !== 'closed' && <p>{t('desk.never-withdrawn')}</p>}
      <p class="soft">{t('desk.since', { time: momentOf(opened, Date.now()), age: lasting(Date.now() - opened) })}</p>
    </header>
  );
}

/** Who has it, and the one button that matters now. */
function Next({ e, names, done }: { e: Escalation; names: Names; done: (now: Escalation) => void }) {
  const desk = useDesk();
  const refused = useSignal<readonly string[]>([]);
  const busy = useSignal(false);
  const offer = first(e, names);
  const answer = async () => {
    busy.value = true;
    const acted = await desk.acknowledge(e);
    busy.value = false;
    if (acted.ok) {
      done(acted.now);
    } else {
      refused.value = refusal(acted.problem);
    }
  };
  return (
    <Notice kind={e.state === 'open' ? 'stop' : e.state === 'closed' ? 'good' : 'warn'}>
      <p class="desk-standing">{standing(e, names)}</p>
      {offer?.blocked === undefined && offer !== undefined && (
        <button type="button" class="nhsuk-button desk-big" disabled={busy.value} onClick={() => void answer()}>
          {t(e.handedTo === names.me.id ? 'desk.act.take-over' : 'desk.act.acknowledge')}
        </button>
      )}
      {offer?.blocked !== undefined && <p>{t(offer.blocked)}</p>}
      {refused.value.length > 0 && (
        <p role="alert">
          <strong>{refused.value[0]}</strong> {refused.value.slice(1).join(' ')}
        </p>
      )}
    </Notice>
  );
}

/** Everything else that can be recorded; what cannot be done yet says why. */
function More({ e, names, since, choose }: { e: Escalation; names: Names; since: readonly Check[]; choose: (offer: Offer) => void }) {
  const close = closing(e, names, since.length === 0 ? false : isPassed(since[0]));
  const list = [...actions(e, names), ...(close === undefined ? [] : [close])];
  if (list.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="desk-more">
      <h2 class="nhsuk-heading-m" id="desk-more">
        {t('desk.more')}
      </h2>
      <ul class="desk-acts">
        {list.map((offer) => (
          <li key={offer.act}>
            <button type="button" class={offer.act === 'close' ? 'desk-act desk-act--close' : 'desk-act'} disabled={offer.blocked !== undefined} aria-describedby={offer.blocked === undefined ? undefined : `why-${offer.act}`} onClick={() => choose(offer)}>
              {t(`desk.act.${offer.act}` as Key)}
            </button>
            {offer.blocked !== undefined && <span class="soft" id={`why-${offer.act}`}>{t(offer.blocked)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
