import { useSignal } from '@preact/signals';
import { go, replace } from '../../app/route';
import { useTablet } from '../../app/tablet';
import type { Item, Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { useTop } from '../../kit/useFocus';
import { Verdict } from '../../kit/Verdict';
import { byTwo } from '../today/second';
import { t } from '../../words';

/** After Finish: that it is kept here, and then, when the server said so and not before, that it is sent. */
export function Done({ opId }: { opId: string }) {
  const tablet = useTablet();
  const heading = useTop<HTMLHeadingElement>();
  const item = tablet.outbox.items.value.find((i) => i.opId === opId);
  const alarms = tablet.alarms.open.value.filter((a) => a.check === opId && a.told !== 'answered');
  const checklist = item?.checklist === null || item === undefined ? undefined : tablet.view.checklists.value.get(item.checklist);
  const equipment = item?.equipment === null || item === undefined ? undefined : tablet.view.equipment.value.get(item.equipment);
  if (item === undefined) {
    return <Notice>{t('check.done.gone')}</Notice>;
  }
  const photos = Math.min(item.missingBlobs.length, tablet.outbox.photos.value);
  const unproven = item.flags.includes('unverified') || (item.state === 'unsent' && tablet.people.holder.value?.how === 'unverified');
  const secondCheck = byTwo(checklist) && item.type === 'check.completed';
  const shown = !secondCheck || tablet.people.holder.value?.name === nameOf(item, tablet);
  return (
    <section class="ended">
      <h1 class="ended__title" tabIndex={-1} ref={heading}>{checklist?.title ?? t('check.done.title')}</h1>
      <p class="ended__name">{equipment?.name}</p>
      {item.verdict !== null && shown && <p class="ended__verdict"><Verdict of={item.verdict} /></p>}
      <div aria-live="polite">
        <Sent item={item} />
      </div>
      {photos > 0 && <p class="soft">{t('check.done.photos', { count: photos })}</p>}
      {alarms.map((a) => (
        <Notice key={a.opId} kind="stop">
          <p>{t('check.done.alarm')}</p>
          <button type="button" class="check__big check__big--stop" onClick={() => go(`/alarm/${a.opId}`)}>{t('check.done.alarm.see')}</button>
        </Notice>
      ))}
      {item.flags.includes('awaiting-countersignature') && <Notice kind="warn">{t('check.done.countersign')}</Notice>}
      {unproven && <Notice kind="warn">{t('check.done.unverified')}</Notice>}
      {secondCheck && <SecondCheck item={item} />}
      {item.verdict === 'pass' && !unproven && <p class="ended__thanks">{t('check.done.thanks', { name: firstName(tablet.people.holder.value?.name ?? item.by) })}</p>}
      <button type="button" class="check__big check__big--main check__big--wide" onClick={() => go('/')}>{t('check.done.today')}</button>
    </section>
  );
}

/** Whoever sealed it, as the header names them. */
const nameOf = (item: Item, tablet: Tablet): string => tablet.view.staff.value.get(item.by)?.name ?? item.by;

const firstName = (name: string): string => name.split(' ')[0] ?? name;

function Sent({ item }: { item: Item }) {
  switch (item.state) {
    case 'unsent':
      return (
        <div class="notice ended__sent">
          <p class="ended__word"><Icon name="pass" />{t('check.done.saved')}</p>
          <p>{t('check.done.carry')}</p>
        </div>
      );
    case 'accepted':
      return <div class="notice notice--good ended__sent"><p class="ended__word"><Icon name="pass" />{t('check.done.sent')}</p></div>;
    case 'held':
      return <Notice kind="warn">{t('check.done.held')}</Notice>;
    case 'quarantined':
      return <Notice kind="warn">{t('check.done.aside')}</Notice>;
    case 'rejected':
      return <Notice kind="stop" alert>{t('check.done.rejected')}</Notice>;
  }
}

/** Another authorised person does it too, and sees nothing of the first one's readings before theirs are in. */
function SecondCheck({ item }: { item: Item }) {
  const tablet = useTablet();
  const refused = useSignal(false);
  const other = tablet.people.holder.value !== null && tablet.people.holder.value.name !== nameOf(item, tablet);
  const begin = async (): Promise<void> => {
    const editing = item.checklist === null || item.equipment === null ? undefined : await tablet.drafts.begin({ checklist: item.checklist, equipment: item.equipment, occurrence: null, seconds: item.opId });
    if (editing?.ok === true) {
      const { id } = editing.draft.value;
      await editing.close();
      replace(`/check/${id}`);
    } else {
      refused.value = true;
    }
  };
  return (
    <Notice>
      <p>{t(other ? 'check.second.ready' : 'check.second.ask')}</p>
      {other && <button type="button" class="check__big check__big--main" onClick={() => void begin()}>{t('check.second.begin')}</button>}
      {refused.value && <p role="alert">{t('check.second.refused')}</p>}
    </Notice>
  );
}
