import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { switching } from '../../app/switching';
import { useTablet } from '../../app/tablet';
import { Notice } from '../../kit/Notice';
import { t } from '../../words';
import { Desk } from './desk';
import { Here } from './Here';

const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) {
    throw new Error('outside of the desk');
  }
  return desk;
}

/** A desk for as long as the same person holds the tablet: who signs in after them begins with their own. */
export function WithDesk({ children }: { children: ComponentChildren }) {
  const tablet = useTablet();
  const holder = tablet.people.holder.value;
  const api = holder?.session === true ? tablet.people.api() : null;
  const [desk, setDesk] = useState<Desk | null>(null);
  useEffect(() => {
    if (api === null) {
      setDesk(null);
      return undefined;
    }
    const opened = new Desk(api);
    setDesk(opened);
    void opened.start();
    return () => opened.close();
  }, [holder?.staff, api === null]);
  if (api === null) {
    return <NoSession named={holder?.name} />;
  }
  return desk === null ? <p class="soft">{t('common.loading')}</p> : <DeskContext.Provider value={desk}>{children}</DeskContext.Provider>;
}

/** Powers hang on a session with the server; a PIN that only this tablet has checked does not give one. */
const NoSession = ({ named }: { named: string | undefined }) => (
  <>
    <Notice kind="warn">
      <h2 class="nhsuk-heading-m">{t('desk.session.title')}</h2>
      <p>{named === undefined ? t('desk.session.nobody') : t('desk.session.here-only', { name: named })}</p>
      <button type="button" class="nhsuk-button" onClick={() => (switching.value = true)}>
        {t('desk.session.sign-in')}
      </button>
    </Notice>
    {named !== undefined && <Here />}
  </>
);
