import { go } from '../../app/route';
import { useTablet } from '../../app/tablet';
import { Notice } from '../../kit/Notice';
import { itemsOf } from '../../judge/definition';
import { t } from '../../words';
import { StopScreen } from '../check/StopScreen';
import '../check/check.scss';

/** An open alarm, seen again from anywhere: what to do, whom to phone, and how it stands now. */
export default function Room({ gaps }: { gaps: Record<string, string> }) {
  const tablet = useTablet();
  const alarm = tablet.alarms.open.value.find((a) => a.opId === gaps['id']);
  if (alarm === undefined) {
    return (
      <>
        <h1 class="nhsuk-heading-l" tabIndex={-1}>{t('stop.gone.title')}</h1>
        <Notice kind="good">{t('stop.gone')}</Notice>
        <button type="button" class="check__big" onClick={() => go('/')}>{t('check.done.today')}</button>
      </>
    );
  }
  const checklist = tablet.view.checklists.value.get(alarm.checklist);
  const slash = alarm.key.indexOf('/');
  const item = checklist === undefined ? undefined : itemsOf(checklist).find((i) => i.id === alarm.key.slice(slash + 1));
  const equipment = tablet.view.equipment.value.get(alarm.equipment);
  const point = slash < 0 ? undefined : equipment?.points.find((p) => p.id === alarm.key.slice(0, slash))?.name;
  const draft = tablet.drafts.all.value.find((d) => d.id === alarm.check);
  const prompt = item?.prompt ?? alarm.why;
  return (
    <StopScreen tablet={tablet} equipment={equipment} severity={alarm.severity} what={t('stop.found', { what: point === undefined ? prompt : `${point}: ${prompt}` })} guidance={item?.guidance} alarm={alarm} lost={false}>
      <div class="stop__go">
        {draft !== undefined && <button type="button" class="check__big check__big--wide check__big--main" onClick={() => go(`/check/${draft.id}`)}>{t('stop.continue')}</button>}
        <button type="button" class="check__big check__big--wide" onClick={() => go('/')}>{t('check.done.today')}</button>
      </div>
    </StopScreen>
  );
}
