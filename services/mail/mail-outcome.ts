import type { Person } from '../people/person';
import type { Settings } from '../settings/settings';
import type { MailKind } from './letter/kinds';

/** Whether a mail goes out after a change, and if not, why. Each card says this in words. */
export type MailOutcome =
  /** `withheld` says why a mail about a new PIN does not carry it. */
  | {
      kind: 'queued';
      address: string;
      withheld?: Withheld;
      /**
       * The person's own address, if the PIN goes to another one. This address gets a mail about the reset, without the
       * PIN (docs/audio-conferencing.md, sections 10 and 11).
       */
      alsoTold?: string;
    }
  /** Microsoft mails the new PIN. `alsoTold` as above: that mail, without the PIN, is ours. */
  | { kind: 'microsoft'; address: string; alsoTold?: string }
  /** The person did it: the new PIN is on the screen, and Microsoft's own page does not send a mail either. */
  | { kind: 'self-service' }
  /** Switched off for the tenant, or for the person. */
  | { kind: 'switched-off'; for: 'everybody' | 'person' }
  | { kind: 'no-mailbox' }
  /** The command asked for no mail. */
  | { kind: 'not-wanted' };

/**
 * Only the owner may see a PIN here, mails never carry PINs here, the PIN goes to another address, or Teams did not
 * tell it to us.
 */
export type Withheld = 'owner' | 'not-by-mail' | 'elsewhere' | 'untold';

/**
 * The mails that go out by themselves when something changes. A mail about a waiting PIN goes wherever one about a
 * reset would go.
 */
export type AutomaticMail = Exclude<
  MailKind,
  'conference-info' | 'pin-waiting' | 'pin-stopped' | 'nudge' | 'request' | 'objection'
>;

/**
 * Whether an automatic mail goes to this person, and with the PIN or without (docs/audio-conferencing.md, section 2).
 * If the command names an address, somebody asked for the mail, so no switch stops it.
 * @param about.microsoft whether Microsoft mails new PINs: as usual here, or because somebody has asked for it
 */
export function automaticMailOutcome(
  kind: AutomaticMail,
  target: Person,
  about: {
    settings: Settings;
    personMails: boolean;
    own: boolean;
    address?: string;
    noMail?: boolean;
    microsoft?: 'usual' | 'asked';
  },
): MailOutcome {
  const { settings, personMails, own, address, noMail, microsoft } = about;
  if (microsoft === 'asked' && withheldBy(settings, target) === undefined)
    return target.mail === undefined ? { kind: 'no-mailbox' } : { kind: 'microsoft', address: target.mail };
  if (noMail) return { kind: 'not-wanted' };
  // People who reset their own PIN get no mail. A new conference ID is always mailed, no matter who reset it.
  if (own && kind === 'pin-reset') return { kind: 'self-service' };
  if (address === undefined && !settings.automaticMails) return { kind: 'switched-off', for: 'everybody' };
  if (address === undefined && !personMails) return { kind: 'switched-off', for: 'person' };
  const to = address ?? target.mail;
  if (to === undefined) return { kind: 'no-mailbox' };
  const withheld = kind === 'pin-reset' || kind === 'enabled' ? withheldBy(settings, target) : undefined;
  const elsewhere =
    kind === 'pin-reset' && !withheld && target.mail !== undefined && target.mail.toLowerCase() !== to.toLowerCase();
  const alsoTold = elsewhere && settings.automaticMails && personMails ? target.mail : undefined;
  if (kind === 'pin-reset' && microsoft && !withheld) return { kind: 'microsoft', address: to, alsoTold };
  return { kind: 'queued', address: to, withheld, alsoTold };
}

/**
 * Whether only its owner may see a PIN that is reset. An administrator never sees the PIN of another one, who could be
 * impersonated with it.
 */
export const hidesPin = (
  { whoSeesPin }: Settings,
  target: Pick<Person, 'protected' | 'role'>,
  { own }: { own: boolean },
): boolean => !own && (whoSeesPin === 'owner' || target.protected === true || target.role === 'admin');

/** Why a mail about somebody's new PIN may not carry it. */
export function withheldBy(settings: Settings, target: Pick<Person, 'protected' | 'role'>): Withheld | undefined {
  if (hidesPin(settings, target, { own: false })) return 'owner';
  return settings.pinsByMail ? undefined : 'not-by-mail';
}
