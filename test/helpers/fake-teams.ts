import { Secret } from '../../services/base/secret';
import { type TeamsCalls, type TeamsOutcome, type TeamsUser } from '../../services/conferencing/teams-calls';

type PinOutcome = TeamsOutcome<{ pin?: Secret }>;

/** A call that the fake has taken. */
export interface TakenCall {
  verb: 'reset-pin' | 'set-number';
  identity: string;
  sendEmail?: boolean;
  to?: string;
  toll?: string;
}

/**
 * A stand-in for the interface to Teams, in memory: it makes PINs, and each next call can be made to fail, to hang, or
 * to answer late. It is no stand-in for PowerShell.
 * @param drawPin the PIN of each reset; digits in order by default
 */
export function createFakeTeams({ drawPin = counting() }: { drawPin?: () => string } = {}) {
  const users = new Map<string, TeamsUser>();
  const taken: TakenCall[] = [];
  const pins = new Map<string, string>();
  const numbers = [
    { number: '+15550100100', tollFree: false, city: 'New York', languages: ['en-US'], shared: false },
    { number: '+15550100200', tollFree: false, city: 'Seattle', languages: ['en-US'], shared: false },
    { number: '+18005550100', tollFree: true, languages: ['en-US'], shared: false },
  ];
  const usual: TeamsUser = {
    tollNumber: '15550100100',
    tollFreeNumber: '18005550100',
    bridgeName: 'Conference Bridge',
  };
  let isDown = false;
  const gone = { kind: 'refused', reason: 'unavailable' } as const;
  let scripted: ((sent: () => void) => Promise<PinOutcome | undefined>)[] = [];

  const userOf = (identity: string): TeamsUser => users.get(identity) ?? usual;
  const done = <Value>(value: Value): TeamsOutcome<Value> => ({ kind: 'done', value });

  const calls: TeamsCalls = {
    user: (identity) => Promise.resolve(isDown ? gone : done(userOf(identity))),
    async resetPin({ identity, sendEmail, to }, onSent = () => undefined) {
      const step = scripted.shift();
      let sent = false;
      const send = (): void => {
        if (sent) return;
        sent = true;
        onSent();
        taken.push({ verb: 'reset-pin', identity, sendEmail, to });
      };
      const ending = await step?.(send);
      if (ending) return ending;
      send();
      const pin = drawPin();
      pins.set(identity, pin);
      return done({ pin: new Secret(pin) });
    },
    async setNumber({ identity, toll, tollFree }, onSent = () => undefined) {
      const ending = (await scripted.shift()?.(onSent)) as TeamsOutcome<TeamsUser> | undefined;
      if (ending) return ending;
      onSent();
      taken.push({ verb: 'set-number', identity, toll });
      const plain = (number: string | undefined) => number?.replace('+', '');
      users.set(identity, {
        ...userOf(identity),
        ...(toll !== undefined && { tollNumber: plain(toll) }),
        ...(tollFree !== undefined && { tollFreeNumber: plain(tollFree) }),
      });
      return done(userOf(identity));
    },
    bridges: () =>
      Promise.resolve(
        isDown ? gone : done([{ id: 'b1', name: 'Conference Bridge', isDefault: true, defaultNumber: '+15550100100' }]),
      ),
    numbers: () => Promise.resolve(isDown ? gone : done(numbers)),
    tenant: () => Promise.resolve(done({ pinLength: 5, sendsMailsByItself: true })),
    health: () => ({ state: 'ready', module: '7.8.0', powerShell: '7.6.1', lastMs: 900 }),
  };

  return {
    calls,
    /** Every change that was sent, in order. */
    taken,
    /** The PIN that Teams has for somebody, by object id. */
    pinOf: (identity: string) => pins.get(identity),
    /** What the next call ends with. Before `sent` nothing is written to Teams. */
    next(ending: PinOutcome, { sent = ending.kind !== 'refused' }: { sent?: boolean } = {}): void {
      scripted.push((send) => {
        if (sent) send();
        return Promise.resolve(ending);
      });
    },
    /** Makes the next call wait after it was sent. @returns how to let it go on, and to see that it was sent */
    hold(): { sent: Promise<void>; release(ending?: PinOutcome): void } {
      let release!: (ending?: PinOutcome) => void;
      let noteSent!: () => void;
      const sent = new Promise<void>((resolve) => (noteSent = resolve));
      const released = new Promise<PinOutcome | undefined>((resolve) => (release = resolve));
      scripted.push((send) => {
        send();
        noteSent();
        return released;
      });
      return { sent, release };
    },
    /** Whether nothing can be read from Teams. */
    down(yes: boolean): void {
      isDown = yes;
    },
    reset(): void {
      scripted = [];
      taken.length = 0;
    },
  };
}

function counting(): () => string {
  let last = 20_480;
  return () => String((last += 7));
}

export type FakeTeams = ReturnType<typeof createFakeTeams>;
