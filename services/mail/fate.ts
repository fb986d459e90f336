import type { Person } from '../directory';
import type { Settings } from '../settings';
import type { MailKind } from './letter';

/** What happens by mail after a change; each card says it in words. */
export type MailFate =
  /** `withheld` says why a mail about a new PIN does not carry it. */
  | { kind: 'queued'; address: string; withheld?: PinWithheld }
  /** The person did it: the new PIN is on the screen, and Microsoft's own page sends none either. */
  | { kind: 'self-service' }
  /** The tenant's switch, or the person's own one. */
  | { kind: 'switched-off'; for: 'everybody' | 'person' }
  | { kind: 'no-mailbox' };

/** Only its owner may see a PIN here, or mails carry none here. */
export type PinWithheld = 'owner' | 'not-by-mail';

/** The mails that go out by themselves, when something changes. */
export type AutomaticMail = Exclude<MailKind, 'conference-info'>;

/**
 * Whether an automatic mail goes to this person, and with the PIN or without (audio-conferencing reference,
 * section 2). A mail to an address that was given with the command was asked for, so no switch holds it up.
 */
export function automaticMailFate(
  kind: AutomaticMail,
  target: Person,
  about: { settings: Settings; personMails: boolean; own: boolean; address?: string },
): MailFate {
  const { settings, personMails, own, address } = about;
  // A reset of one's own PIN sends none; a new conference ID is mailed whoever reset it.
  if (own && kind === 'pin-reset') return { kind: 'self-service' };
  if (address === undefined && !settings.automaticMails) return { kind: 'switched-off', for: 'everybody' };
  if (address === undefined && !personMails) return { kind: 'switched-off', for: 'person' };
  const to = address ?? target.mail;
  if (to === undefined) return { kind: 'no-mailbox' };
  return { kind: 'queued', address: to, withheld: kind === 'pin-reset' || kind === 'enabled' ? withheldBy(settings) : undefined };
}

function withheldBy({ whoSeesPin, pinsByMail }: Settings): PinWithheld | undefined {
  if (whoSeesPin === 'owner') return 'owner';
  return pinsByMail ? undefined : 'not-by-mail';
}
