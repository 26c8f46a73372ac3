import { useLayoutEffect, useRef } from 'preact/hooks';
import { Lazy } from './Lazy';
import type { Found } from './rooms';
import { route } from './route';
import { isCovered } from './switching';
import { useTablet } from './tablet';

const setup = () => import('../rooms/setup');
const people = () => import('../rooms/people');

/**
 * Which of three things is in the middle: set-up on a tablet that is not enrolled, the list of people when nobody holds it,
 * or the room. Locking only hides the room: what was open, typed and scrolled to is there when a PIN is right. A computer at
 * a desk need not be enrolled: whoever signs in there by password is let through.
 */
export function Gate({ found }: { found: Found | undefined }) {
  const tablet = useTablet();
  const covered = isCovered(tablet, found?.room);
  const over = tablet.device.enrolled.value === null ? setup : people;
  return (
    <>
      {covered && <Lazy load={over} gaps={{}} key={over === setup ? 'setup' : 'people'} />}
      <Kept hidden={covered}>{found !== undefined && <Lazy load={found.room.load} gaps={found.gaps} key={route.value} />}</Kept>
    </>
  );
}

function Kept({ hidden, children }: { hidden: boolean; children: preact.ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const began = useRef(false);
  useLayoutEffect(() => {
    if (hidden) {
      began.current = true;
    } else if (began.current) {
      box.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    }
  }, [hidden]);
  return <div ref={box} hidden={hidden} inert={hidden}>{children}</div>;
}
