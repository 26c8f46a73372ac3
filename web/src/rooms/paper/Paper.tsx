import type { Area } from '../../core/tablet';
import { dateInWords, momentOf } from '../../kit/when';
import { t } from '../../words';
import { Answer } from './Answer';
import { formulaInWords, ifNot, type Line, type Sheet } from './sheets';

interface Props {
  sheet: Sheet;
  now: number;
  heard: number | null;
  place: Area | undefined;
  phones: readonly { name: string; number: string; what: string }[];
}

/** One form: what it is of, what to check with limits in words, and who signs it. */
export function Paper({ sheet, now, heard, place, phones }: Props) {
  return (
    <article class="sheet">
      <Head sheet={sheet} now={now} place={place} />
      <p class="sheet__stop">
        {t(sheet.equipment.neverWithdrawn ? 'paper.stop.never' : 'paper.stop')}
        {phones.length > 0 && ` ${t('paper.phone', { numbers: phones.slice(0, 3).map((p) => `${p.number} (${p.name})`).join(', ') })}`}
      </p>
      {sheet.points.length > 0 && <p class="sheet__how">{t('paper.points')}</p>}
      {sheet.sections.map((s) => (
        <Items key={s.title} title={s.title} lines={s.lines} sheet={sheet} />
      ))}
      {sheet.points.length > 0 && <Points sheet={sheet} />}
      <Foot sheet={sheet} now={now} heard={heard} />
    </article>
  );
}

function Head({ sheet, now, place }: { sheet: Sheet; now: number; place: Area | undefined }) {
  const { equipment: q, checklist: c } = sheet;
  const facts: [string, string][] = [
    [t('paper.equipment'), q.name],
    [t('paper.place'), [place?.name ?? q.area, place?.site ?? ''].filter((w) => w !== '').join(', ')],
    [t('paper.asset'), q.id],
    [t('paper.serial'), q.inventory.serial],
    [t('paper.date'), dateInWords(now)],
  ];
  return (
    <header>
      <p class="sheet__kind">
        <strong>{t('paper.form')}</strong> {t('paper.form.what')}
        {c.gating === true && <strong class="sheet__gating">{t('paper.gating')}</strong>}
      </p>
      <h2 class="sheet__title">{c.title}</h2>
      <dl class="sheet__facts">
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </header>
  );
}

/** In a round, each place has its own boxes further down: here only what is asked. */
function Items({ title, lines, sheet }: { title: string; lines: readonly Line[]; sheet: Sheet }) {
  const round = sheet.points.length > 0;
  return (
    <table class="sheet__items">
      <thead>
        <tr>
          <th class="sheet__no">{t('paper.column.number')}</th>
          <th>{title}</th>
          {!round && <th class="sheet__answer">{t('paper.column.answer')}</th>}
        </tr>
      </thead>
      <tbody>
        {lines.map((l) => (
          <tr key={l.item.id} class={l.box === 'none' ? 'sheet__told' : ''}>
            <td class="sheet__no">{l.number}</td>
            <td>
              <What line={l} sheet={sheet} />
            </td>
            {!round && (
              <td class="sheet__answer">
                <Answer line={l} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function What({ line, sheet }: { line: Line; sheet: Sheet }) {
  const { item } = line;
  const not = ifNot(item);
  const consequence = not === '' ? '' : item.kind === 'choice' ? not : t('paper.if', { what: not });
  return (
    <>
      <span class="sheet__prompt">{item.prompt ?? item.guidance ?? item.id}</span>
      {(line.limits.length > 0 || consequence !== '') && <span class="sheet__limits">{[...line.limits, consequence].filter((w) => w !== '').join(' ')}</span>}
      {item.prompt !== undefined && item.guidance !== undefined && line.box !== 'none' && <span class="sheet__guide">{item.guidance}</span>}
      {line.box === 'worked-out' && <span class="sheet__formula">{t('paper.formula', { formula: formulaInWords(sheet.checklist, item) })}</span>}
    </>
  );
}

/** Places down, numbers of the questions across. */
function Points({ sheet }: { sheet: Sheet }) {
  const lines = sheet.sections.flatMap((s) => s.lines).filter((l) => l.box !== 'none');
  return (
    <table class="sheet__points">
      <thead>
        <tr>
          <th>{t('paper.point')}</th>
          {lines.map((l) => (
            <th key={l.number} class="sheet__tick">
              {l.number}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sheet.points.map((p) => (
          <tr key={p}>
            <td>{p}</td>
            {lines.map((l) => (
              <td key={l.number} class="sheet__tick">
                {l.box === 'yes-no' ? <span class="tick" /> : <span class="blank" />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Foot({ sheet, now, heard }: { sheet: Sheet; now: number; heard: number | null }) {
  const { checklist: c, equipment: q } = sheet;
  const procedure = [c.procedure?.ref, c.procedure?.issue].filter((w) => w !== undefined && w !== '').join(', ');
  const printed = momentOf(now, now);
  return (
    <footer class="sheet__foot">
      <div class="sheet__notes">{t('paper.notes')}</div>
      <div class="sheet__notes sheet__notes--short">{t('paper.who')}</div>
      <dl class="sheet__signs">
        <Sign name={t('paper.done')} />
        <Sign name={t('paper.signature')} />
        <Sign name={t('paper.started')} />
        <Sign name={t('paper.finished')} />
        <Sign name={t('paper.supervisor')} />
        <Sign name={t('paper.signature')} />
      </dl>
      <p class="sheet__later">{t('paper.later', { equipment: q.name, checklist: c.title })}</p>
      <dl class="sheet__signs">
        <Sign name={t('paper.entered')} />
        <Sign name={t('paper.entered.at')} />
      </dl>
      <p class="sheet__version">
        {[
          t('paper.version', { version: c.version, hash: c.hash.slice(0, 12) }), procedure === '' ? '' : t('paper.procedure', { ref: procedure }),
          heard === null ? t('paper.printed.never', { time: printed }) : t('paper.printed', { time: printed, heard: momentOf(heard, now) }),
        ]
          .filter((w) => w !== '')
          .join(' · ')}
      </p>
    </footer>
  );
}

const Sign = ({ name }: { name: string }) => (
  <div>
    <dt>{name}</dt>
    <dd />
  </div>
);
