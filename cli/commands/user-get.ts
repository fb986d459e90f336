import type { Command } from 'commander';
import { auditLine, namesIn } from '../../words/trail';
import { stateWords } from '../../words/people';
import type { Person } from '../../services/people/person';
import { mayAct } from '../../services/people/rights';
import { day } from '../terminal/dates';
import { mailRow, mailWords } from '../session/mail-row';
import { runSession, type Session } from '../session/session';
import type { Row } from '../terminal/output';
import { type UserResult, userResult } from '../terminal/results/people';
import { recordData } from './audit-row';
import { type CommonOptions, leaf, type Shell } from './command';
import { userData } from './user-row';

/** `user get` */
export function addUserGet(user: Command, { streams, end }: Shell): void {
  leaf(user, 'get <identity>', {
    help: 'everything there is to see of a person, but the PIN',
    examples: [
      'user get alice.smith@contoso.example',
      'user get "Zoë O\'Brien-Łukasz" --output json',
      'user get alice.smith@contoso.example --query conferenceId --output text',
    ],
    result: userResult,
  }).action(async (identity: string, options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'show-person', named: true }, async (session) => {
        const target = await session.find(identity, 'show-person');
        const { data, table } = await personShown(session, target);
        await session.looked('show-person', target);
        session.show(data, { as: userResult, table });
      }),
    ),
  );
}

/** What the card of a person shows. The PIN itself never appears; its mask in the table says that there is one. */
async function personShown({ services, actor }: Session, target: Person): Promise<{ data: UserResult; table: Row }> {
  await services.conferencing.refresh(target);
  const view = await services.personView.view(target);
  const { off, lastMails, lastRecords } = view;
  const sending = await services.mailPresence.isSomebodyThere();
  const settings = await services.settings.of(target.tenant);
  const seesTrail = mayAct(actor.role, 'change-person', { others: actor.id !== target.id, settings });
  const names = await namesIn(lastRecords, services);
  const user = userData(target, view);
  const { aliases, language } = target;
  return {
    data: {
      ...{ ...user, aliases, language: language ?? null, state: stateWords(off) },
      lastMails: lastMails.map((mail) => mailRow(mail, { role: actor.role, sending })),
      lastRecords: seesTrail ? lastRecords.map((record) => recordData(record, names)) : null,
    },
    table: {
      ...{ name: user.name, upn: user.upn, id: user.id, kind: user.kind, role: user.role, protected: user.protected },
      ...{ accountEnabled: user.accountEnabled, licensed: user.licensed, state: stateWords(off) },
      ...{ conferenceId: user.conferenceId, bridge: user.bridge },
      serviceNumber: numberWords(user.serviceNumber, user.serviceNumberFrom),
      tollFreeServiceNumber: numberWords(user.tollFreeServiceNumber, user.tollFreeServiceNumberFrom),
      pin: user.pinSet ? '*****' : null,
      pinReset: user.pinSet ? (user.pinResetAt ?? 'never here') : null,
      mail: user.mail ?? 'no mailbox',
      ...{ automaticMails: user.automaticMails, allowPstnOnlyMeetings: user.allowPstnOnlyMeetings },
      lastMails: lastMails.map((mail) => mailWords(mail, { role: actor.role, sending })),
      lastRecords: seesTrail
        ? lastRecords
            .map((record) => auditLine(record, { ...names, day }))
            .map((line) => `${line.when}: ${line.what}, ${line.outcome}. ${line.by}`)
        : null,
    },
  };
}

const numberWords = (number: string | null, from: 'person' | 'bridge' | null): string | null =>
  number && `${number}${from === 'bridge' ? ', that of the bridge' : ''}`;
