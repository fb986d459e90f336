import type { Person } from '../people/person';
import type { Settings } from '../settings/settings';
import type { MailKind } from './letter/kinds';

/** What happens by mail after a change; each card says it in words. */
export type MailOutcome =
  /** `withheld` says why a mail about a new PIN does not carry it. */
  | {
      kind: 'queued';
      address: string;
      withheld?: Withheld;
      /**
       * The person's own address, where the PIN goes to another one: it is told so, without the PIN
       * (docs/audio-conferencing.md, sections 10 and 11).
       */
      alsoTold?: string;
    }
  /** The person did it: the new PIN is on the screen, and Microsoft's own page sends none either. */
  | { kind: 'self-service' }
  /** The tenant's switch, or the person's own one. */
  | { kind: 'switched-off'; for: 'everybody' | 'person' }
  | { kind: 'no-mailbox' }
  /** The change was made with the wish for none. */
  | { kind: 'not-wanted' };

/** Only its owner may see a PIN here, mails carry none here, or it goes to another address. */
export type Withheld = 'owner' | 'not-by-mail' | 'elsewhere';

/**
 * The mails that go out by themselves, when something changes; those about a waiting PIN go where one about a reset
 * would.
 */
export type AutomaticMail = Exclude<MailKind, 'conference-info' | 'pin-waiting' | 'pin-stopped'>;

/**
 * Whether an automatic mail goes to this person, and with the PIN or without (docs/audio-conferencing.md,
 * section 2). A mail to an address that was given with the command was asked for, so no switch holds it up.
 */
export function automaticMailOutcome(
  kind: AutomaticMail,
  target: Person,
  about: { settings: Settings; personMails: boolean; own: boolean; address?: string; noMail?: boolean },
): MailOutcome {
  const { settings, personMails, own, address, noMail } = about;
  if (noMail) return { kind: 'not-wanted' };
  // A reset of one's own PIN sends none; a new conference ID is mailed whoever reset it.
  if (own && kind === 'pin-reset') return { kind: 'self-service' };
  if (address === undefined && !settings.automaticMails) return { kind: 'switched-off', for: 'everybody' };
  if (address === undefined && !personMails) return { kind: 'switched-off', for: 'person' };
  const to = address ?? target.mail;
  if (to === undefined) return { kind: 'no-mailbox' };
  const withheld = kind === 'pin-reset' || kind === 'enabled' ? withheldBy(settings, target) : undefined;
  const elsewhere =
    kind === 'pin-reset' && !withheld && target.mail !== undefined && target.mail.toLowerCase() !== to.toLowerCase();
  return {
    kind: 'queued',
    address: to,
    withheld,
    alsoTold: elsewhere && settings.automaticMails && personMails ? target.mail : undefined,
  };
}

/** Whether a PIN that is reset is for nobody but its owner to see. */
export const hidesPin = (
  { whoSeesPin }: Settings,
  target: Pick<Person, 'protected'>,
  { own }: { own: boolean },
): boolean => !own && (whoSeesPin === 'owner' || target.protected === true);

/** Why a mail about a new PIN of somebody may not carry it. */
export function withheldBy(settings: Settings, target: Pick<Person, 'protected'>): Withheld | undefined {
  if (hidesPin(settings, target, { own: false })) return 'owner';
  return settings.pinsByMail ? undefined : 'not-by-mail';
}
