import { useSignal } from '@preact/signals';
import { Verdict } from '../../kit/Verdict';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { useDesk } from './context';
import type { Check, Names } from './desk';
import { refusal } from './refusal';
import { nameOf, question } from './say';

/** Why a check is looked at by itself, whatever its verdict. */
const doubts = ['awaiting-second-check', 'countersignature-rejected', 'unauthorised', 'unverified', 'lapsed'] as const;
type Doubt = (typeof doubts)[number];

const doubtsOf = (check: Check): Doubt[] => doubts.filter((flag) => check.flags.includes(flag));

/** What may be confirmed together with others: it passed, and nothing about it is in doubt. */
export const together = (check: Check, me: string): boolean => check.verdict === 'pass' && check.performedBy !== me && doubtsOf(check).length === 0;

/** Checks that wait for a countersignature. Those that passed may be confirmed together; any other is looked at alone. */
export function Countersign() {
  const desk = useDesk();
  const names = desk.names.value;
  const said = useSignal('');
  const busy = useSignal(false);
  const waiting = desk.awaiting.value;
  if (names === null || waiting.length === 0) {
    return null;
  }
  const own = (check: Check): boolean => check.performedBy === names.me.id;
  const passed = waiting.filter((check) => together(check, names.me.id));
  const all = async () => {
    busy.value = true;
    const refused: string[] = [];
    for (const check of passed) {
      const problem = await desk.countersign(check.id, 'confirm', '');
      if (problem !== null) {
        refused.push(refusal(problem)[0] ?? problem.title);
      }
    }
    busy.value = false;
    said.value = refused.length === 0 ? t('desk.sign.done', { count: passed.length }) : (refused[0] ?? '');
  };
  return (
    <section aria-labelledby="desk-sign">
      <h2 class="nhsuk-heading-m" id="desk-sign" tabIndex={-1}>
        {t('desk.sign.title')} <span class="soft">{waiting.length}</span>
      </h2>
      {passed.length > 1 && names.me.registered && (
        <button type="button" class="nhsuk-button nhsuk-button--secondary" disabled={busy.value} onClick={() => void all()}>
          {t('desk.sign.all', { count: passed.length })}
        </button>
      )}
      <p role="status">{said.value}</p>
      <ul class="desk-list">
        {waiting.map((check) => (
          <li key={check.id}>
            <One check={check} names={names} own={own(check)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One({ check, names, own }: { check: Check; names: Names; own: boolean }) {
  const desk = useDesk();
  const words = useSignal('');
  const rejecting = useSignal(false);
  const refused = useSignal('');
  const busy = useSignal(false);
  const decide = async (decision: 'confirm' | 'reject') => {
    if (decision === 'reject' && words.value.trim() === '') {
      rejecting.value = true;
      refused.value = t('desk.sign.why');
      return;
    }
    busy.value = true;
    const problem = await desk.countersign(check.id, decision, words.value.trim());
    busy.value = false;
    refused.value = problem === null ? '' : refusal(problem).join(' ');
  };
  const title = names.checklists.get(check.checklist)?.title ?? check.checklist;
  const wrong = check.items.filter((item) => item.verdict !== 'pass' && item.verdict !== 'not-applicable');
  return (
    <article class="card desk-card">
      <strong class="desk-card__title">
        {names.equipment.get(check.equipment)?.name ?? check.equipment}: {title}
      </strong>
      <span class="row">
        {!check.flags.includes('awaiting-second-check') && <Verdict of={check.verdict} />}
        {check.performedBy === null ? (check.performedByName ?? '') : nameOf(check.performedBy, names)}, {momentOf(Date.parse(check.finishedAt ?? check.receivedAt), Date.now())}
      </span>
      {doubtsOf(check).map((flag) => (
        <p key={flag} class="desk-doubt">
          {t(`desk.sign.flag.${flag}`)} {flag === 'countersignature-rejected' && <Refusal of={check} names={names} />}
        </p>
      ))}
      {wrong.length > 0 && (
        <ul>
          {wrong.map((item) => (
            <li key={item.id}>
              {question(item.id, check, names)} {item.why ?? t(`verdict.${item.verdict}`)}
            </li>
          ))}
        </ul>
      )}
      <label class="nhsuk-label" for={`words-${check.id}`}>
        {t('desk.sign.words')} <span class="soft">{t('desk.sign.words-hint')}</span>
      </label>
      <textarea id={`words-${check.id}`} class="nhsuk-textarea" rows={2} value={words.value} aria-invalid={rejecting.value && words.value === '' ? true : undefined} onInput={(event) => (words.value = event.currentTarget.value)} />
      <div class="row">
        <button type="button" class="desk-act desk-act--close" disabled={busy.value || own} onClick={() => void decide('confirm')}>
          {t('desk.sign.confirm')}
        </button>
        <button type="button" class="desk-act" disabled={busy.value || own} onClick={() => void decide('reject')}>
          {t('desk.sign.reject')}
        </button>
      </div>
      {own && <span class="soft">{t('desk.sign.own')}</span>}
      {refused.value !== '' && <p role="alert">{refused.value}</p>}
    </article>
  );
}

/** What a colleague said when they refused it. */
function Refusal({ of, names }: { of: Check; names: Names }) {
  const last = of.revisions.filter((r) => r.kind === 'countersigned' && r.counts && r.decision === 'reject').at(-1);
  return last === undefined ? null : <>{t('desk.sign.refused', { name: nameOf(last.by ?? '', names), note: last.note ?? '' })}</>;
}
