import { Problem } from '../base/problem';
import type { TeamsBackend } from '../conferencing/backend';
import { numberWrite, withNumber } from '../conferencing/own-number';
import { type ConferenceInfo, infoOf } from '../conferencing/records';
import type { MailOutcome } from '../mail/mail-outcome';
import type { Click } from '../offers/offers';
import { assertEligible } from '../people/eligibility';
import type { Person } from '../people/person';
import { numbersOf, theDefault } from '../settings/bridge-numbers';
import type { ConferencingDependencies } from './dependencies';
import { mailAboutNumbers } from './mail-about-numbers';

/** The result of changing a number to dial. */
export interface NumberChange {
  person: Person;
  info: ConferenceInfo;
  mail?: MailOutcome;
  own: boolean;
}

/**
 * Has Teams change the number to dial of a person.
 * @throws Problem as `Outside.run`
 */
export async function changeNumberByTeams(
  click: Click,
  { calls }: TeamsBackend,
  dependencies: ConferencingDependencies,
): Promise<NumberChange> {
  const { change, settings, records, outbox, outside } = dependencies;
  const { offer, actor, target, own } = await change.look(click, 'change-number');
  const { tenantSettings } = await records.of(target, { own });
  const number = offer.input?.number ?? '';
  const toll = number === theDefault ? tenantSettings.tollNumber : number;
  return outside.run(click, 'change-number', target, {
    verb: 'set-number',
    before: async (parties, { session }) => {
      assertEligible(parties.target, parties);
      const now = await settings.of(target.tenant, session);
      if (toll === '' || !numbersOf('tollNumber', now).includes(toll))
        throw new Problem('number-not-on-bridge', { numbers: numbersOf('tollNumber', now) });
    },
    call: (onSent) => calls.setNumber({ identity: target.id, toll }, onSent),
    after: async () => {
      const { record } = await records.of(target, { own });
      const after = withNumber(record, 'tollNumber', number);
      const mail = mailAboutNumbers(record, after, { target, settings: tenantSettings, own });
      const info = infoOf(after, tenantSettings);
      const letter = mail && outbox.compose({ kind: 'number-changed', actor, target, mail, info });
      return async (parties, moment) => {
        const write = numberWrite('tollNumber', number);
        await records.update(record, { unchanged: ['tollNumber'], ...write }, moment.session);
        if (letter) await outbox.add(letter, offer, moment);
        return { result: { person: parties.target, info, mail, own } };
      };
    },
  });
}
