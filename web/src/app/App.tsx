import { useEffect } from 'preact/hooks';
import type { Tablet } from '../core/tablet';
import { language, t } from '../words';
import { Broken } from './Broken';
import { Footer } from './Footer';
import { Gate } from './Gate';
import { Header } from './Header';
import { Leaving } from './Leaving';
import { Nav } from './Nav';
import { rooms, roomAt, type Room } from './rooms';
import { route } from './route';
import { isCovered } from './switching';
import { TabletContext } from './tablet';

/** The shell: what stands on every screen, and the room that the address names in the middle of it. */
export function App({ tablet, among = rooms }: { tablet: Tablet; among?: readonly Room[] }) {
  useTouches(tablet);
  if (tablet.broken.value !== null) {
    return <TabletContext.Provider value={tablet}><Broken /></TabletContext.Provider>;
  }
  const here = tablet.device.enrolled.value === null ? among.filter((room) => room.desk === true) : among;
  const found = roomAt(route.value, here) ?? roomAt('/', here) ?? roomAt('/desk', here);
  const bare = found?.room.plain === true || isCovered(tablet, found?.room);
  return (
    <TabletContext.Provider value={tablet}>
      <a class="nhsuk-skip-link" href="#main" onClick={toMain}>{t('shell.skip')}</a>
      <Header />
      {!bare && <Nav among={here} />}
      <main id="main" class="page" tabIndex={-1} lang={language.value === 'cy' ? 'en-GB' : undefined}>
        <Gate found={found} />
      </main>
      {!bare && <Footer />}
      <Leaving />
    </TabletContext.Provider>
  );
}

/** The hash of the address is the route, so the link must not go there. */
function toMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function useTouches(tablet: Tablet): void {
  useEffect(() => {
    const touched = (): void => tablet.people.touched();
    const kinds = ['pointerdown', 'keydown'] as const;
    kinds.forEach((kind) => addEventListener(kind, touched, { passive: true, capture: true }));
    return () => kinds.forEach((kind) => removeEventListener(kind, touched, { capture: true }));
  }, [tablet]);
}
