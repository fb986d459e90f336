import { startAgain } from '../base/start-again';
import type { ConferencingDependencies } from './dependencies';
import { chosenNumber, numberWrite, withNumber } from '../conferencing/own-number';
import { type ConferenceInfo, infoOf } from '../conferencing/records';
import type { Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import { type MailOutcome } from '../mail/mail-outcome';
import { parseNumber } from '../base/phone-number';
import type { Click } from '../offers/offers';
import { Problem } from '../base/problem';
import { type NumberField, numbersOf, theDefault } from '../settings/bridge-numbers';
import { assertSameNumbers, takeNumber } from './bridge-numbers';
import { mailAboutNumbers } from './mail-about-numbers';
import { changeNumberByTeams, type NumberChange } from './teams-number';

/** A person's default number to dial. */
export function createNumberChange(dependencies: ConferencingDependencies) {
  const { change, settings, records, numberUse, outbox } = dependencies;
  const { backend, mirror } = dependencies;

  return {
    /**
     * The typed number in E.164, if the bridge has it, and it is of that kind; `theDefault` for the word "default".
     * @throws Problem `number-missing` or `number-not-on-bridge` with the numbers that the bridge has
     */
    async numberOnBridge(
      tenant: string,
      typed: string | undefined,
      field: NumberField = 'tollNumber',
    ): Promise<string> {
      await mirror.bridge(tenant);
      const numbers = numbersOf(field, await settings.of(tenant));
      if (!typed) throw new Problem('number-missing', { numbers });
      if (typed.trim().toLowerCase() === theDefault) return theDefault;
      const number = parseNumber(typed);
      if (!number || !numbers.includes(number))
        throw new Problem('number-not-on-bridge', { numbers, tollFree: field === 'tollFreeNumber' });
      return number;
    },

    /**
     * What a person would have with another number to dial, and what happens with the mail about it. There is no mail
     * if the number to dial stays the same.
     * @param number E.164, or `theDefault`
     * @throws Problem `settings-same`, or one that says why the person has none
     */
    async compareNumber(
      target: Person,
      number: string,
      { own }: { own: boolean },
    ): Promise<{ before: ConferenceInfo; after: ConferenceInfo; mail?: MailOutcome }> {
      await mirror.person(target);
      const { record, tenantSettings } = await records.of(target, { own });
      if (chosenNumber(record, 'tollNumber') === number) throw new Problem('settings-same', {});
      const after = withNumber(record, 'tollNumber', number);
      return {
        before: infoOf(record, tenantSettings),
        after: infoOf(after, tenantSettings),
        mail: mailAboutNumbers(record, after, { target, settings: tenantSettings, own }),
      };
    },

    /**
     * Accepts an offered change of the default number (`-ServiceNumber` of the cmdlet). The conference ID and the PIN
     * stay as they are.
     * @throws Problem when the offer is no longer open, or the bridge no longer has the number; with Teams as
     * `Outside.run`
     */
    changeNumber: (click: Click): Promise<NumberChange> =>
      startAgain(async () => {
        if (backend.name === 'teams') return changeNumberByTeams(click, backend, dependencies);
        const { offer, actor, target, own } = await change.look(click, 'change-number');
        const { record, tenantSettings } = await records.of(target, { own });
        const number = offer.input?.number ?? '';
        const after = withNumber(record, 'tollNumber', number);
        const mail = mailAboutNumbers(record, after, { target, settings: tenantSettings, own });
        const info = infoOf(after, tenantSettings);
        const letter = mail && outbox.compose({ kind: 'number-changed', actor, target, mail, info });
        return change.commit(click, 'change-number', async (parties, moment) => {
          const { session } = moment;
          assertEligible(parties.target, parties);
          const now = await settings.of(target.tenant, session);
          await takeNumber(numberUse, 'tollNumber', number, { tenant: target.tenant, now, session });
          assertSameNumbers(tenantSettings, now);
          await records.update(
            record,
            { unchanged: ['enabled', 'conferenceId', 'tollNumber'], ...numberWrite('tollNumber', number) },
            session,
          );
          if (letter) await outbox.add(letter, offer, moment);
          return { result: { person: parties.target, info, mail, own } };
        });
      }),
  };
}
