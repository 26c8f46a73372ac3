import { Rescue } from '../../kit/Rescue';
import { t } from '../../words';
import { Lists } from './Lists';
import { Standing } from './Standing';
import { Talked } from './Talked';
import './outbox.scss';

/** What is sent and what is not, as the server said it: nothing here is counted as sent because it was tried. */
export default function OutboxRoom() {
  return (
    <>
      <h1>{t('outbox.title')}</h1>
      <Standing />
      <Talked />
      <Lists />
      <section class="outbox__part">
        <h2>{t('outbox.rescue')}</h2>
        <p>{t('outbox.rescue.why')}</p>
        <Rescue />
      </section>
    </>
  );
}
