import { startAgain } from '../base/start-again';
import { assertAble } from '../conferencing/backend';
import type { ConferencingDependencies } from './dependencies';
import { chosenNumber, numberWrite, withNumber } from '../conferencing/own-number';
import { type ConferencingRecord, infoOf } from '../conferencing/records';
import type { Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import type { MailOutcome } from '../mail/mail-outcome';
import { assertMailAllowed } from '../people/mail-senders';
import { type NumberField, numberFields, numbersOf, theDefault } from '../settings/bridge-numbers';
import { shownNumber } from '../base/phone-number';
import type { Click } from '../offers/offers';
import { Problem } from '../base/problem';
import type { Settings } from '../settings/settings';
import { assertSameNumbers, takeNumber } from './bridge-numbers';
import { mailAboutNumbers } from './mail-about-numbers';

/** What can be changed about a person in one go, on the card for editing. */
export const personFields = ['tollNumber', 'tollFreeNumber', 'mails', 'callersMayStart'] as const;
export type PersonField = (typeof personFields)[number];

/** A field before and after, as the card's input holds it: a number is in E.164, or `theDefault`. */
export interface PersonChange {
  field: PersonField;
  before: string;
  after: string;
  /** What the default of that kind is at the moment; empty for none. Only of a number. */
  standard?: string;
}

/** Whether a field is one of the bridge's numbers, not a switch. */
export const isNumber = (field: PersonField): field is NumberField => numberFields.some((one) => one === field);

const onOff = (on: boolean): string => (on ? 'on' : 'off');

/** Several changes to a person in one offer. */
export function createPersonChanges(dependencies: ConferencingDependencies) {
  const { change, settings, records, numberUse, outbox, backend, mirror, outside } = dependencies;

  return {
    /**
     * What the card for editing shows: the current text of each field, the numbers of each kind to choose from, and
     * the default among them, or an empty text.
     * @throws Problem that says why the person has none
     */
    async editable(
      target: Person,
      { own }: { own: boolean },
    ): Promise<{
      texts: Record<PersonField, string>;
      numbers: Record<NumberField, string[]>;
      standard: Record<NumberField, string>;
    }> {
      await mirror.person(target);
      const { record, tenantSettings } = await records.of(target, { own });
      return {
        texts: textsOf(record, tenantSettings),
        numbers: eachNumber((field) => numbersOf(field, tenantSettings)),
        standard: eachNumber((field) => tenantSettings[field] ?? ''),
      };
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
        if (field === 'callersMayStart') assertAble(backend, 'start-without-pin');
        assertPossible(field, after, tenantSettings);
        return [changeOf(field, { before: now[field], after }, tenantSettings)];
      });
      if (changes.length === 0) throw new Problem('settings-same', {});
      const changed = changedBy(record, changes);
      return { changes, mail: mailAboutNumbers(record, changed, { target, settings: tenantSettings, own, noMail }) };
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
          offered[field] ? [changeOf(field, offered[field], tenantSettings)] : [],
        );
        const now = textsOf(record, tenantSettings);
        if (changes.some(({ field, before }) => now[field] !== before)) throw new Problem('settings-outdated', {});
        const after = changedBy(record, changes);
        const mail = mailAboutNumbers(record, after, { target, settings: tenantSettings, own, noMail });
        const letter =
          mail &&
          outbox.compose({ kind: 'number-changed', actor, target, mail, info: infoOf(after, tenantSettings), from });
        const told = (which: 'before' | 'after') => changes.map((one) => `${one.field} ${one[which]}`).join(', ');
        const numbers = changes.filter(({ field }) => isNumber(field));
        if (backend.name === 'teams' && numbers.length > 0) {
          const wanted = (field: NumberField): string | undefined => {
            const text = numbers.find((one) => one.field === field)?.after;
            return text === theDefault ? tenantSettings[field] : text;
          };
          const { calls } = backend;
          return outside.run(click, 'change-person', target, {
            verb: 'set-number',
            before: async (parties, { session }) => {
              assertEligible(parties.target, parties);
              assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
              const settingsNow = await settings.of(target.tenant, session);
              for (const { field, after: text } of changes) assertPossible(field, text, settingsNow);
            },
            call: (onSent) =>
              calls.setNumber(
                { identity: target.id, toll: wanted('tollNumber'), tollFree: wanted('tollFreeNumber') },
                onSent,
              ),
            after: async () => {
              const { record: newest } = await records.of(target, { own });
              return async (parties, moment) => {
                await records.update(newest, { unchanged: ['tollNumber'], ...writeOf(changes) }, moment.session);
                if (letter) await outbox.add(letter, offer, moment);
                return {
                  result: { person: parties.target, changes, mail, own },
                  change: { before: told('before'), after: told('after') },
                };
              };
            },
          });
        }
        return change.commit(click, 'change-person', async (parties, moment) => {
          const { session } = moment;
          assertEligible(parties.target, parties);
          assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
          const settingsNow = await settings.of(target.tenant, session);
          for (const { field, after: text } of changes) {
            assertPossible(field, text, settingsNow);
            if (isNumber(field))
              await takeNumber(numberUse, field, text, { tenant: target.tenant, now: settingsNow, session });
          }
          assertSameNumbers(tenantSettings, settingsNow);
          await records.update(
            record,
            {
              unchanged: ['enabled', 'conferenceId', 'mails', 'tollNumber', 'tollFreeNumber', 'callersMayStart'],
              ...writeOf(changes),
            },
            session,
          );
          if (letter) await outbox.add(letter, offer, moment);
          return {
            result: { person: parties.target, changes, mail, own },
            change: { before: told('before'), after: told('after') },
          };
        });
      }),
  };
}

const eachNumber = <Value>(valueOf: (field: NumberField) => Value): Record<NumberField, Value> => ({
  tollNumber: valueOf('tollNumber'),
  tollFreeNumber: valueOf('tollFreeNumber'),
});

const changeOf = (
  field: PersonField,
  texts: Pick<PersonChange, 'before' | 'after'>,
  settings: Settings,
): PersonChange => ({ field, ...texts, ...(isNumber(field) && { standard: settings[field] ?? '' }) });

const textsOf = (record: ConferencingRecord, settings: Settings): Record<PersonField, string> => ({
  ...eachNumber((field) => chosenNumber(record, field)),
  mails: onOff(record.mails),
  callersMayStart: onOff(record.callersMayStart ?? settings.callersMayStart),
});

/** @throws Problem `setting-invalid` or `number-not-on-bridge` */
function assertPossible(field: PersonField, text: string, settings: Settings): void {
  if (isNumber(field)) {
    const numbers = numbersOf(field, settings);
    if (text !== theDefault && !numbers.includes(text))
      throw new Problem('number-not-on-bridge', { numbers, tollFree: field === 'tollFreeNumber' });
  } else if (text !== 'on' && text !== 'off') {
    throw new Problem('setting-invalid', {
      label: field === 'mails' ? 'Automatic emails' : 'Callers may start without a PIN',
      allowed: 'on or off',
    });
  }
}

/** The record after these changes. */
const changedBy = (record: ConferencingRecord, changes: readonly PersonChange[]): ConferencingRecord =>
  changes.reduce(
    (changed, { field, after }) =>
      isNumber(field) ? withNumber(changed, field, after) : { ...changed, [field]: after === 'on' },
    record,
  );

/** How these changes are written. */
function writeOf(changes: readonly PersonChange[]): ReturnType<typeof numberWrite> {
  const parts = changes.map(({ field, after }) =>
    isNumber(field) ? numberWrite(field, after) : { set: { [field]: after === 'on' } },
  );
  return {
    set: Object.assign({}, ...parts.map(({ set }) => set)) as object,
    unset: parts.flatMap(({ unset = [] }) => unset),
  };
}

/** A field's text as people see it. */
export function shownText({ field, standard }: Pick<PersonChange, 'field' | 'standard'>, text: string): string {
  if (!isNumber(field)) return text;
  return text === theDefault ? shownDefault(standard) : shownNumber(text);
}

/** The default of the bridge as people see it among numbers. */
export const shownDefault = (number = ''): string => `the default (${number === '' ? 'none' : shownNumber(number)})`;
