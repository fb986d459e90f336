import { startAgain } from '../base/start-again';
import type { ConferencingDependencies } from './dependencies';
import { type ConferenceInfo, infoOf } from '../conferencing/records';
import type { Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import { automaticMailOutcome, type MailOutcome } from '../mail/mail-outcome';
import { parseNumber } from '../base/phone-number';
import type { Click } from '../offers/offers';
import { Problem } from '../base/problem';
import { tollNumbersOf, tollFreeNumbersOf } from '../settings/bridge-numbers';

/** A person's default number to dial. */
export function createNumberChange(dependencies: ConferencingDependencies) {
  const { change, settings, records, outbox } = dependencies;

  return {
    /**
     * The typed number in E.164, if the bridge has it, and it is of that kind.
     * @throws Problem `number-missing` or `number-not-on-bridge` with the numbers that the bridge has
     */
    async numberOnBridge(
      tenant: string,
      typed: string | undefined,
      kind: 'toll' | 'toll-free' = 'toll',
    ): Promise<string> {
      const tenantSettings = await settings.of(tenant);
      const numbers = kind === 'toll' ? tollNumbersOf(tenantSettings) : tollFreeNumbersOf(tenantSettings);
      if (!typed) throw new Problem('number-missing', { numbers });
      const number = parseNumber(typed);
      if (!number || !numbers.includes(number))
        throw new Problem('number-not-on-bridge', { numbers, tollFree: kind === 'toll-free' });
      return number;
    },

    /**
     * Accepts an offered change of the default number (`-ServiceNumber` of the cmdlet). The conference ID and the PIN
     * stay as they are.
     * @throws Problem when the offer is no longer open, or the bridge no longer has the number
     */
    changeNumber: (click: Click): Promise<{ person: Person; info: ConferenceInfo; mail: MailOutcome; own: boolean }> =>
      startAgain(async () => {
        const { offer, actor, target, own } = await change.look(click, 'change-number');
        const { record, tenantSettings } = await records.of(target, { own });
        const number = offer.input?.number ?? '';
        const mail = automaticMailOutcome('number-changed', target, {
          settings: tenantSettings,
          personMails: record.mails,
          own,
        });
        const info = { ...infoOf(record, tenantSettings), tollNumber: number };
        const letter = outbox.compose({ kind: 'number-changed', actor, target, mail, info });
        return change.commit(click, 'change-number', async (parties, moment) => {
          const { session } = moment;
          assertEligible(parties.target, parties);
          const numbers = tollNumbersOf(await settings.of(target.tenant, session));
          if (!numbers.includes(number)) throw new Problem('number-not-on-bridge', { numbers });
          await records.update(
            record,
            { unchanged: ['enabled', 'conferenceId'], set: { tollNumber: number } },
            session,
          );
          if (letter) await outbox.add(letter, offer, moment);
          return { result: { person: parties.target, info, mail, own } };
        });
      }),
  };
}
