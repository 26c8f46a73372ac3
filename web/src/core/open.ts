import { computed, effect, signal } from '@preact/signals-core';
import { TabletAlarms } from './alarms';
import { based, day, type Channel, type Options } from './base';
import { TabletClaims } from './claims';
import { TabletClock } from './clock';
import { ThisDevice } from './device';
import { TabletDrafts } from './drafts';
import { Locks } from './locks';
import { TabletOutbox, waiting } from './outbox';
import { TabletPeople } from './people';
import { TabletPhones } from './phones';
import { TabletPhotos } from './photos';
import { Puller } from './pull';
import { Pusher } from './push';
import { rescueFile, salvage } from './rescue';
import { Store } from './store';
import { Stream } from './stream';
import { Syncing } from './sync';
import type { Tablet } from './tablet';
import { Talk } from './talk';
import { TabletView } from './view';

/** What one tab tells the others: what to read again. */
type News = 'outbox' | 'drafts' | 'alarms' | 'device' | 'left' | { kinds: string[] } | { claims: unknown };

/** Opens the tablet. It answers even when the store cannot be opened: then `broken` says so and nothing else works. */
export async function openTablet(options: Options): Promise<Tablet> {
  const base = based(options);
  const broken = signal<string | null>(null);
  const store = new Store(base.name, (why) => (broken.value = why));
  const clock = new TabletClock(base, store);
  const talk = new Talk(base);
  const device = new ThisDevice(base, store, talk);
  const outbox = new TabletOutbox(base, store, clock, device);
  const view = new TabletView(store, device);
  const people = new TabletPeople(base, store, clock, device, talk, view);
  const phones = new TabletPhones(base, store, clock, device, view);
  const alarms = new TabletAlarms(store, clock, outbox, view, talk, phones);
  const locks = new Locks(base, store);
  const drafts = new TabletDrafts({ base, store, clock, people, view, outbox, alarms }, locks);
  const claims = new TabletClaims(clock, device, view.claims, () => drafts.all.peek());
  const photos = new TabletPhotos(store, clock, device, outbox);
  const pusher = new Pusher(base, store, clock, device, talk, outbox);
  const puller = new Puller(store, clock, device, talk, view);
  const syncing = new Syncing(base, { device, clock, people, outbox, alarms, claims, photos, pusher, puller, phones, talk, locks });
  const stream = new Stream(base, device, locks, () => void syncing.sync());

  const atDesk = computed(() => (device.enrolled.value === null ? people.api() : null));
  const lending = effect(() => {
    void phones.lend(atDesk.value);
  });

  outbox.signer = () => people.signer();
  store.makeRoom = (step) => makeRoom(store, step, clock.now());
  device.proving = { sync: () => syncing.sync(), checklists: () => view.kept(), people: () => view.pins.peek().size };
  outbox.sealed = () => syncing.soon();

  const channel = options.channel?.(base.name);
  const news = tellOthers(channel, async (n) => {
    if (n === 'outbox') {
      await outbox.load();
    } else if (n === 'drafts') {
      await drafts.load();
    } else if (n === 'alarms') {
      await alarms.load();
    } else if (n === 'device') {
      await device.load();
    } else if (n === 'left') {
      people.leave();
    } else if ('claims' in n) {
      claims.heard(n.claims);
    } else {
      await view.load(new Set(n.kinds));
    }
  });
  outbox.changed = () => news('outbox');
  drafts.changed = () => news('drafts');
  alarms.changed = () => news('alarms');
  people.left = () => news('left');
  puller.epoch = (epoch) => pusher.epoch(epoch);
  puller.changed = (kinds) => news({ kinds: [...kinds] });
  puller.claimed = (list) => {
    claims.heard(list);
    news({ claims: list });
  };
  drafts.begun = (draft) => {
    if (draft.seconds === null) {
      void claims.say(draft).catch(() => undefined);
    }
  };

  try {
    await store.open();
    await clock.start();
    await device.start();
    await Promise.all([outbox.load(), view.load(), people.load(), alarms.load(), phones.load(), drafts.load()]);
    syncing.start(stream);
  } catch (e) {
    broken.value = String(e);
  }

  return {
    device: {
      enrolled: device.enrolled,
      proof: device.proof,
      enrol: async (code, name) => {
        const done = await device.enrol(code, name);
        if (done.ok) {
          news('device');
          await syncing.sync();
        }
        return done;
      },
      prove: () => device.prove(),
    },
    people,
    view,
    drafts,
    outbox,
    alarms,
    contact: talk,
    clock,
    photos,
    broken,
    sync: async () => void (await syncing.sync()),
    rescue: async () => {
      const { outbox: rows, photos: kept, drafts: begun } = await salvage(base.name).catch(() => ({ outbox: [...outbox.all()], photos: [], drafts: [...drafts.all.peek()] }));
      return rescueFile(device.enrolled.peek(), rows, kept, begun, clock.now());
    },
    close: async () => {
      lending();
      await syncing.close();
      stream.close();
      talk.close();
      await drafts.close();
      locks.close();
      channel?.close();
      await store.close();
    },
  };
}

function tellOthers(channel: Channel | undefined, hear: (news: News) => Promise<void>): (news: News) => void {
  if (channel === undefined) {
    return () => undefined;
  }
  channel.onmessage = (event) => void hear(event.data as News).catch(() => undefined);
  return (news) => {
    try {
      channel.postMessage(news);
    } catch {
      // It was closed; the others read the disk when they are shown again.
    }
  };
}

/** What a full disk can spare: what can be pulled again, then copies of what the server has. What is unsent stays. */
async function makeRoom(store: Store, step: number, now: number): Promise<boolean> {
  if (step === 0) {
    await store.write(['checks'], (tx) => tx.objectStore('checks').clear(), false);
    return true;
  }
  if (step === 1) {
    await store.write(
      ['outbox', 'photos'],
      async (tx) => {
        for (let c = await tx.objectStore('outbox').openCursor(); c !== null; c = await c.continue()) {
          if (!waiting(c.value) && (c.value.backedUp || now - (c.value.ackedAt ?? now) > day)) {
            await c.delete();
          }
        }
        for (let c = await tx.objectStore('photos').openCursor(); c !== null; c = await c.continue()) {
          if (c.value.sent) {
            await c.delete();
          }
        }
      },
      false,
    );
    return true;
  }
  return false;
}

