import { type NotWithTeams, Problem } from '../base/problem';
import type { Secret } from '../base/secret';
import type { Person } from '../people/person';
import type { Pins, PinVerifier } from '../pins/pins';
import type { PinVerification } from './pin-check';
import { type ConferencingRecord, verifierOf } from './records';
import type { TeamsCalls } from './teams-calls';

/**
 * What a backend may be able to do. Commands, help, menus, the command line and bulk ask for it: what cannot be done is
 * said at once, with the reason and the way out, and is not offered.
 */
export const abilities = [
  'reset-pin',
  'reset-conference-id',
  /** Turning conferencing on and off by hand. */
  'enable',
  /** Setting how many digits a new PIN has. */
  'pin-length',
  /** Changing which numbers the bridge has. */
  'numbers',
  /** Giving somebody another number to dial. */
  'person-number',
  'send-info',
  /** Setting whether callers may start a meeting without a PIN. */
  'start-without-pin',
  /** Setting how callers are announced and shown. */
  'bridge-settings',
  /** Mailing what has changed. */
  'mails',
  /** Telling whether digits are somebody's PIN. */
  'check-pin',
  /** Finding out whose conference ID a number is. */
  'find-conference-id',
] as const;
export type Ability = (typeof abilities)[number];

/** Who mails a new PIN: this desk, or Microsoft, who is then asked to by the reset itself. */
export type PinMailer = 'desk' | 'microsoft';

/** Which backend a desk is built with. */
export type BackendChoice = { name: 'own' } | { name: 'teams'; calls: TeamsCalls; mails?: PinMailer };

interface Common {
  readonly can: Readonly<Record<Ability, boolean>>;
  readonly pinMailer: PinMailer;
}

/** A PIN that was made here. It comes into force with the transaction that writes `verifier`. */
export interface NewPin {
  pin: Secret;
  verifier: PinVerifier;
  version: number;
}

/** Conference IDs and PINs are given and kept here. Every effect is part of our transaction. */
export interface OwnBackend extends Common {
  readonly name: 'own';
  /**
   * Draws somebody's next PIN, which is not the one that `record` has.
   * @param options.length how many digits, 4 to 12
   * @param options.mayRepeat whether the one before has stopped long ago, so that it does not matter which it was
   * @throws HashingBusy
   */
  newPin(
    target: Person,
    record: ConferencingRecord | undefined,
    options: { length: number; mayRepeat?: true },
  ): Promise<NewPin>;
}

/**
 * Conference IDs and PINs are those of Microsoft Teams. Every effect is a call outside our transaction: see
 * `services/changes/outside.ts`.
 */
export interface TeamsBackend extends Common {
  readonly name: 'teams';
  readonly calls: TeamsCalls;
}

/** Where people's conferencing is, and what can be done about it there. */
export type ConferencingBackend = OwnBackend | TeamsBackend;

/**
 * Checks that a backend can do something at all.
 * @throws Problem `not-with-teams`, with the reason and the way out
 */
export function assertAble({ can }: Pick<Common, 'can'>, what: NotWithTeams): void {
  if (!can[what]) throw new Problem('not-with-teams', { what });
}

/**
 * The backend, for what only the desk's own can do.
 * @throws Problem `not-with-teams`
 */
export function ownFor(backend: ConferencingBackend, what: NotWithTeams): OwnBackend {
  if (backend.name === 'own') return backend;
  throw new Problem('not-with-teams', { what });
}

const everything: OwnBackend['can'] = {
  'reset-pin': true,
  'reset-conference-id': true,
  'enable': true,
  'pin-length': true,
  'numbers': true,
  'person-number': true,
  'send-info': true,
  'start-without-pin': true,
  'bridge-settings': true,
  'mails': true,
  'check-pin': true,
  'find-conference-id': true,
};

/**
 * What Teams does not let anybody change: each meeting has an ID of its own, the licence decides who has conferencing,
 * and PIN length, bridge and lobby are set in the Teams admin center. It tells nobody whether digits are a PIN.
 */
const ofTeams: TeamsBackend['can'] = {
  ...everything,
  'reset-conference-id': false,
  'enable': false,
  'pin-length': false,
  'numbers': false,
  'start-without-pin': false,
  'bridge-settings': false,
  'check-pin': false,
  'find-conference-id': false,
};

export const createTeamsBackend = ({ calls, mails = 'desk' }: BackendChoice & { name: 'teams' }): TeamsBackend => ({
  name: 'teams',
  can: ofTeams,
  pinMailer: mails,
  calls,
});

export function createOwnBackend({
  pins,
  pinVerification,
}: {
  pins: Pins;
  pinVerification: PinVerification;
}): OwnBackend {
  return {
    name: 'own',
    can: everything,
    pinMailer: 'desk',
    async newPin(target, record, { length, mayRepeat }) {
      const version = await pinVerification.nextVersion(target, record);
      const owner = { tenant: target.tenant, person: target.id, version };
      const current = record && !mayRepeat ? verifierOf(record) : undefined;
      const pin = await pins.draw(
        length,
        current && { verifier: current, owner: { ...owner, version: current.version } },
      );
      return { pin, version, verifier: await pins.seal(pin, owner) };
    },
  };
}
