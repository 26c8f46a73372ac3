import { useEffect, useState } from 'preact/hooks';
import { go } from '../../app/route';
import { secure } from '../../app/secure';
import { standalone } from '../../app/standalone';
import { useTablet } from '../../app/tablet';
import type { Proof, Tablet } from '../../core/tablet';
import { Heading } from '../../kit/Heading';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { t } from '../../words';
import { Install } from './Install';

/** How long to wait before looking again while the app's files are still coming. */
const pause = 3000;

export function Proofs() {
  const tablet = useTablet();
  const busy = useProving(tablet);
  const proof = tablet.device.proof.value;
  return (
    <>
      <Heading>{t('setup.proof.title', { name: tablet.device.enrolled.value?.name ?? '' })}</Heading>
      <div role="status">
        {proof.ready ? <Notice kind="good"><p><strong>{t('setup.ready')}</strong></p></Notice> : <Notice kind="warn"><p><strong>{busy ? t('setup.proving') : t('setup.not-ready')}</strong></p></Notice>}
      </div>
      <ul class="proofs">
        {rows(proof).map((row) => <Line key={row.words} {...row} />)}
      </ul>
      {restartIsLeft(proof) && (
        <Notice>
          <p>{t('setup.restart.why')}</p>
          <button type="button" class="nhsuk-button" onClick={() => location.reload()}>{t('setup.restart')}</button>
        </Notice>
      )}
      {!standalone() && <Install />}
      <div class="row">
        <button type="button" class={proof.ready ? 'nhsuk-button' : 'nhsuk-button nhsuk-button--secondary'} onClick={() => go('/')}>{proof.ready ? t('setup.begin') : t('setup.begin-anyway')}</button>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" disabled={busy} onClick={() => void tablet.device.prove()}>{t('setup.again')}</button>
      </div>
    </>
  );
}

interface Row {
  ok: boolean | null;
  words: string;
  /** What to do when it is not so. */
  hint: string;
}

function rows(p: Proof): Row[] {
  return [
    { ok: p.key, words: t('setup.key'), hint: t('setup.key.hint') },
    { ok: p.roundTrip, words: t('setup.round-trip'), hint: t('setup.round-trip.hint') },
    { ok: whole(p.files), words: t('setup.files', p.files), hint: secure() ? t('setup.files.hint') : t('setup.insecure') },
    { ok: p.reader, words: p.reader === null ? t('setup.no-reader') : t('setup.reader'), hint: p.reader === null ? t('setup.no-reader.hint') : t('setup.reader.hint') },
    { ok: p.checklists.of > 0 && whole(p.checklists), words: t('setup.checklists', p.checklists), hint: t('setup.checklists.hint') },
    { ok: p.people > 0, words: t('setup.people', { count: p.people }), hint: t('setup.people.hint') },
    { ok: p.survivedRestart, words: t('setup.survived'), hint: t('setup.survived.hint') },
    { ok: p.persistent === true ? true : null, words: p.persistent === true ? t('setup.persistent') : t('setup.not-persistent'), hint: t('setup.persistent.hint') },
    { ok: standalone() ? true : null, words: standalone() ? t('setup.home') : t('setup.not-home'), hint: t('setup.home.hint') },
  ];
}

const whole = ({ kept, of }: { kept: number; of: number }): boolean => kept >= of;

/** All but what a restart shows. */
const restartIsLeft = (p: Proof): boolean => !p.survivedRestart && p.key && p.roundTrip && whole(p.files);

const Line = ({ ok, words, hint }: Row) => (
  <li class={`proof proof--${ok === null ? 'advice' : ok ? 'yes' : 'no'}`}>
    <Icon name={ok === true ? 'pass' : ok === null ? 'not-evaluated' : 'fail'} />
    <span>
      <span class="nhsuk-u-visually-hidden">{ok === true ? t('setup.yes') : ok === null ? t('setup.advice') : t('setup.no')} </span>
      <strong>{words}</strong>
      {ok !== true && <span class="proof__hint">{hint}</span>}
    </span>
  </li>
);

/** Proves at once, and again while the app's own files are still coming. */
function useProving(tablet: Tablet): boolean {
  const [busy, set] = useState(true);
  useEffect(() => {
    let over = false;
    const prove = async (left: number): Promise<void> => {
      await tablet.device.prove();
      const { files, reader } = tablet.device.proof.peek();
      if (!over && left > 0 && !(whole(files) && reader !== false)) {
        setTimeout(() => void prove(left - 1), pause);
      } else if (!over) {
        set(false);
      }
    };
    void prove(5);
    return () => void (over = true);
  }, [tablet]);
  return busy;
}
