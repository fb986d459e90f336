import { startAgain } from '../base/start-again';
import type { ConferencingDependencies } from './dependencies';
import { type ConferencingDocument, infoOf } from '../conferencing/records';
import type { Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import { automaticMailOutcome, type MailOutcome } from '../mail/mail-outcome';
import { assertMailAllowed } from '../people/mail-senders';
import { tollNumbersOf, tollFreeNumbersOf } from '../settings/bridge-numbers';
import { shownNumber } from '../base/phone-number';
import type { Click } from '../offers/offers';
import { Problem } from '../base/problem';
import type { Settings } from '../settings/settings';

/** What can be changed about a person in one go, on the card for editing. */
export const personFields = ['tollNumber', 'tollFreeNumber', 'mails', 'callersMayStart'] as const;
export type PersonField = (typeof personFields)[number];

/** A field before and after, as the card's input holds it. */
export interface PersonChange {
  field: PersonField;
  before: string;
  after: string;
}

const numberFields: readonly PersonField[] = ['tollNumber', 'tollFreeNumber'];
/** Whether a field is one of the bridge's numbers, not a switch. */
export const isNumber = (field: PersonField): field is 'tollNumber' | 'tollFreeNumber' => numberFields.includes(field);

const onOff = (on: boolean): string => (on ? 'on' : 'off');

/** Several changes to a person in one offer. */
export function createPersonChanges(dependencies: ConferencingDependencies) {
  const { change, settings, records, outbox } = dependencies;

  return {
    /**
     * What the card for editing shows: the current text of each field, and the numbers of each kind to choose from.
     * @throws Problem that says why the person has none
     */
    async editable(
      target: Person,
      { own }: { own: boolean },
    ): Promise<{ texts: Record<PersonField, string>; numbers: Record<'tollNumber' | 'tollFreeNumber', string[]> }> {
      const { record, tenantSettings } = await records.of(target, { own });
      return { texts: textsOf(record, tenantSettings), numbers: choicesIn(tenantSettings) };
    },

    /**
     * What would change if these texts were saved, and what happens with the mail about it.
     * @throws Problem `setting-invalid`, `number-not-on-bridge`, `settings-same`, or one that says why the person has
     * none
     */
    async comparePerson(
      target: Person,
      texts: Readonly<Record<string, string>>,
      { own, noMail }: { own: boolean; noMail?: boolean },
    ): Promise<{ changes: PersonChange[]; mail?: MailOutcome }> {
      const { record, tenantSettings } = await records.of(target, { own });
      const now = textsOf(record, tenantSettings);
      const changes = personFields.flatMap((field): PersonChange[] => {
        const after = texts[field];
        if (after === undefined || after === now[field]) return [];
        assertPossible(field, after, tenantSettings);
        return [{ field, before: now[field], after }];
      });
      if (changes.length === 0) throw new Problem('settings-same', {});
      return { changes, mail: mailAbout(changes, target, { record, settings: tenantSettings, own, noMail }) };
    },

    /**
     * Accepts offered changes to a person, all of them or none.
     * @throws Problem `settings-outdated` when something is no longer as the offer says
     */
    changePerson: (
      click: Click,
    ): Promise<{ person: Person; changes: PersonChange[]; mail?: MailOutcome; own: boolean }> =>
      startAgain(async () => {
        const { offer, actor, target, own } = await change.look(click, 'change-person');
        const { record, tenantSettings } = await records.of(target, { own });
        const { settings: offered = {}, noMail, from } = offer.input ?? {};
        const changes = personFields.flatMap((field): PersonChange[] =>
          offered[field] ? [{ field, ...offered[field] }] : [],
        );
        const now = textsOf(record, tenantSettings);
        if (changes.some(({ field, before }) => now[field] !== before)) throw new Problem('settings-outdated', {});
        const after = { ...record, ...Object.assign({}, ...changes.map(savedOf)) } as ConferencingDocument;
        const mail = mailAbout(changes, target, { record: after, settings: tenantSettings, own, noMail });
        const letter =
          mail &&
          outbox.compose({ kind: 'number-changed', actor, target, mail, info: infoOf(after, tenantSettings), from });
        return change.commit(click, 'change-person', async (parties, moment) => {
          const { session } = moment;
          assertEligible(parties.target, parties);
          assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
          for (const { field, after: text } of changes)
            assertPossible(field, text, await settings.of(target.tenant, session));
          await records.update(
            record,
            {
              unchanged: ['enabled', 'conferenceId', 'mails', 'tollNumber', 'tollFreeNumber', 'callersMayStart'],
              set: Object.assign({}, ...changes.map(savedOf)) as Partial<ConferencingDocument>,
            },
            session,
          );
          if (letter) await outbox.add(letter, offer, moment);
          const told = (which: 'before' | 'after') => changes.map((one) => `${one.field} ${one[which]}`).join(', ');
          return {
            result: { person: parties.target, changes, mail, own },
            change: { before: told('before'), after: told('after') },
          };
        });
      }),
  };
}

const choicesIn = (settings: Settings) => ({
  tollNumber: tollNumbersOf(settings),
  tollFreeNumber: tollFreeNumbersOf(settings),
});

function textsOf(record: ConferencingDocument, settings: Settings): Record<PersonField, string> {
  return {
    tollNumber: record.tollNumber ?? settings.tollNumber,
    tollFreeNumber: record.tollFreeNumber ?? settings.tollFreeNumber ?? '',
    mails: onOff(record.mails),
    callersMayStart: onOff(record.callersMayStart ?? settings.callersMayStart),
  };
}

/** @throws Problem `setting-invalid` or `number-not-on-bridge` */
function assertPossible(field: PersonField, text: string, settings: Settings): void {
  if (isNumber(field)) {
    const numbers = choicesIn(settings)[field];
    if (!numbers.includes(text))
      throw new Problem('number-not-on-bridge', { numbers, tollFree: field === 'tollFreeNumber' });
  } else if (text !== 'on' && text !== 'off') {
    throw new Problem('setting-invalid', {
      label: field === 'mails' ? 'Automatic mails' : 'Callers may start without a PIN',
      allowed: 'on or off',
    });
  }
}

const savedOf = ({ field, after }: PersonChange): Partial<ConferencingDocument> => ({
  [field]: isNumber(field) ? after : after === 'on',
});

/** There is a mail only about a new number. The switch counts as it will be after the change. */
function mailAbout(
  changes: readonly PersonChange[],
  target: Person,
  about: { record: ConferencingDocument; settings: Settings; own: boolean; noMail?: boolean },
): MailOutcome | undefined {
  if (!changes.some(({ field }) => isNumber(field))) return undefined;
  const switched = changes.find(({ field }) => field === 'mails');
  return automaticMailOutcome('number-changed', target, {
    settings: about.settings,
    own: about.own,
    noMail: about.noMail,
    personMails: switched ? switched.after === 'on' : about.record.mails,
  });
}

/** A field's text as people see it. */
export const shownText = ({ field }: Pick<PersonChange, 'field'>, text: string): string =>
  isNumber(field) ? (text === '' ? 'none' : shownNumber(text)) : text;
