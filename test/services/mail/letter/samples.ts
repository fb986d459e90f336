import { type LetterFacts, type MailKind, withoutFacts } from '../../../../services/mail/letter/kinds';

/** Values that no text contains by chance. */
export const sample = {
  pin: '80412',
  conferenceId: '4815162',
  tollNumber: '+1 555 010 0100',
  tollFreeNumber: '+1 800 555 0199',
  actor: 'Megan Bowen',
} as const;

export const announcesPin = (kind: MailKind): boolean => kind === 'enabled' || kind === 'pin-reset';

/** A mail of this kind to Alice Smith, with every optional part. */
export function factsFor(kind: MailKind, differing: Partial<LetterFacts> = {}): LetterFacts {
  const numbers = { conferenceId: sample.conferenceId, tollNumber: '+15550100100', tollFreeNumber: '+18005550199' };
  return {
    kind,
    language: 'en',
    timeZone: 'Europe/Berlin',
    tenantName: 'Contoso',
    recipient: { name: 'Alice Smith' },
    actor: { name: sample.actor },
    at: new Date('2026-11-22T13:02:00Z'),
    ...(withoutFacts.includes(kind) ? {} : numbers),
    ...(announcesPin(kind) ? { pin: sample.pin } : {}),
    ...differing,
  };
}
