import { Icon } from '../kit/Icon';
import { t } from '../words';
import type { Room } from './rooms';
import { route } from './route';

/** As many as there are rooms with a place in it: later desks join the list and it wraps. */
export function Nav({ among }: { among: readonly Room[] }) {
  return (
    <nav class="nav" aria-label={t('shell.nav')}>
      <ul>
        {among.map((room) => room.nav !== undefined && <Place key={room.path} room={room} nav={room.nav} />)}
      </ul>
    </nav>
  );
}

const Place = ({ room, nav }: { room: Room; nav: NonNullable<Room['nav']> }) => (
  <li>
    <a href={`#${room.path}`} aria-current={route.value === room.path ? 'page' : undefined}>
      <Icon name={nav.icon} />
      <span>{t(nav.words)}{nav.more !== undefined && <span class="nav__more">{t(nav.more)}</span>}</span>
    </a>
  </li>
);
